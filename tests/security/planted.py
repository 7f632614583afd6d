"""A portal in which everything that some people must not see says its own name.

Each planted text is one made-up word that stands nowhere else, each planted number one that
nothing else adds up to. `Planted.hidden_from[person]` lists what must never reach that person,
with where it was planted; `seen_by[person]` lists what must reach them, so that a crawl that
finds nothing is not taken for a portal that keeps its secrets.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from actors.audit import record
from actors.enums import EventKind, Role
from programmes import totals
from programmes.enums import ActivityState
from programmes.models import DecisionProgramme, Programme
from reports.enums import NarrativeKind
from tests.factories.actors import (
    AgendaItemFactory,
    CommitteeFactory,
    CommitteeFileFactory,
    DecisionFactory,
    FollowUpFactory,
    MeetingFactory,
    OrganisationFactory,
    SeatFactory,
    person,
)
from tests.factories.indicators import ValueFactory
from tests.factories.programmes import (
    ActivityFactory,
    BudgetLineFactory,
    CommitteeProgrammeFactory,
    ComponentFactory,
    DraftFactory,
    EvidenceFactory,
    PartnershipFactory,
    ProgrammeFactory,
    ProgrammeStatementFactory,
    TransactionFactory,
)
from tests.factories.regions import RegionFactory
from tests.factories.reports import EditionFactory, NarrativeFactory
from tests.security.planted_values import plant_entries

AT = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
PARTNERS = frozenset({"donor", "member", "officer"})
EVERYBODY = PARTNERS | {"stranger"}


@dataclass
class Planted:
    """The people by name, what they must not meet, and what they must."""

    people: dict[str, Any]
    programmes: dict[str, Programme]
    region: Any
    hidden_from: dict[str, dict[str, str]] = field(default_factory=dict)
    seen_by: dict[str, dict[str, str]] = field(default_factory=dict)
    _count: int = 0

    def word(self, where: str, *, hidden_from=(), seen_by=()) -> str:
        """A text of its own; who must not meet it, and who must."""
        self._count += 1
        return self._note(f"Kanari{_letters(self._count)}zq", where, hidden_from, seen_by)

    def number(self, where: str, *, hidden_from=(), seen_by=()) -> int:
        """A number of its own, far from any sum of the others."""
        self._count += 1
        number = 710_000_000 + 7_919 * self._count
        self._note(str(number), where, hidden_from, seen_by)
        return number

    def _note(self, text, where, hidden_from, seen_by):
        for name in hidden_from:
            self.hidden_from.setdefault(name, {})[text] = where
        for name in seen_by:
            self.seen_by.setdefault(name, {})[text] = where
        return text


def _letters(number: int) -> str:
    return "".join("abcdefghij"[int(digit)] for digit in f"{number:03d}")


def plant() -> Planted:
    """Two programmes, two regions, three committees, and something to hide in each."""
    souss_massa = RegionFactory(code="MA.09", slug="souss-massa", name_fr="Souss-Massa")
    oriental = RegionFactory(code="MA.02", slug="oriental", name_fr="Oriental")
    council = OrganisationFactory(council=True, slug="conseil-sm", place=souss_massa)
    other_council = OrganisationFactory(council=True, slug="conseil-or", place=oriental)
    agency = OrganisationFactory(agency=True, slug="enabel")
    funder = OrganisationFactory(donor=True, slug="union-europeenne")
    seat_holder = OrganisationFactory(donor=True, slug="afd")
    ministry = OrganisationFactory(ministry=True, slug="maec")
    people = {
        "staff": person("Nadia Berrada", Role.CONTRIBUTOR, council),
        "validator": person("Driss Amrani", Role.VALIDATOR, council),
        "stranger": person("Salma Ouali", Role.CONTRIBUTOR, other_council),
        "officer": person("Hind Tazi", Role.OFFICER, agency),
        "donor": person("Lukas Weber", Role.DONOR, funder),
        "member": person("Rachid Lamrini", Role.COMMITTEE_MEMBER, seat_holder),
        "coordinator": person("Karima Bennis", Role.COORDINATOR, ministry),
    }
    depomi = ProgrammeFactory(
        slug="depomi", acronym="DEPOMI", agency=agency, funder=funder, region=souss_massa
    )
    planted = Planted(people, {"depomi": depomi}, souss_massa)
    prim = _another_programme(planted, oriental, souss_massa)
    planted.programmes["prim"] = prim
    depomi.complements.add(prim)
    _activities(planted, council, other_council)
    _values(planted, souss_massa, oriental)
    plant_entries(planted, souss_massa, oriental, partners=PARTNERS)
    _committees(planted, seat_holder, funder, souss_massa)
    _texts(planted)
    _money(planted)
    totals.rebuild()
    return planted


def _another_programme(planted, oriental, souss_massa):
    """PRIM, which is none of the partners' business."""

    def word(where):
        return planted.word(f"PRIM: {where}", hidden_from=PARTNERS, seen_by={"stranger"})

    prim = ProgrammeFactory(
        slug="prim",
        acronym=word("acronym"),
        name_fr=word("name"),
        summary_fr=word("summary"),
        region=oriental,
    )
    # It works in the region that the others see, too.
    prim.places.add(souss_massa)
    ProgrammeStatementFactory(programme=prim, text_fr=word("statement"))
    ComponentFactory(programme=prim, name_fr=word("component"))
    PartnershipFactory(programme=prim, detail=word("what a partner does"))
    return prim


