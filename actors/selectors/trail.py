"""The audit trail as people read it: verbs, names of fields, old and new values in words."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actors.enums import EventKind, Language, Role, TokenScope
from actors.models import Event
from lib import formats

# Words for what actions write that is not a field of the record itself.
WORDS = {
    "role": gettext_lazy("role"),
    "organisation": gettext_lazy("organisation"),
    "means": gettext_lazy("by"),
    "password": gettext_lazy("password"),
    "totp": gettext_lazy("authenticator app"),
    "webauthn": gettext_lazy("passkey or security key"),
    "recovery_codes": gettext_lazy("recovery codes"),
    "is_active": gettext_lazy("account open"),
    "lines": gettext_lazy("lines"),
    "expires_at": gettext_lazy("expires at"),
    "person": gettext_lazy("person"),
    "delegated_by": gettext_lazy("on behalf of"),
    "kind": gettext_lazy("kind"),
    "verb": gettext_lazy("verb"),
    "since": gettext_lazy("from"),
    "until": gettext_lazy("until"),
    "place": gettext_lazy("territory"),
    "shares": gettext_lazy("shares of programmes"),
    "breakdown": gettext_lazy("breakdown of participants"),
    "organisers": gettext_lazy("organisers"),
    "partners": gettext_lazy("partners"),
    "participants_qualifier": gettext_lazy("qualifier"),
    "plan_item": gettext_lazy("item of the plan"),
    "not_kept": gettext_lazy("other version, not kept"),
    "evidence_added": gettext_lazy("file added"),
    "evidence_removed": gettext_lazy("file removed"),
    "sha256": gettext_lazy("digest (SHA-256)"),
    "format": gettext_lazy("format"),
    "content_sha256": gettext_lazy("digest of the content (SHA-256)"),
    "series": gettext_lazy("what the report is about"),
    "rows": gettext_lazy("rows"),
    "seed": gettext_lazy("seed"),
    "activities": gettext_lazy("activities"),
    "places": gettext_lazy("places"),
    "plans": gettext_lazy("plans"),
    "activity_kinds": gettext_lazy("kinds of activities"),
    "participation_categories": gettext_lazy("participation categories"),
}
VALUES: dict[str, dict[Any, str | Promise]] = {
    "role": dict(Role.choices),
    "language": dict(Language.choices),
    "scope": dict(TokenScope.choices),
    "means": {
        "password": gettext_lazy("password"),
        "totp": gettext_lazy("authenticator app"),
        "webauthn": gettext_lazy("passkey or security key"),
        "recovery_codes": gettext_lazy("recovery code"),
        "password_reset": gettext_lazy("new password"),
    },
}


# What everybody who sees a signed record may know of its way there.
MILESTONES = (
    EventKind.CREATED,
    EventKind.SUBMITTED,
    EventKind.ENDORSED,
    EventKind.VALIDATED,
    EventKind.ACCEPTED,
)


@dataclass(frozen=True, slots=True)
class Change:
    """One field of an event: its name, the old value and the new one, in words."""

    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class EventLine:
    """One event as a page shows it."""

    id: int
    at: datetime
    by: str
    kind: str
    verb: str
    about_kind: str
    about: str
    note: str
    changes: tuple[Change, ...]

    @property
    def day(self) -> date:
        return timezone.localdate(self.at)

    @property
    def clock(self) -> str:
        """The time of day, for a line under its day."""
        return formats.time(self.at)

    @property
    def is_about_oneself(self) -> bool:
        """Whether naming the record would repeat the name of the person."""
        return self.by == self.about


def history_of(thing: Model) -> tuple[EventLine, ...]:
    """What happened to a record, the latest first.

    For whoever sees the record in all its states; the others get `milestones_of`.
    """
    return event_lines(Event.objects.about(thing).order_by("-pk"))


def milestones_of(thing: Model) -> tuple[EventLine, ...]:
    """Who wrote a record, submitted and signed it, without what was said on the way."""
    events = Event.objects.about(thing).filter(kind__in=MILESTONES).order_by("-pk")
    return tuple(replace(line, changes=(), note="") for line in event_lines(events))


def event_lines(events: Iterable[Event]) -> tuple[EventLine, ...]:
    """Events with their words in the current language."""
    return tuple(_line(event) for event in events)


def events_before(
    events: QuerySet[Event], *, last_seen: int | None, count: int
) -> tuple[list[Event], bool]:
    """The next `count` events, the latest first, and whether there are older ones.

    By key and not by number of page: events that arrive meanwhile move nothing.
    """
    if last_seen:
        events = events.filter(pk__lt=last_seen)
    found = list(events.order_by("-pk")[: count + 1])
    return found[:count], len(found) > count


def days_of(lines: Iterable[EventLine]) -> list[tuple[date, list[EventLine]]]:
    """Lines grouped by their day."""
    return [(day, list(group)) for day, group in groupby(lines, key=lambda line: line.day)]


def kinds_of_record() -> list[tuple[str, str]]:
    """The kinds of record that the trail speaks of, with their names, in alphabetical order."""
    labels = Event.objects.order_by("about_model").values_list("about_model", flat=True).distinct()
    return sorted(((label, _kind_name(label)) for label in labels), key=lambda pair: pair[1])


def _line(event: Event) -> EventLine:
    model = _model(event.about_model)
    names = [*event.before, *(name for name in event.after if name not in event.before)]
    return EventLine(
        id=event.pk,
        at=event.at,
        by=event.by_name,
        kind=event.kind,
        verb=str(EventKind(event.kind).label),
        about_kind=_kind_name(event.about_model),
        about=event.about_label,
        note=event.note,
        changes=tuple(
            Change(
                name=_field_name(model, name),
                old=_words(model, name, event.before.get(name)),
                new=_words(model, name, event.after.get(name)),
            )
            for name in names
        ),
    )


def _model(label: str) -> type[Model] | None:
    try:
        return apps.get_model(label)
    except LookupError:
        # A model that no longer exists; its events stay.
        return None


def _kind_name(label: str) -> str:
    model = _model(label)
    return str(model._meta.verbose_name) if model else label


def _field(model: type[Model] | None, name: str) -> object:
    try:
        return model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return None


def _field_name(model: type[Model] | None, name: str) -> str:
    given = getattr(_field(model, name), "verbose_name", None)
    # A name that the model does not give is made by Django from the code, in English.
    if isinstance(given, Promise):
        return str(given)
    return str(WORDS.get(name, name.replace("_", " ")))


def _words(model: type[Model] | None, name: str, value: Any) -> str:
    if value is None or value == "" or value == [] or value == {}:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return formats.join_words(_words(model, name, one) for one in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_words(model, key, one)}" for key, one in value.items())
    choices = VALUES.get(name) or dict(getattr(_field(model, name), "flatchoices", None) or ())
    if value in choices:
        return str(choices[value])
    if isinstance(value, int | float):
        return formats.number(value)
    return _date_words(value)


def _date_words(value: str) -> str:
    """A date as dates are written; any other text as it is."""
    try:
        if len(value) == len("2026-01-31") and (day := parse_date(value)):
            return formats.date(day)
        if "T" in value and (moment := parse_datetime(value)):
            return formats.datetime(moment)
    except ValueError:
        pass
    return value
