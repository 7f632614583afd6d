"""The story of an entry: its parts, its signatures, its changes, its evidence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings

from actors.models import User
from actors.permissions import allows
from actors.selectors.trail import EventLine, milestones_of
from indicators.enums import Counted, RevisionState, ValueState
from indicators.models import Revision, Value, ValueFile
from indicators.permissions import check_can_propose
from indicators.selectors.entries import Told, files_visible_to, from_snapshot, told_of
from indicators.selectors.history import value_history
from indicators.selectors.revisions import RevisionLine, revision_lines, revisions_of
from indicators.selectors.told import Breakdown, breakdowns, categories_of, in_words


@dataclass(frozen=True, slots=True)
class EntryStory:
    """What a reader is told of an entry.

    Whoever sees it only because it is signed reads the whole and not its parts, who gave and
    signed it and not what was said on the way, how many files there are and not the files.
    """

    value: Value
    words: str
    # Whether the reader sees it in all its states.
    is_read_whole: bool
    is_withheld: bool
    breakdowns: tuple[Breakdown, ...]
    revisions: tuple[RevisionLine, ...]
    waiting: Revision | None
    files: tuple[ValueFile, ...]
    file_count: int
    history: tuple[EventLine, ...]
    may_propose: bool


def story_of(value: Value, *, user: User, is_withheld: bool) -> EntryStory:
    """An entry that the person may see, as far as they are told of it."""
    rows = Value.objects.select_related(
        "measure__indicator",
        "indicator",
        "period",
        "place",
        "programme",
        "entered_by",
        "submitted_by",
        "endorsed_by",
        "validated_by",
    )
    value = rows.prefetch_related("cells", "files").get(pk=value.pk)
    is_read_whole = Value.objects.read_whole_by(user).filter(pk=value.pk).exists()
    revisions = list(revisions_of(value, user=user))
    said = told_of(value)
    parts: tuple[Breakdown, ...] = ()
    if is_read_whole:
        categories = categories_of([value.indicator_id])[value.indicator_id]
        parts = breakdowns(value.indicator, categories, said)
    return EntryStory(
        value=value,
        words="" if is_withheld else in_words(value.indicator, said),
        is_read_whole=is_read_whole,
        is_withheld=is_withheld,
        breakdowns=parts,
        revisions=tuple(
            revision_lines(_told_to_outsiders(revisions, is_withheld), parts=False)
            if not is_read_whole
            else revision_lines(one for one in revisions if one.state != RevisionState.PROPOSED)
        ),
        waiting=next((one for one in revisions if one.state == RevisionState.PROPOSED), None),
        files=tuple(files_visible_to(user).filter(value=value)),
        file_count=len(value.files.all()),
        history=value_history(value) if is_read_whole else milestones_of(value),
        may_propose=value.state == ValueState.VALIDATED and allows(check_can_propose, user, value),
    )


def _told_to_outsiders(revisions: Iterable[Revision], is_withheld: bool) -> list[Revision]:
    """Accepted changes that tell of no few people: neither by what was nor by what is."""
    if is_withheld:
        return []
    return [
        one for one in revisions if one.state == RevisionState.ACCEPTED and not tells_of_few(one)
    ]


def tells_of_few(revision: Revision) -> bool:
    """Whether a change tells of so few people that they might be known."""
    if revision.value.indicator.counted != Counted.PERSONS:
        return False
    old, new = from_snapshot(revision.before), from_snapshot(revision.after)
    numbers = [*_counts(old), *_counts(new)]
    # The change is a number of people too.
    if old.number is not None and new.number is not None:
        numbers.append(abs(new.number - old.number))
    return any(0 < number < settings.SUPPRESSION_BELOW_PEOPLE for number in numbers)


def _counts(said: Told) -> list[Decimal]:
    """The numbers of people in what was said."""
    if said.numerator is not None and said.denominator is not None:
        return [said.numerator, said.denominator, said.denominator - said.numerator]
    return [] if said.number is None else [said.number]