def _activity(planted, name, *, hidden_from, seen_by=(), **fields):
    """A record whose title, note, numbers and file say their own names."""
    scope = {"hidden_from": hidden_from, "seen_by": seen_by}
    # Counted up, so that the women are fewer than the participants.
    women = planted.number(f"{name}: women", **scope)
    activity = ActivityFactory(
        title=planted.word(f"{name}: title", **scope),
        note=planted.word(f"{name}: note", **scope),
        participants=planted.number(f"{name}: participants", **scope),
        women=women,
        **fields,
    )
    EvidenceFactory(
        activity=activity,
        name=planted.word(f"{name}: evidence", **scope) + ".pdf",
        data=activity.title.encode(),
        added_by=activity.created_by,
    )


def _activities(planted, council, other_council):
    staff, stranger = planted.people["staff"], planted.people["stranger"]
    depomi, prim = [planted.programmes["depomi"]], [planted.programmes["prim"]]
    here, there = planted.region, other_council.place
    outsiders = {"donor", "member", "stranger"}
    question = planted.word("returned: question", hidden_from=outsiders, seen_by={"officer"})
    states = ({}, {"submitted": True}, {"returned": True, "question": question})
    for traits in states:
        _activity(
            planted,
            f"DEPOMI {next(iter(traits), 'draft')}",
            hidden_from=outsiders,
            seen_by={"officer"},
            owner=council,
            created_by=staff,
            programmes=depomi,
            places=[here],
            **traits,
        )
    _activity(
        planted,
        "PRIM draft in Souss-Massa",
        hidden_from=EVERYBODY,
        owner=council,
        created_by=staff,
        programmes=prim,
        places=[here, there],
    )
    # One of them in the region that the partners see, too.
    for name, places, traits in (
        ("PRIM draft of the other council", [there], {}),
        ("PRIM validated", [there, here], {"validated": True}),
    ):
        _activity(
            planted,
            name,
            hidden_from=PARTNERS,
            seen_by={"stranger"},
            owner=other_council,
            created_by=stranger,
            programmes=prim,
            places=places,
            **traits,
        )
    signed = ActivityFactory(
        title=planted.word("DEPOMI validated: title", seen_by=EVERYBODY),
        note=planted.word("DEPOMI validated: note", seen_by=EVERYBODY),
        validated=True,
        validated_by=planted.people["validator"],
        owner=council,
        created_by=staff,
        programmes=depomi,
        places=[here],
    )
    _way_to_signature(planted, signed, outsiders)


def _way_to_signature(planted, activity, outsiders):
    """What was said between author and validator before a record could be signed."""

    def word(where):
        return planted.word(f"history: {where}", hidden_from=outsiders, seen_by={"officer"})

    staff, validator = planted.people["staff"], planted.people["validator"]
    record(
        EventKind.CHANGED,
        about=activity,
        by=staff,
        at=AT,
        before={"title": word("former title"), "note": word("former note")},
        after={"title": word("second title"), "evidence_added": word("file")},
    )
    record(
        EventKind.RETURNED,
        about=activity,
        by=validator,
        at=AT,
        before={"state": ActivityState.SUBMITTED},
        after={"state": ActivityState.RETURNED},
        note=word("question"),
    )


def _values(planted, souss_massa, oriental):
    depomi, prim = planted.programmes["depomi"], planted.programmes["prim"]

    def value(code, programme, place, hidden_from, seen_by, **fields):
        scope = {"hidden_from": hidden_from, "seen_by": seen_by}
        ValueFactory(
            code=code,
            programme=programme,
            place=place,
            number=planted.number(f"value {code}: number", **scope),
            wording=planted.word(f"value {code}: wording", **scope),
            reading=planted.word(f"value {code}: reading", **scope),
            **fields,
        )

    value("depomi-draft", depomi, souss_massa, EVERYBODY, (), draft=True)
    value("prim-here", prim, souss_massa, PARTNERS, {"stranger"})
    value("prim-there", prim, oriental, PARTNERS, {"stranger"})
    value("prim-all", prim, None, PARTNERS, {"stranger"})
    value("depomi-signed", depomi, souss_massa, (), EVERYBODY, is_key=True)


