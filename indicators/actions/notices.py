"""Who is told of what happens to values: a digest a day, never an e-mail per value."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone, translation

from actors.actions import queue_notice
from actors.enums import Role
from actors.models import Membership, User
from indicators.enums import ValueState
from indicators.models import Framework, Revision, Value
from programmes.enums import PartnerRole
from programmes.models import Partnership


def tell_validators(values: Collection[Value], *, at: datetime) -> None:
    """One message a day says that values wait, however many were handed in.

    Where a programme asks for two signatures, only those are told whose turn it is. Values come
    with their place.
    """
    today = timezone.localdate(at)
    for person in _signers(values, on=today):
        queue_notice(
            to=person.email,
            language=person.language,
            message="values_waiting",
            context={"address": address(person, "indicators:review")},
            key=f"values-to-sign:{person.pk}:{today.isoformat()}",
            at=at,
        )


def tell_authors_returned(values: Iterable[Value], *, by: User, at: datetime) -> None:
    """One message a day says that values came back with a question."""
    today = timezone.localdate(at)
    people = {pk for one in values for pk in (one.entered_by_id, one.submitted_by_id)}
    for person in User.objects.filter(pk__in=people - {None, by.pk}, is_active=True).order_by("pk"):
        queue_notice(
            to=person.email,
            language=person.language,
            message="values_returned",
            context={"name": str(by), "address": address(person, "indicators:entry_home")},
            key=f"values-returned:{person.pk}:{today.isoformat()}",
            at=at,
        )


def tell_deciders(revision: Revision, *, at: datetime) -> None:
    """One message a day says that changes of signed values wait for a decision."""
    today = timezone.localdate(at)
    for person, _values in _standing([revision.value], on=today):
        if person.pk == revision.proposed_by_id:
            continue
        queue_notice(
            to=person.email,
            language=person.language,
            message="changes_waiting",
            context={"address": address(person, "indicators:revision_list")},
            key=f"changes-to-decide:{person.pk}:{today.isoformat()}",
            at=at,
        )


def tell_proposer(revision: Revision, *, by: User, at: datetime) -> None:
    """Tell who proposed a change what became of it."""
    person = revision.proposed_by
    if not person.is_active:
        return
    queue_notice(
        to=person.email,
        language=person.language,
        message="change_decided",
        context={
            "name": str(by),
            "code": revision.value.code,
            "state": revision.state,
            "answer": revision.answer,
            "address": address(person, "indicators:revision", revision.pk),
        },
        key=f"change-decided:{revision.pk}:{person.pk}",
        at=at,
    )


def _signers(values: Collection[Value], *, on: date) -> list[User]:
    """Those whose turn it is to sign one of some values that they did not give themselves."""
    found = {
        person.pk: person
        for person, own in _standing(values, on=on)
        if any(person.pk not in _hands(value) for value in own)
    }
    return [found[pk] for pk in sorted(found)]


def _standing(values: Collection[Value], *, on: date) -> list[tuple[User, list[Value]]]:
    """People with the values that they may sign now, or whose change they may decide on."""
    twice = set(
        Framework.objects.filter(
            programme__in={value.programme_id for value in values}, signatures=2
        ).values_list("programme", flat=True)
    )
    by_region = [one for one in values if not _is_for_officers(one, twice)]
    by_officer = [
        one for one in values if one.programme_id not in twice or _is_for_officers(one, twice)
    ]
    return [*_validators(by_region, on=on), *_officers(by_officer, on=on)]


def _is_for_officers(value: Value, twice: Collection[int]) -> bool:
    """Whether only officers of the programme sign now."""
    if value.place is None:
        return True
    return value.programme_id in twice and value.state != ValueState.SUBMITTED


def _hands(value: Value) -> set[int | None]:
    return {value.entered_by_id, value.submitted_by_id, value.endorsed_by_id}


def _validators(values: Collection[Value], *, on: date) -> list[tuple[User, list[Value]]]:
    codes = {value.place.code for value in values if value.place}
    wanted = Q(pk__in=[])
    for code in codes:
        # A council's place may be its seat: a town of the region.
        wanted |= Q(organisation__place__code=code) | Q(
            organisation__place__code__startswith=f"{code}."
        )
    rows = _in_force(on).filter(wanted, role=Role.VALIDATOR).select_related("organisation__place")
    return [
        (
            row.user,
            [
                value
                for value in values
                if value.place
                and f"{row.organisation.place.code}.".startswith(f"{value.place.code}.")
            ],
        )
        for row in rows
        if row.organisation.place
    ]


def _officers(values: Collection[Value], *, on: date) -> list[tuple[User, list[Value]]]:
    agencies: dict[int, set[int]] = {}
    for organisation, programme in Partnership.objects.filter(
        role=PartnerRole.IMPLEMENTING, programme__in={value.programme_id for value in values}
    ).values_list("organisation", "programme"):
        agencies.setdefault(organisation, set()).add(programme)
    rows = _in_force(on).filter(organisation__in=agencies, role=Role.OFFICER)
    return [
        (
            row.user,
            [one for one in values if one.programme_id in agencies[row.organisation_id]],
        )
        for row in rows
    ]


def _in_force(on: date) -> QuerySet[Membership]:
    return (
        Membership.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on))
        .filter(starts_on__lte=on, user__is_active=True)
        .select_related("user")
        .order_by("pk")
    )


def address(person: User, name: str, *args: object) -> str:
    """A page's address in a person's language, as it stands in an e-mail."""
    with translation.override(person.language):
        return f"{settings.PUBLIC_URL}{reverse(name, args=args)}"
