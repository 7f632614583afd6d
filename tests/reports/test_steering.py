"""The steering dashboard: one set of figures, as of a day, for those who may see it."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from actors.enums import DecisionState, MeetingState, SeatKind
from actors.models import Event, FollowUp, Seat
from indicators.models import Explanation
from programmes import totals
from programmes.models import CommitteeProgramme, DecisionProgramme, Risk
from reports import content
from reports.actions import freeze
from reports.content import steering as contents
from reports.figures import results
from reports.figures.steering import steering
from reports.figures.steering_types import KeyKind, Trouble
from reports.models import Snapshot
from tests.factories.actors import CommitteeFactory, DecisionFactory, MeetingFactory
from tests.factories.indicators import ValueFactory
from tests.factories.programmes import ActivityFactory, ProgrammeFactory
from tests.reports.giving import ON, TODAY, give

MOROCCO = ZoneInfo("Africa/Casablanca")


@pytest.fixture
def committee(programme, ministry):
    committee = CommitteeFactory(slug="copil-depomi", name_fr="COPIL DEPOMI")
    CommitteeProgramme.objects.create(committee=committee, programme=programme)
    return committee


@pytest.fixture
def secretary(committee, agency, officer):
    """Hind Tazi's agency is the committee's secretariat."""
    Seat.objects.create(
        committee=committee, kind=SeatKind.SECRETARY, organisation=agency, position=9
    )
    return officer


def explain(measure, text, as_of, by):
    return Explanation.objects.create(
        measure=measure, text=text, as_of=as_of, written_by=by, written_at=TODAY
    )


def logged(programme, place, day):
    return ActivityFactory(validated=True, programmes=[programme], starts_on=day, places=[place])


class TestConcerns:
    def test_name_what_is_late_before_what_has_no_target(
        self, programme, make, quarters, souss_massa, oriental
    ):
        give(make("p-late", target=1000), quarters[0], souss_massa, 1)
        aimless = make("p-aimless")
        for quarter in quarters:
            for place in (souss_massa, oriental):
                give(aimless, quarter, place, 5)
        found = steering(programme, reader=None, on=ON).concerns
        assert [(one.code, one.trouble) for one in found] == [
            ("p-late", Trouble.LATE),
            ("p-aimless", Trouble.NO_TARGET),
        ]

    def test_say_the_latest_reason_until_the_day(self, programme, make, officer):
        measure = make("p-1")
        make("p-2")
        explain(measure, "Le recrutement a pris du retard.", date(2026, 4, 1), officer)
        explain(measure, "Le recrutement est fait.", date(2026, 6, 1), officer)
        explain(measure, "On verra.", date(2026, 8, 1), officer)
        reasons = {
            one.code: one.reason.text if one.reason else None
            for one in steering(programme, reader=None, on=ON).concerns
        }
        assert reasons == {"p-1": "Le recrutement est fait.", "p-2": None}

    def test_leave_out_what_is_on_track_and_complete(
        self, programme, make, quarters, souss_massa, oriental
    ):
        measure = make("p-1", target=10)
        for quarter in quarters:
            for place in (souss_massa, oriental):
                give(measure, quarter, place, 20)
        assert steering(programme, reader=None, on=ON).concerns == ()

    def test_name_a_published_key_figure_that_no_framework_measures(self, programme):
        ValueFactory(programme=programme, code="depomi-bureaux", is_key=True, number=16)
        ValueFactory(programme=programme, code="depomi-autre", is_key=False, number=3)
        (concern,) = steering(programme, reader=None, on=ON).concerns
        assert (concern.code, concern.trouble) == ("depomi-bureaux", Trouble.NO_TARGET)


class TestFigures:
    def test_are_those_of_the_results_pages(
        self, programme, make, quarters, souss_massa, validator
    ):
        measure = make("p-1", target=1000, is_key=True)
        give(measure, quarters[0], souss_massa, 30)
        give(measure, quarters[1], souss_massa, 12)
        (mine,) = steering(programme, reader=validator, on=ON).results[0].measures
        (other,) = results.of_programme(programme, reader=validator, on=ON).measures
        alone = results.of_measure(measure, reader=validator, on=ON)
        assert mine.amount == other.amount
        assert (mine.series, mine.places) == (alone.series, alone.places)

    def test_know_nothing_of_what_came_later(self, programme, make, quarters, souss_massa):
        measure = make("p-1")
        give(measure, quarters[0], souss_massa, 30)
        give(measure, quarters[1], souss_massa, 12)
        logged(programme, souss_massa, date(2026, 5, 2))
        totals.rebuild()
        then = steering(programme, reader=None, on=date(2026, 4, 15))
        assert then.results[0].measures[0].amount.number == 30
        assert then.activities == 0
        assert steering(programme, reader=None, on=ON).activities == 1

    def test_key_ones_come_from_texts_and_frameworks(self, programme, make, quarters, souss_massa):
        ValueFactory(programme=programme, code="depomi-16", is_key=True, number=16)
        give(make("p-1", is_key=True), quarters[0], souss_massa, 30)
        give(make("p-2"), quarters[0], souss_massa, 31)
        key = steering(programme, reader=None, on=ON).key
        assert [(one.code, one.kind) for one in key] == [
            ("depomi-16", KeyKind.CLAIM),
            ("p-1", KeyKind.MEASURE),
        ]

    def test_of_few_people_are_withheld_from_outsiders(
        self, programme, make, quarters, souss_massa, oriental, donor, officer
    ):
        measure = make("p-1", counted="persons", is_key=True)
        give(measure, quarters[0], souss_massa, 3)
        give(measure, quarters[0], oriental, 40)
        outside = contents.body(programme, reader=donor, on=ON, language="fr")
        frozen = contents.body(programme, reader=None, on=ON, language="fr")
        inside = contents.body(programme, reader=officer, on=ON, language="fr")

        def told(body):
            return [
                one["amount"]["quantity"]["number"]
                for region in body["progress"]
                for one in region["results"]
            ]

        assert told(outside) == told(frozen) == [None, None]
        assert told(inside) == ["40", "3"]


class TestHeadline:
    def test_counts_what_is_on_track_late_missing_and_without_target(
        self, programme, make, quarters, souss_massa, oriental
    ):
        for code, target, number in (("p-1", 10, 20), ("p-2", 1000, 1), ("p-3", None, 5)):
            measure = make(code, target=target)
            for quarter in quarters:
                for place in (souss_massa, oriental):
                    give(measure, quarter, place, number)

        def drawn(language):
            return contents.body(programme, reader=None, on=ON, language=language)["headline"][
                "drawn"
            ]

        assert drawn("en") == (
            "1 indicator of 2 is on track. 1 indicator is late. "
            "1 figure has no target yet: a decision is asked for."
        )
        assert drawn("fr") == (
            "1 indicateur sur 2 est en bonne voie. 1 indicateur est en retard. "
            "1 chiffre n’a pas encore de cible\u00a0: décision demandée."
        )

    def test_says_so_where_nothing_came_and_how_much_is_missing(self, programme, make, quarters):
        make("p-1")
        body = contents.body(programme, reader=None, on=ON, language="en")
        assert body["headline"]["drawn"] == (
            "No validated data as of this day. 4 expected values are missing."
        )


class TestDecisions:
    def test_stand_as_they_stood_on_the_day(self, committee, officer):
        decision = DecisionFactory(
            committee=committee,
            number=1,
            due_on=date(2026, 6, 1),
            state=DecisionState.DONE,
            closed_on=date(2026, 7, 1),
        )
        FollowUp.objects.create(
            decision=decision,
            text="C'est fait.",
            before=DecisionState.UNDER_WAY,
            after=DecisionState.DONE,
            written_by=officer,
            written_at=datetime(2026, 7, 1, 12, tzinfo=MOROCCO),
        )
        (then,) = steering(committee, reader=None, on=date(2026, 6, 30)).decisions
        (now,) = steering(committee, reader=None, on=ON).decisions
        assert (then.state, then.is_overdue, then.note) == (DecisionState.UNDER_WAY, True, "")
        assert (now.state, now.is_overdue, now.note) == (DecisionState.DONE, False, "C'est fait.")

    def test_of_a_programme_are_those_that_name_it_or_name_none(self, programme, committee):
        other = CommitteeProgramme.objects.create(
            committee=committee, programme=ProgrammeFactory(slug="prim", acronym="PRIM")
        ).programme
        named = DecisionFactory(committee=committee, number=1, is_public=True)
        DecisionProgramme.objects.create(decision=named, programme=other)
        DecisionFactory(committee=committee, number=2, is_public=True)
        DecisionFactory(committee=committee, number=3, is_public=False)

        def numbers(about):
            return {one.number for one in steering(about, reader=None, on=ON).decisions}

        assert numbers(programme) == {2}
        assert numbers(other) == {1, 2}
        assert numbers(committee) == {1, 2, 3}


class TestRisks:
    def test_are_those_open_on_the_day_the_gravest_first(self, programme):
        common = {"programme": programme, "raised_on": date(2026, 1, 10)}
        Risk.objects.create(title="Petit", probability="low", severity="medium", **common)
        Risk.objects.create(title="Grave", probability="high", severity="high", **common)
        Risk.objects.create(
            title="Clos",
            probability="high",
            severity="low",
            closed_on=date(2026, 3, 1),
            **common,
        )
        now = steering(programme, reader=None, on=ON).risks
        then = steering(programme, reader=None, on=date(2026, 2, 1)).risks
        assert [(one.title, one.weight) for one in now] == [("Grave", 9), ("Petit", 2)]
        assert [one.title for one in then] == ["Grave", "Clos", "Petit"]


class TestFreezing:
    def test_keeps_the_three_languages_and_their_hash(self, programme, officer):
        snapshot = freeze(about=programme, meeting=None, as_of=ON, by=officer, at=TODAY)
        snapshot.refresh_from_db()
        assert set(snapshot.bodies) == {"fr", "ar", "en"}
        assert snapshot.sha256 == content.digest(snapshot.bodies)
        assert snapshot.bodies["ar"]["language"] == "ar"
        assert Event.objects.about(snapshot).get().kind == "frozen"

    def test_again_gives_the_same_one_until_something_changes(self, programme, officer):
        asked = {"about": programme, "meeting": None, "as_of": ON, "by": officer, "at": TODAY}
        first = freeze(**asked)
        assert freeze(**asked) == first
        ValueFactory(programme=programme, is_key=True, number=5)
        assert freeze(**asked) != first

    def test_is_for_good(self, programme, officer, guarded_snapshots):
        snapshot = freeze(about=programme, meeting=None, as_of=ON, by=officer, at=TODAY)
        with pytest.raises(DatabaseError), transaction.atomic():
            Snapshot.objects.filter(pk=snapshot.pk).update(sha256="0" * 64)
        with pytest.raises(DatabaseError), transaction.atomic():
            Snapshot.objects.filter(pk=snapshot.pk).delete()

    def test_is_for_those_who_run_the_committee(
        self, committee, secretary, coordinator, staff, member, donor
    ):
        for person in (secretary, coordinator):
            freeze(about=committee, meeting=None, as_of=ON, by=person, at=TODAY)
        for person in (staff, member, donor):
            with pytest.raises(PermissionDenied):
                freeze(about=committee, meeting=None, as_of=ON, by=person, at=TODAY)

    def test_of_a_programme_is_for_its_officers_and_the_coordination(
        self, programme, officer, coordinator, validator, donor
    ):
        for person in (officer, coordinator):
            freeze(about=programme, meeting=None, as_of=ON, by=person, at=TODAY)
        for person in (validator, donor):
            with pytest.raises(PermissionDenied):
                freeze(about=programme, meeting=None, as_of=ON, by=person, at=TODAY)

    def test_refuses_a_day_to_come_and_a_meeting_of_others(self, committee, coordinator):
        elsewhere = MeetingFactory()
        with pytest.raises(ValidationError) as told:
            freeze(
                about=committee,
                meeting=elsewhere,
                as_of=date(2026, 7, 11),
                by=coordinator,
                at=TODAY,
            )
        assert set(told.value.message_dict) == {"as_of", "meeting"}

    def test_refuses_a_meeting_that_was_cancelled(self, committee, coordinator):
        meeting = MeetingFactory(committee=committee, state=MeetingState.CANCELLED)
        with pytest.raises(ValidationError):
            freeze(about=committee, meeting=meeting, as_of=ON, by=coordinator, at=TODAY)


class TestQueries:
    def test_do_not_grow_with_programmes_measures_or_decisions(
        self, programme, committee, make, quarters, souss_massa, coordinator
    ):
        def grow(number):
            measure = make(f"p-{number}", target=100, is_key=True)
            give(measure, quarters[0], souss_massa, 30)
            logged(programme, souss_massa, ON)
            DecisionFactory(committee=committee, number=number)
            ValueFactory(programme=programme, is_key=True, number=number)
            Risk.objects.create(
                programme=programme,
                title=f"Risque {number}",
                probability="low",
                severity="low",
                raised_on=ON,
            )
            explain(measure, "Parce que.", ON, coordinator)

        def count():
            totals.rebuild()
            with CaptureQueriesContext(connection) as queries:
                contents.body(committee, reader=coordinator, on=ON, language="fr")
            return len(queries)

        grow(1)
        once = count()
        for number in range(2, 6):
            grow(number)
        assert count() <= once