def _committees(planted, seat_holder, funder, souss_massa):
    depomi, prim = planted.programmes["depomi"], planted.programmes["prim"]
    copil = CommitteeFactory(slug="copil-depomi")
    SeatFactory(committee=copil, organisation=seat_holder)
    # The donor sits there too, and yet reads only what the committee made public.
    SeatFactory(committee=copil, organisation=funder)
    CommitteeProgrammeFactory(committee=copil, programme=depomi)
    meeting = MeetingFactory(committee=copil)
    private = {"hidden_from": {"donor", "officer"}, "seen_by": {"member", "stranger"}}
    decision = DecisionFactory(
        committee=copil,
        meeting=meeting,
        text_fr=planted.word("decision that is not public", **private),
        origin_fr=planted.word("who put that decision forward", **private),
        is_public=False,
    )
    note = FollowUpFactory(decision=decision, text=planted.word("note on that decision", **private))
    CommitteeFileFactory(
        committee=copil, follow_up=note, name=planted.word("file behind that note", **private)
    )
    DecisionProgramme.objects.create(decision=decision, programme=depomi)
    public = DecisionFactory(
        committee=copil,
        meeting=meeting,
        text_fr=planted.word(
            "public decision", hidden_from={"officer"}, seen_by={"donor", "member", "stranger"}
        ),
        is_public=True,
    )
    CommitteeFileFactory(
        committee=copil,
        follow_up=FollowUpFactory(decision=public),
        name=planted.word("file behind a note on a public decision", **private),
    )
    for name, programme, place in (
        ("committee of PRIM", prim, None),
        ("committee of the region", None, souss_massa),
    ):
        scope = {"hidden_from": PARTNERS, "seen_by": {"stranger"}}
        committee = CommitteeFactory(
            slug=name.replace(" ", "-").lower(),
            name_fr=planted.word(f"{name}: name", **scope),
            mission_fr=planted.word(f"{name}: mission", **scope),
            place=place,
        )
        if programme is not None:
            CommitteeProgrammeFactory(committee=committee, programme=programme)
        SeatFactory(
            committee=committee, organisation=None, label=planted.word(f"{name}: seat", **scope)
        )
        meeting = MeetingFactory(
            committee=committee, title_fr=planted.word(f"{name}: meeting", **scope)
        )
        AgendaItemFactory(meeting=meeting, text_fr=planted.word(f"{name}: agenda", **scope))
        DecisionFactory(
            committee=committee, text_fr=planted.word(f"{name}: decision", **scope), is_public=True
        )


def _texts(planted):
    """What is typed and not saved, sections of reports, reports that are not for everybody."""
    depomi, prim = planted.programmes["depomi"], planted.programmes["prim"]
    staff = planted.people["staff"]
    DraftFactory(
        user=staff,
        fields={
            "title": [planted.word("unsaved form: title", hidden_from=EVERYBODY)],
            "note": [planted.word("unsaved form: note", hidden_from=EVERYBODY)],
        },
    )
    NarrativeFactory(
        programme=prim,
        kind=NarrativeKind.LESSONS,
        text=planted.word("section about PRIM", hidden_from=PARTNERS, seen_by={"stranger"}),
        written_by=staff,
    )
    EditionFactory(
        ready=True,
        programmes=[prim],
        code=planted.word("code of a report on PRIM", hidden_from=PARTNERS)[-9:],
        series="prim-fr",
    )
    EditionFactory(
        failed=True,
        programmes=[depomi],
        series="depomi-ar",
        failure=planted.word("why a report failed", hidden_from={"donor", "member"}),
    )


def _money(planted):
    """Budgets: of the councils, only those of a programme's regions read its lines."""
    for slug, hidden_from, seen_by in (
        ("depomi", {"stranger"}, PARTNERS),
        ("prim", PARTNERS, {"stranger"}),
    ):
        scope = {"hidden_from": hidden_from, "seen_by": seen_by}
        line = BudgetLineFactory(
            programme=planted.programmes[slug],
            label=planted.word(f"{slug}: budget line", **scope),
            amount=planted.number(f"{slug}: planned", seen_by=seen_by),
        )
        TransactionFactory(
            line=line,
            amount=planted.number(f"{slug}: transaction", seen_by=seen_by),
            reference=planted.word(f"{slug}: reference", **scope),
            note=planted.word(f"{slug}: note on a transaction", **scope),
        )
        TransactionFactory(
            line=line,
            amount=planted.number(f"{slug}: withdrawn", **scope),
            withdrawn=True,
        )
