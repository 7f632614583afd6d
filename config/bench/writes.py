"""What it costs to save an activity, and to validate one until the total shows it."""

import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial as bound

from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from actors.models import User
from config.bench.clock import Times, collector_off, in_turns
from config.bench.pages import busiest_programme, people, signed_in
from lib.dates import partial
from programmes.actions import activities
from programmes.models import Activity, ActivityKind, Programme
from programmes.selectors.details import ActivityDetails, Share
from regions.models import Place
from reports import figures

#: The tables that a new activity writes to, with the column that names the activity.
TABLES = {
    "programmes_attribution": "activity_id",
    "programmes_activityorganisation": "activity_id",
    "programmes_activity_places": "activity_id",
    "programmes_participation": "activity_id",
}


@dataclass(frozen=True, slots=True)
class Written:
    """The times of what writes."""

    saving: Times
    inserting: Times
    rows: int
    submitting: Times
    validating: Times
    reading: Times
    whole: Times


def measure_writes(*, runs: int, at: datetime) -> Written:
    """Save, insert by hand, and bring records from draft to total."""
    everyone = people()
    author, validator = everyone["contributor"], everyone["validator"]
    programme = busiest_programme(author)
    log = bound(_log, _details(author, programme, at), author, at)
    rows = _rows_of(log())
    taken = in_turns({"saving": log, "inserting": bound(_insert, rows)}, runs=runs)
    steps = _validations(log, signed_in(author), signed_in(validator), programme, runs)
    return Written(
        saving=taken["saving"],
        inserting=taken["inserting"],
        rows=sum(len(found) for found in rows.values()),
        submitting=Times(tuple(step[0] for step in steps)),
        validating=Times(tuple(step[1] for step in steps)),
        reading=Times(tuple(step[2] for step in steps)),
        whole=Times(tuple(sum(step) for step in steps)),
    )


def _details(author: User, programme: Programme, at: datetime) -> ActivityDetails:
    return ActivityDetails(
        title="[exemple] Atelier : mesure",
        kind=ActivityKind.objects.get(code="workshop"),
        starts=partial(timezone.localdate(at)),
        ends_on=None,
        is_planned=False,
        shares=(Share(programme),),
        places=(Place.objects.get(code=min(author.scope().region_codes)),),
        participants=24,
        women=11,
    )


def _log(details: ActivityDetails, author: User, at: datetime) -> Activity:
    return activities.log(details=details, submission_key=uuid.uuid4(), by=author, at=at)


def _validations(
    log: Callable[[], Activity], author: Client, validator: Client, programme: Programme, runs: int
) -> list[tuple]:
    """Submit, validate and read the dashboard as people do, so many times."""
    dashboard = reverse("reports:dashboard", args=[programme.slug])
    subject = figures.Subject([programme])
    steps = []
    with collector_off():
        for _run in range(runs):
            activity = log()
            before = figures.summary(subject).activities
            steps.append(_validate(activity, author, validator, dashboard))
            after = figures.summary(subject).activities
            if after != before + 1:
                raise ValueError(f"After a validation the total went from {before} to {after}.")
    return steps


def _validate(activity: Activity, author: Client, validator: Client, dashboard: str) -> tuple:
    began = time.perf_counter()
    _expect(author.post(reverse("programmes:activity_submit", args=[activity.uuid])), 302)
    submitted = time.perf_counter()
    version = Activity.objects.values_list("version", flat=True).get(pk=activity.pk)
    asked = time.perf_counter()
    address = reverse("programmes:activity_validate", args=[activity.uuid])
    _expect(validator.post(address, {"version": version}), 302)
    validated = time.perf_counter()
    _expect(validator.get(dashboard), 200)
    return submitted - began, validated - asked, time.perf_counter() - validated


def _expect(response, status: int) -> None:
    if response.status_code != status:
        raise ValueError(f"{response.request['PATH_INFO']} answered {response.status_code}.")


def _rows_of(activity: Activity) -> Mapping[str, list[dict]]:
    """What saving an activity has written, table by table, its trail included."""
    found = {"programmes_activity": select_rows("programmes_activity", "id", activity.pk)}
    for table, column in TABLES.items():
        found[table] = select_rows(table, column, activity.pk)
    trail = select_rows("actors_event", "about_id", str(activity.pk))
    label = Activity._meta.label_lower
    return found | {"actors_event": [row for row in trail if row["about_model"] == label]}


def select_rows(table: str, column: str, value) -> list[dict]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}" WHERE "{column}" = %s', [value])
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _insert(rows: Mapping[str, list[dict]]) -> None:
    """The same rows again, for another activity: one statement each, in one transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        pk = None
        for table, written in rows.items():
            for row in written:
                values = {name: value for name, value in row.items() if name != "id"}
                if table == "programmes_activity":
                    values |= {"uuid": uuid.uuid4(), "submission_key": uuid.uuid4()}
                elif table == "actors_event":
                    values["about_id"] = str(pk)
                else:
                    values[TABLES[table]] = pk
                columns = ", ".join(f'"{name}"' for name in values)
                marks = ", ".join(["%s"] * len(values))
                cursor.execute(
                    f'INSERT INTO "{table}" ({columns}) VALUES ({marks}) RETURNING "id"',
                    list(values.values()),
                )
                (inserted,) = cursor.fetchone()
                pk = inserted if table == "programmes_activity" else pk
