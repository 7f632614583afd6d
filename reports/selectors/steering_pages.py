"""What the pages around a steering dashboard read: which one is meant, and its snapshots."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, F, JSONField, Q, QuerySet, Subquery, When

from actors.enums import MeetingState
from actors.models import Committee, Meeting, User
from actors.permissions import allows, check_can_open_papers
from lib.forms import is_beyond_rows
from programmes.models import Programme
from reports.models import Headline, Snapshot

# As many snapshots as a dashboard lists.
LATEST = 6
# Where a query leaves what the one that is compared with holds.
_HELD = "held"


def about_behind(slug: str, user: User) -> Programme | Committee | None:
    """The programme or committee that an address means, if the person may see it."""
    programme = Programme.objects.visible_to(user).filter(slug=slug).first()
    return programme or Committee.objects.visible_to(user).filter(slug=slug).first()


def tells_public_only(user: User, about: Programme | Committee) -> bool:
    """Whether of a committee's snapshot a person is told only what the committee made public; that
    of a programme holds no more.
    """
    return isinstance(about, Committee) and not allows(check_can_open_papers, user, about)


def snapshots_of(about: Programme | Committee, user: User) -> QuerySet[Snapshot]:
    """The snapshots of a dashboard that a person may see, the latest first, without what they
    hold."""
    rows: QuerySet[Snapshot] = Snapshot.objects.visible_to(user).about(about)
    return (
        rows.defer("bodies")
        .select_related("meeting", "made_by")
        .order_by("-as_of", "-made_at", "-pk")
    )


def snapshots_on(
    about: Programme | Committee, user: User, on: date
) -> tuple[list[Snapshot], Snapshot | None]:
    """The latest snapshots of a dashboard, and the one that it is compared with on a day: the
    latest until then, with what it holds. Of those that a person may see. One query.
    """
    rows = snapshots_of(about, user)
    compared = Subquery(Snapshot.objects.visible_to(user).about(about).until(on).values("pk")[:1])
    latest = Subquery(rows.values("pk")[:LATEST])
    found = list(
        rows.filter(Q(pk__in=latest) | Q(pk=compared)).annotate(
            **{_HELD: Case(When(pk=compared, then=F("bodies")), output_field=JSONField())}
        )
    )
    earlier = None
    for one in found:
        if (held := getattr(one, _HELD)) is not None:
            one.bodies, earlier = held, one
    return found[:LATEST], earlier


def snapshot_behind(code: str, user: User) -> Snapshot | None:
    """A snapshot by its code, with what its page prints, if the person may see it."""
    rows: QuerySet[Snapshot] = Snapshot.objects.visible_to(user)
    return (
        rows.select_related("programme", "committee", "meeting", "made_by")
        .filter(code=code)
        .first()
    )


def snapshot_checked(code: str) -> Snapshot | None:
    """What bears a verification code, whoever asks: checking is public, what it says is not."""
    return (
        Snapshot.objects.defer("bodies")
        .select_related("programme", "committee", "meeting")
        .filter(code=code)
        .first()
    )


def meetings_to_freeze_for(committee: Committee, user: User) -> QuerySet[Meeting]:
    """The meetings that a dashboard may be frozen for, the next one first."""
    rows: QuerySet[Meeting] = Meeting.objects.visible_to(user).filter(committee=committee)
    return rows.exclude(state=MeetingState.CANCELLED).order_by(
        F("held_on").desc(nulls_first=True), "-pk"
    )


def meeting_asked_for(meetings: QuerySet[Meeting], asked: str) -> Meeting | None:
    """The meeting that an address names among some; None where it names none of them."""
    if not asked.isdecimal() or is_beyond_rows(asked):
        return None
    return meetings.select_related("committee").filter(pk=asked).first()


def headline_in(about: Programme | Committee, language: str) -> Headline | None:
    """The sentence that somebody wrote in a language, or withdrew."""
    found: Headline | None = (
        Headline.objects.about(about).filter(language=language).select_related("written_by").first()
    )
    return found


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the list of dashboards."""

    title: str
    name: str
    slug: str
    frozen_on: date | None


def entries(user: User) -> tuple[list[Entry], list[Entry]]:
    """The dashboards one may open: of committees, and of programmes. Three queries."""
    latest: dict[tuple[str, int], date] = {}
    rows = Snapshot.objects.visible_to(user).order_by("as_of", "pk")
    for programme, committee, as_of in rows.values_list("programme", "committee", "as_of"):
        latest["programme" if programme else "committee", programme or committee] = as_of
    committees = Committee.objects.visible_to(user).filter(programme_links__isnull=False)
    return (
        list(_entries("committee", committees.distinct().order_by("name", "pk"), latest)),
        list(_entries("programme", Programme.objects.visible_to(user).in_order(), latest)),
    )


def _entries(
    kind: str,
    rows: QuerySet[Committee] | QuerySet[Programme],
    latest: dict[tuple[str, int], date],
) -> Iterator[Entry]:
    for row in rows:
        yield Entry(row.acronym or row.name, row.name, row.slug, latest.get((kind, row.pk)))
