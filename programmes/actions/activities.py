"""Logging what was done, correcting it, throwing a draft away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from actors.audit import changes, record
from actors.enums import EventKind
from actors.models import Organisation, User
from actors.roles import GRANTS, REACH, Permission, Reach
from lib.concurrency import StaleVersion
from lib.uploads import PreparedFile
from lib.workflow import WrongState
from programmes import totals
from programmes.actions import drafts, evidence, organisations, review
from programmes.enums import ActivityState, Involvement
from programmes.models import (
    Activity,
    ActivityOrganisation,
    Attribution,
    Draft,
    Participation,
    ParticipationCategory,
    Programme,
)
from programmes.permissions import check_can_edit, check_can_log_for
from programmes.selectors.details import (
    ActivityDetails,
    details_of,
    not_broken_down,
    problems_of,
    snapshot,
)
from regions.models import Place


def log(
    *,
    details: ActivityDetails,
    submission_key: UUID,
    files: Sequence[PreparedFile] = (),
    by: User,
    at: datetime,
) -> Activity:
    """Write down an activity as a draft of the organisation that the person works for.

    The same key twice, one after the other or at once, gives the one record. Raises
    PermissionDenied, or ValidationError with sentences by field.
    """
    already = _logged_with(submission_key, by)
    if already is not None:
        return already
    try:
        with transaction.atomic():
            return _log(details, submission_key, files, by, at)
    except IntegrityError:
        already = _logged_with(submission_key, by)
        if already is None:
            raise
        return already


@transaction.atomic
def log_and_submit(
    *,
    details: ActivityDetails,
    submission_key: UUID,
    files: Sequence[PreparedFile] = (),
    by: User,
    at: datetime,
) -> Activity:
    """Write down an activity and hand it to the validators at once."""
    activity = log(details=details, submission_key=submission_key, files=files, by=by, at=at)
    if activity.state != ActivityState.DRAFT:
        return activity
    return review.submit(activity=activity, by=by, at=at)


@transaction.atomic
def edit(
    *,
    activity: Activity,
    details: ActivityDetails,
    version: int,
    submission_key: UUID | None = None,
    files: Sequence[PreparedFile] = (),
    not_kept: Mapping[str, Any] | None = None,
    by: User,
    at: datetime,
) -> Activity:
    """Correct a record that is not validated; one that was submitted becomes a draft again.

    `version` is the one that the person started from. Raises StaleVersion with both versions
    when someone saved meanwhile, WrongState for a validated record. `not_kept` is what the
    person gave up after comparing two versions: it goes into the trail with the rest.
    """
    activity = Activity.objects.select_for_update().get(pk=activity.pk)
    check_can_edit(by, activity)
    check_can_log_for(by, details.programmes)
    if activity.state == ActivityState.VALIDATED:
        raise WrongState(_("This activity is validated: it can no longer be changed."))
    _refuse_problems(details, at)
    current = details_of(activity)
    before, after = snapshot(current), snapshot(details)
    if activity.version != version:
        if before == after:
            # A second click on the same button: the first one has saved this already.
            return activity
        raise StaleVersion(mine=after, theirs=before)
    if before != after or not_kept:
        keys: set[totals.Key] = set()
        if activity.state == ActivityState.SUBMITTED:
            keys = totals.keys_of(activity)
            review.take_back(activity)
        _fill(activity, details, at)
        activity.version += 1
        activity.save()
        _relate(activity, details, by, at)
        totals.refresh(keys)
        old, new = changes(before, after)
        if not_kept:
            new["not_kept"] = dict(not_kept)
        record(EventKind.CHANGED, about=activity, by=by, at=at, before=old, after=new)
    _forget_draft(submission_key, by)
    for file in files:
        evidence.keep(activity, file, by=by, at=at)
    return activity


@transaction.atomic
def edit_and_submit(
    *,
    activity: Activity,
    details: ActivityDetails,
    version: int,
    submission_key: UUID | None = None,
    files: Sequence[PreparedFile] = (),
    not_kept: Mapping[str, Any] | None = None,
    by: User,
    at: datetime,
) -> Activity:
    """Correct a record and hand it to the validators at once."""
    activity = edit(
        activity=activity,
        details=details,
        version=version,
        submission_key=submission_key,
        files=files,
        not_kept=not_kept,
        by=by,
        at=at,
    )
    if activity.state == ActivityState.SUBMITTED:
        return activity
    return review.submit(activity=activity, by=by, at=at)


@transaction.atomic
def set_aside(
    *,
    activity: Activity,
    submission_key: UUID,
    fields: drafts.Fields,
    files: Sequence[PreparedFile] = (),
    by: User,
    at: datetime,
) -> None:
    """Keep what a person typed when someone else saved first, until they have chosen.

    Their words stay in a draft of theirs; files take nothing away, so they join the record.
    """
    check_can_edit(by, activity)
    drafts.keep(key=submission_key, fields=fields, activity=activity, by=by, at=at)
    for file in files:
        evidence.keep(activity, file, by=by, at=at)


@transaction.atomic
def discard(*, activity: Activity, by: User, at: datetime) -> None:
    """Delete a draft with its files. What was ever submitted is never deleted."""
    activity = Activity.objects.select_for_update().get(pk=activity.pk)
    check_can_edit(by, activity)
    if activity.state != ActivityState.DRAFT:
        raise WrongState(_("Only a draft is deleted; this activity has been submitted."))
    before = _told(details_of(activity))
    record(EventKind.DELETED, about=activity, by=by, at=at, before=before)
    evidence.drop_files_of(activity)
    activity.delete()


def _log(
    details: ActivityDetails,
    submission_key: UUID,
    files: Sequence[PreparedFile],
    by: User,
    at: datetime,
) -> Activity:
    check_can_log_for(by, details.programmes)
    _refuse_problems(details, at)
    owner_id, region = _owner_and_region(by, details)
    activity = Activity(
        owner_id=owner_id,
        region=region,
        submission_key=submission_key,
        created_by=by,
        created_at=at,
    )
    _fill(activity, details, at)
    activity.save(force_insert=True)
    # Only now does the record have the number under which people search for it.
    activity.save(update_fields=["search"])
    _relate(activity, details, by, at)
    record(EventKind.CREATED, about=activity, by=by, at=at, after=_told(details))
    _forget_draft(submission_key, by)
    for file in files:
        evidence.keep(activity, file, by=by, at=at)
    return activity


def _logged_with(submission_key: UUID, by: User) -> Activity | None:
    activity = Activity.objects.filter(submission_key=submission_key).first()
    if activity is not None and activity.created_by_id != by.pk:
        raise PermissionDenied(_("This form belongs to someone else. Open a new one."))
    return activity


def _refuse_problems(details: ActivityDetails, at: datetime) -> None:
    problems = problems_of(details, today=timezone.localdate(at))
    if problems:
        raise ValidationError(problems)


def _owner_and_region(by: User, details: ActivityDetails) -> tuple[int, Place | None]:
    """The organisation that logs, and the region of a council, from the person's memberships.

    A council comes first, and among several the one whose region the programme covers or the
    activity was held in; then the agency that implements the programme.
    """
    grants = [g for g in by.scope().grants if Permission.ACTIVITY_LOG in GRANTS[g.role]]
    councils = [g for g in grants if REACH[g.role] == Reach.OWN_REGION and g.region_code]
    if councils:
        held_in = {place.region_code for place in details.places}
        councils.sort(key=lambda g: (g.region_code not in held_in, g.organisation_id))
        chosen = councils[0]
        if len(councils) > 1 and chosen.region_code not in held_in:
            regions = Place.objects.filter(code__in=[g.region_code for g in councils])
            main = details.programmes[0]
            covered = {
                region.code
                for region in regions.order_by("code")
                if Programme.objects.covering(region).filter(pk=main.pk).exists()
            }
            chosen = next((g for g in councils if g.region_code in covered), chosen)
        return chosen.organisation_id, Place.objects.get(code=chosen.region_code)
    for grant in sorted(grants, key=lambda g: g.organisation_id):
        if Programme.objects.implemented_by([grant.organisation_id]).filter(
            pk=details.programmes[0].pk
        ):
            return grant.organisation_id, None
    raise PermissionDenied(_("Your organisation does not implement this programme."))


def _fill(activity: Activity, details: ActivityDetails, at: datetime) -> None:
    earliest = details.starts.earliest
    activity.title = details.title
    activity.kind = details.kind
    activity.starts_on = details.starts.on
    activity.starts_precision = details.starts.precision
    activity.starts_words = details.starts.words
    activity.ends_on = details.ends_on
    activity.is_planned = (
        details.is_planned and earliest is not None and earliest > timezone.localdate(at)
    )
    activity.participants = details.participants
    activity.participants_qualifier = details.participants_qualifier
    activity.women = details.women
    activity.plan_item = details.plan_item
    activity.note = details.note
    activity.changed_at = at


def _relate(activity: Activity, details: ActivityDetails, by: User, at: datetime) -> None:
    activity.places.set(details.places)
    activity.attributions.all().delete()
    Attribution.objects.bulk_create(
        Attribution(
            activity=activity,
            programme=one.programme,
            funder=one.funder,
            component=one.component,
            share=one.share,
        )
        for one in details.shares
    )
    _relate_breakdown(activity, details)
    organisers = [*details.organisers, *_added(details.new_organisers, by, at)]
    partners = [*details.partners, *_added(details.new_partners, by, at)]
    activity.involvements.all().delete()
    ActivityOrganisation.objects.bulk_create(
        [
            ActivityOrganisation(activity=activity, organisation=organisation, role=role)
            for role, involved in (
                (Involvement.ORGANISER, organisers),
                (Involvement.PARTNER, partners),
            )
            for organisation in {one.pk: one for one in involved}.values()
        ]
    )


def _relate_breakdown(activity: Activity, details: ActivityDetails) -> None:
    rows = [
        Participation(activity=activity, category=part.category, count=part.count)
        for part in details.breakdown
    ]
    rest = not_broken_down(details.participants, details.breakdown)
    unspecified = ParticipationCategory.objects.filter(is_unspecified=True, dimension__in=rest)
    rows += [
        Participation(activity=activity, category=category, count=rest[category.dimension])
        for category in unspecified.order_by("dimension", "position", "pk")
        if rest[category.dimension]
    ]
    activity.participations.all().delete()
    Participation.objects.bulk_create(rows)


def _added(names: Iterable[str], by: User, at: datetime) -> list[Organisation]:
    """The organisations of these names, each made now unless it exists already."""
    return [organisations.find_or_add(name=name, by=by, at=at) for name in names]


def _told(details: ActivityDetails) -> dict[str, Any]:
    """What a new record says, without all that it leaves open."""
    told = snapshot(details).items()
    # 0 participants is an answer, and equal to False.
    return {name: one for name, one in told if one is not False and one not in (None, "", [], {})}


def _forget_draft(submission_key: UUID | None, by: User) -> None:
    if submission_key is not None:
        Draft.objects.filter(uuid=submission_key, user=by).delete()
