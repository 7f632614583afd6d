"""The steering dashboard as of a day of the past is the one that was drawn on its evening."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import translation

from actors.actions import change_decision, follow_up, record_decision
from actors.actions.committees import CommitteeDetails
from actors.actions.decisions import DecisionDetails, details_of
from actors.enums import CommitteeKind, DecisionState, Language, Priority
from actors.models import Committee, Decision
from actors.selectors.proceedings import minutes_record
from indicators.actions import frameworks, measures
from indicators.actions.explanations import explain
from indicators.enums import Direction, OverTime, ResultLevel
from indicators.models import Measure
from indicators.selectors.framework_details import (
    MeasureDetails,
    ResultDetails,
    TargetKey,
    measure_details,
)
from programmes.actions.committees import save_committee
from programmes.actions.risks import RiskDetails, change_risk, raise_risk
from programmes.enums import RiskLevel
from programmes.models import CommitteeProgramme, Risk
from reports.actions import freeze, write_headline
from reports.content import meetings
from reports.content import steering as contents
from reports.content.steering_changes import difference
from reports.figures import results
from reports.figures.results_types import Standing
from reports.selectors import steering_pages
from tests.factories.actors import (
    AttendanceFactory,
    CommitteeFactory,
    DecisionFactory,
    MeetingFactory,
    OrganisationFactory,
    OrganisationNameFactory,
)
from tests.factories.indicators import IndicatorFactory
from tests.reports.giving import ON, TODAY, give, page_of

FINAL = TargetKey()
QUARTER = TargetKey(period="2026-t2")
LONG_AGO = date(2023, 7, 7)


def day(number):
    return ON + timedelta(days=number)


def evening(number):
    return TODAY + timedelta(days=number, hours=9)


@pytest.fixture
def committee(programme):
    committee = CommitteeFactory(slug="copil-depomi", name_fr="COPIL DEPOMI")
    CommitteeProgramme.objects.create(committee=committee, programme=programme)
    return committee


@pytest.fixture
def framework(programme, quarters, officer):
    """Drafted on the trail before the days of the tests; its result, ready to be filled."""
    return frameworks.add_result(
        programme=programme,
        details=ResultDetails(level=ResultLevel.OUTPUT, number="1", title_fr="Accueil"),
        by=officer,
        at=evening(-2),
    )


@pytest.fixture
def measured(framework, officer, quarters, souss_massa, oriental):
    """Makes an indicator, with a final target, that both regions gave values for."""

    def measure(target, number=-2):
        made = add(framework, officer, number)
        edit(made, officer, number, targets={FINAL: Decimal(target)})
        for quarter in quarters:
            for place in (souss_massa, oriental):
                give(made, quarter, place, 20)
        return Measure.objects.get(pk=made.pk)

    return measure


def add(result, by, number):
    rules = {"over_time": OverTime.CUMULATIVE, "direction": Direction.UP}
    indicator = IndicatorFactory(is_in_library=True, **rules)
    (made,) = measures.add_measures(
        result=result, indicators=[indicator], reason="On le suit.", by=by, at=evening(number)
    )
    return made


def edit(measure, by, number, **changes):
    stored = Measure.objects.for_table().get(pk=measure.pk)
    details = measure_details(stored)
    values = {name: getattr(details, name) for name in MeasureDetails.__slots__}
    return measures.edit_measure(
        measure=stored,
        details=MeasureDetails(**values | changes),
        version=stored.version,
        reason="Le comité l'a décidé.",
        by=by,
        at=evening(number),
    )


def take_out(measure, by, number):
    stored = Measure.objects.for_table().get(pk=measure.pk)
    measures.remove_measure(measure=stored, reason="Sans objet.", by=by, at=evening(number))


def decide(committee, by, number, **details):
    """Taken at a meeting of the day."""
    meeting = MeetingFactory(committee=committee, held_on=day(number))
    told = {"text_fr": f"Décision du jour {number}.", "is_public": True, "meeting": meeting}
    return record_decision(
        committee=committee,
        details=DecisionDetails(**told | details),
        key=uuid4(),
        by=by,
        at=evening(number),
    )


def move(decision, by, number, **changes):
    stored = Decision.objects.get(pk=decision.pk)
    return change_decision(
        decision=stored,
        details=replace(details_of(stored), **changes),
        version=stored.version,
        by=by,
        at=evening(number),
    )


def watch(programme, by, number, **changes):
    """A risk that is raised on a day."""
    told = RiskDetails(
        title=f"Risque {number}",
        probability=RiskLevel.LOW,
        severity=RiskLevel.MEDIUM,
        mitigation="",
        place=None,
        component=None,
        owner=None,
        raised_on=day(number),
        closed_on=None,
    )
    details = replace(told, **changes)
    return raise_risk(programme=programme, details=details, by=by, at=evening(number))


def weigh(risk, by, number, **changes):
    stored = Risk.objects.get(pk=risk.pk)
    told = {name: getattr(stored, name) for name in RiskDetails.__slots__}
    return change_risk(
        risk=stored,
        details=RiskDetails(**told | changes),
        version=stored.version,
        by=by,
        at=evening(number),
    )


def drawn(about, on, language="fr"):
    return contents.body(about, reader=None, on=on, language=language)


def rows(body):
    return {one["code"]: one for found in body["results"] for one in found["measures"]}


class TestTargets:
    def test_of_the_day_say_what_is_late_to_be_dealt_with_and_expected(
        self, programme, measured, officer
    ):
        measure = measured(100)
        edit(measure, officer, 3, targets={FINAL: Decimal(10_000)})

        before, after = drawn(programme, day(2)), drawn(programme, day(3))

        assert [rows(one)[measure.code]["standing"] for one in (before, after)] == [
            Standing.ON_TRACK,
            Standing.LATE,
        ]
        assert [len(one["exceptions"]) for one in (before, after)] == [0, 1]
        assert before["headline"]["drawn"] != after["headline"]["drawn"]

    def test_that_were_amended_since_are_a_change_between_two_days(
        self, programme, measured, officer
    ):
        measure = measured(100)
        edit(measure, officer, 3, targets={FINAL: Decimal(120)})

        (told,) = difference(drawn(programme, day(2)), drawn(programme, day(3)))["targets"]

        assert (told["before"]["number"], told["after"]["number"]) == ("100", "120")

    def test_of_a_framework_that_was_typed_in_later_stand_on_days_before(self, programme, measured):
        measure = measured(100)

        told = rows(drawn(programme, LONG_AGO))[measure.code]

        assert told["target"]["number"] == "100"


class TestOneMeasure:
    """The page of an indicator and the API read one measure."""

    def test_is_as_of_the_day_as_in_its_framework(self, programme, measured, officer):
        measure = measured(100)
        edit(measure, officer, 3, targets={FINAL: Decimal(120)}, wording_fr="Autres mots")

        for number, target in ((2, 100), (3, 120)):
            stored = Measure.objects.get(pk=measure.pk)
            alone = results.of_measure(stored, reader=None, on=day(number))
            (among,) = results.of_programme(programme, reader=None, on=day(number)).measures
            assert (alone.final_target.number, alone.name) == (target, among.name)
            assert alone == replace(among, series=alone.series, places=alone.places)

    def test_has_its_words_of_the_day_on_its_page(
        self, measured, officer, coordinator, client_for, time_machine
    ):
        measure = measured(100)
        edit(measure, officer, 3, wording_fr="Autres mots")
        time_machine.move_to(evening(4), tick=False)

        def heading(on):
            with translation.override("fr"):
                address = reverse("reports:measure", args=[measure.code])
            _answer, page = page_of(client_for(coordinator), f"{address}?au={on.isoformat()}")
            return page.split("<h1", 1)[1].split("</h1>", 1)[0]

        assert "Autres mots" not in heading(day(2))
        assert "Autres mots" in heading(day(3))

    def test_that_an_amendment_added_is_as_it_was_added_on_days_before(
        self, framework, measured, officer
    ):
        measured(100)
        added = add(framework, officer, 3)
        edit(added, officer, 5, targets={FINAL: Decimal(120)})

        assert results.of_measure(added, reader=None, on=day(2)).final_target is None
        assert results.of_measure(added, reader=None, on=day(5)).final_target.number == 120


class TestDecisions:
    def test_are_due_when_they_were_due_and_in_the_charge_of_whoever_was(
        self, committee, coordinator, ministry
    ):
        agency = OrganisationFactory(name_fr="L'agence", name_ar="الوكالة")
        decision = decide(committee, coordinator, 0, owner=agency, due_on=day(1))
        move(decision, coordinator, 3, owner=ministry, due_on=day(30), priority=Priority.HIGH)

        (before,) = drawn(committee, day(2))["decisions"]
        (after,) = drawn(committee, day(3))["decisions"]
        (arabic,) = drawn(committee, day(2), "ar")["decisions"]

        assert (before["owner"], before["is_overdue"], before["priority"]) == (
            "L'agence",
            True,
            "normal",
        )
        assert (after["owner"], after["is_overdue"]) == (ministry.name, False)
        assert arabic["owner"] == "الوكالة"

    def test_typed_in_later_were_due_when_they_were_due_and_keep_their_words(
        self, committee, coordinator, ministry
    ):
        """What replaced a due date is walked back, what was filled in or corrected is not."""
        meeting = MeetingFactory(committee=committee, held_on=LONG_AGO)
        common = {"committee": committee, "meeting": meeting, "owner": ministry}
        dated = DecisionFactory(**common, due_on=date(2024, 1, 1), number=1)
        undated = DecisionFactory(**common, number=2)
        move(dated, coordinator, 3, due_on=day(30), text_fr="Sans la faute.")
        move(undated, coordinator, 3, due_on=day(30))

        first, second = drawn(committee, date(2023, 12, 31))["decisions"]

        assert (first["due_on"]["day"], first["text"]) == ("2024-01-01", "Sans la faute.")
        assert second["due_on"]["day"] == day(30).isoformat()

    def test_typed_in_later_were_closed_on_the_day_that_was_said(
        self, committee, coordinator, ministry
    ):
        meeting = MeetingFactory(committee=committee, held_on=LONG_AGO)
        decision = DecisionFactory(committee=committee, meeting=meeting, owner=ministry)
        follow_up(
            decision=decision,
            text="C'était fait.",
            to=DecisionState.DONE,
            closed_on=date(2023, 10, 1),
            by=coordinator,
            at=evening(1),
        )

        states = [
            [one["state"] for one in drawn(committee, on)["decisions"]]
            for on in (date(2023, 9, 30), date(2023, 10, 1))
        ]

        assert states == [["to_start"], ["done"]]


class TestNames:
    def test_of_organisations_are_those_of_the_year_in_the_language_of_the_source(
        self, committee, coordinator, ministry
    ):
        OrganisationNameFactory(organisation=ministry, name="Ministère délégué", as_of_year=2023)
        meeting = MeetingFactory(committee=committee, held_on=LONG_AGO)
        DecisionFactory(committee=committee, meeting=meeting, owner=ministry)

        def owner(on, language="fr"):
            (decision,) = drawn(committee, on, language)["decisions"]
            return decision["owner"]

        assert owner(LONG_AGO) == "Ministère délégué"
        assert owner(date(2024, 1, 1)) == ministry.name_fr
        assert [owner(LONG_AGO, one) for one in ("ar", "en")] == [
            ministry.name_ar,
            ministry.name_en or ministry.name_fr,
        ]
        OrganisationNameFactory(organisation=ministry, name="الوزارة المنتدبة", as_of_year=2023)
        assert owner(LONG_AGO, "ar") == "الوزارة المنتدبة"
        assert owner(LONG_AGO) == "Ministère délégué"

    def test_on_papers_of_a_meeting_are_those_of_its_year(self, committee, ministry, coordinator):
        OrganisationNameFactory(organisation=ministry, name="Ministère délégué", as_of_year=2023)
        meeting = MeetingFactory(committee=committee, held_on=LONG_AGO, chaired_by=ministry)
        AttendanceFactory(meeting=meeting, organisation=ministry)
        DecisionFactory(committee=committee, meeting=meeting, owner=ministry)

        with translation.override("fr"):
            (present,) = meetings.participants(meeting, on=ON)
            record = minutes_record(meeting, summary="")

        assert present["organisation"] == "Ministère délégué"
        assert record["chaired_by"] == record["decisions"][0]["owner"] == "Ministère délégué"
        assert [one["organisation"] for one in record["guests"]] == ["Ministère délégué"]

    def test_of_a_committee_are_those_that_the_trail_saw_change(self, programme, coordinator):
        told = CommitteeDetails(kind=CommitteeKind.STEERING, name_fr="Ancien comité", acronym="AC")

        def save(number, committee=None, **changes):
            return save_committee(
                committee=committee,
                details=replace(told, **changes),
                programmes=[programme],
                version=committee.version if committee else 0,
                by=coordinator,
                at=evening(number),
            )

        committee = save(0)
        decide(committee, coordinator, 0, owner=OrganisationFactory())
        committee = save(3, Committee.objects.get(pk=committee.pk), name_fr="Nouveau", acronym="NC")

        before, after = drawn(committee, day(2)), drawn(committee, day(3))

        assert [one["about"]["name"] for one in (before, after)] == ["Ancien comité", "Nouveau"]
        assert [one["decisions"][0]["committee_name"] for one in (before, after)] == ["AC", "NC"]


class TestRisks:
    def test_are_as_grave_as_they_were(self, programme, officer):
        risk = watch(programme, officer, 0, probability=RiskLevel.LOW)
        weigh(risk, officer, 3, probability=RiskLevel.HIGH)

        assert [drawn(programme, day(number))["risks"][0]["weight"] for number in (2, 3)] == [2, 6]

    def test_closed_and_opened_again_were_closed_between(self, programme, officer):
        risk = watch(programme, officer, 0)
        weigh(risk, officer, 2, closed_on=day(2))
        weigh(risk, officer, 5, closed_on=None)

        shown = [len(drawn(programme, day(number))["risks"]) for number in (1, 2, 4, 5)]

        assert shown == [1, 0, 0, 1]


class TestHeadlines:
    def test_are_those_that_stood_on_the_day(self, programme, officer):
        common = {"about": programme, "language": Language.FRENCH, "by": officer}
        write_headline(**common, text="Tout commence.", as_of=day(1), version=0, at=evening(1))
        write_headline(**common, text="Tout avance.", as_of=day(3), version=1, at=evening(3))
        write_headline(**common, text="", as_of=day(5), version=2, at=evening(5))

        said = [drawn(programme, day(number))["headline"]["written"] for number in range(6)]

        assert said == ["", "Tout commence.", "Tout commence.", "Tout avance.", "Tout avance.", ""]


class TestFrozen:
    def test_dashboard_is_the_one_of_its_day_later(self, programme, measured, officer):
        measure = measured(100)
        snapshot = freeze(about=programme, meeting=None, as_of=day(0), by=officer, at=evening(0))
        edit(measure, officer, 3, targets={FINAL: Decimal(120)}, wording_fr="Autres mots")

        assert drawn(programme, day(0)) == snapshot.bodies["fr"]
        assert (
            freeze(about=programme, meeting=None, as_of=day(0), by=officer, at=evening(4))
            == snapshot
        )


class TestEveryDay:
    """Whatever happens on whatever days: each day reads as it read on its evening."""

    @pytest.mark.parametrize("seed", range(4))
    def test_reads_as_it_read_then(
        self, seed, programme, committee, framework, measured, officer, coordinator, ministry
    ):
        chance = Random(seed)
        measured(100), measured(150)
        agency = OrganisationFactory(name_fr="L'agence", name_ar="الوكالة")
        decide(committee, coordinator, -1, owner=agency)
        seen = {}
        for number in range(8):
            for _ in range(chance.randint(0, 3)):
                self._happen(
                    chance,
                    number,
                    programme,
                    committee,
                    framework,
                    officer,
                    coordinator,
                    [ministry, agency],
                )
            seen |= self._drawn(programme, committee, number)

        again = {}
        for number in range(8):
            again |= self._drawn(programme, committee, number)
        assert again == seen

    @staticmethod
    def _drawn(programme, committee, number):
        return {
            (number, about.slug, language): drawn(about, day(number), language)
            for about in (programme, committee)
            for language in ("fr", "ar")
        }

    @staticmethod
    def _happen(chance, number, programme, committee, result, officer, coordinator, organisations):
        measure = chance.choice(
            list(Measure.objects.active().filter(programme=programme).order_by("pk"))
        )
        decision = chance.choice(list(Decision.objects.order_by("pk")))
        kind = chance.choice(
            [
                "add",
                "out",
                "target",
                "target",
                "words",
                "key",
                "due",
                "owner",
                "text",
                "note",
                "decide",
                "reason",
                "headline",
                "risk",
                "weigh",
            ]
        )
        if kind == "add":
            add(result, officer, number)
        elif kind == "out" and Measure.objects.active().count() > 1:
            take_out(measure, officer, number)
        elif kind == "target":
            keys = chance.sample([FINAL, QUARTER], chance.randint(0, 2))
            targets = {key: Decimal(chance.randint(1, 400)) for key in keys}
            edit(measure, officer, number, targets=targets)
        elif kind == "words":
            words = {"wording_fr": f"Mots {number}", "wording_ar": f"كلمات {number}"}
            edit(measure, officer, number, **words, baseline_number=Decimal(number))
        elif kind == "key":
            edit(measure, officer, number, is_key=not measure.is_key)
        elif kind == "due":
            due = day(chance.randint(-1, 9)) if decision.due_on is None else None
            if due is None or due >= decision.meeting.held_on:
                move(decision, coordinator, number, due_on=due)
        elif kind == "owner":
            move(decision, coordinator, number, owner=chance.choice(organisations))
        elif kind == "text":
            words = {"text_fr": f"Mieux dit {number}.", "text_ar": f"قيل أحسن {number}"}
            move(decision, coordinator, number, **words, priority=chance.choice(list(Priority)))
        elif kind == "note":
            closing = decision.state in (DecisionState.DONE, DecisionState.LAPSED)
            to = DecisionState.UNDER_WAY if closing else DecisionState.DONE
            follow_up(
                decision=decision,
                text=f"Note {number}",
                to=to,
                by=coordinator,
                at=evening(number),
            )
        elif kind == "risk":
            watch(programme, officer, number, owner=chance.choice(organisations))
        elif kind == "weigh" and (risk := Risk.objects.order_by("pk").first()):
            level = chance.choice(list(RiskLevel))
            owner = chance.choice([None, *organisations])
            closed = None if risk.closed_on else chance.choice([None, day(number)])
            weigh(risk, officer, number, severity=level, owner=owner, closed_on=closed)
        elif kind == "decide":
            decide(committee, coordinator, number, owner=chance.choice(organisations))
        elif kind == "reason":
            explain(
                measure=measure,
                text=f"Parce que {number}.",
                as_of=day(number),
                by=officer,
                at=evening(number),
            )
        elif kind == "headline":
            written = steering_pages.headline_in(programme, Language.FRENCH)
            write_headline(
                about=programme,
                language=Language.FRENCH,
                text=chance.choice(["", f"Phrase {number}."]),
                as_of=day(number),
                version=written.version if written else 0,
                by=officer,
                at=evening(number),
            )
