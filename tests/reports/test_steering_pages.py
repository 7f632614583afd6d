"""The pages of the steering dashboard, live and frozen."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from actors.enums import SeatKind
from actors.models import Seat
from indicators.actions.explanations import explain
from indicators.models import Amendment, Explanation
from programmes import totals
from programmes.models import CommitteeProgramme, Risk
from reports import content
from reports.actions import freeze, write_headline
from reports.content.steering_changes import difference
from reports.content.steering_reasons import with_reasons
from reports.models import Headline, Snapshot
from tests.factories.actors import CommitteeFactory, DecisionFactory, MeetingFactory
from tests.factories.indicators import PeriodFactory, RevisionFactory, TargetFactory, ValueFactory
from tests.factories.programmes import (
    ActivityFactory,
    BudgetLineFactory,
    ComponentFactory,
    PartnershipFactory,
    TransactionFactory,
)
from tests.factories.regions import RegionFactory
from tests.harness import assert_flat
from tests.reports.giving import ON, TODAY, give, page_of

WEIGHT = 60_000
EUROS = {"currency": "EUR", "rate": Decimal("10.85"), "rate_on": date(2026, 1, 5)}


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(TODAY, tick=False)


@pytest.fixture
def committee(programme, member, seat_holder):
    committee = CommitteeFactory(slug="copil-depomi", name_fr="COPIL DEPOMI")
    CommitteeProgramme.objects.create(committee=committee, programme=programme)
    Seat.objects.create(committee=committee, organisation=seat_holder, position=1)
    return committee


@pytest.fixture
def secretary(committee, agency, officer):
    Seat.objects.create(
        committee=committee, kind=SeatKind.SECRETARY, organisation=agency, position=9
    )
    return officer


def address(name, *arguments):
    with translation.override("fr"):
        return reverse(f"reports:{name}", args=arguments)


class TestDashboard:
    def test_shows_what_is_late_with_the_box_for_its_reason(
        self, programme, make, quarters, souss_massa, officer, client_for
    ):
        give(make("p-1", target=1000), quarters[0], souss_massa, 12)
        _answer, html = page_of(client_for(officer), address("steering", "depomi"))
        assert "1 indicateur est en retard" in html
        assert address("explanation", "depomi", "p-1") in html

    def test_shows_no_box_to_who_may_not_explain(self, programme, make, donor, client_for):
        make("p-1")
        _answer, html = page_of(client_for(donor), address("steering", "depomi"))
        assert "<textarea" not in html

    def test_tells_of_an_earlier_day(
        self, programme, make, quarters, souss_massa, officer, client_for
    ):
        measure = make("p-1")
        give(measure, quarters[0], souss_massa, 31)
        give(measure, quarters[1], souss_massa, 12)
        client = client_for(officer)
        _answer, then = page_of(client, address("steering", "depomi") + "?au=2026-04-30")
        _answer, now = page_of(client, address("steering", "depomi"))
        assert "<b>31</b>" in then
        assert "<b>43</b>" in now

    def test_refuses_a_day_to_come_beside_the_field(self, programme, officer, client_for):
        _answer, html = page_of(
            client_for(officer), address("steering", "depomi") + "?au=2030-01-01"
        )
        assert "Ce jour est encore à venir." in html
        assert 'value="2030-01-01"' in html

    def test_says_so_where_there_is_nothing(self, programme, officer, client_for):
        _answer, html = page_of(client_for(officer), address("steering", "depomi"))
        assert "Aucune donnée validée à cette date." in html

    def test_of_a_committee_shows_its_decisions_to_its_members(
        self, committee, member, donor, stranger, client_for
    ):
        DecisionFactory(committee=committee, number=1, text_fr="Tenir une journée", due_on=ON)
        _answer, html = page_of(client_for(member), address("steering", "copil-depomi"))
        assert "Tenir une journée" in html
        assert client_for(donor).get(address("steering", "copil-depomi")).status_code == 404

    @pytest.mark.parametrize("language", ["fr", "ar", "en"])
    def test_stays_light_with_much_on_it(
        self,
        programme,
        make,
        quarters,
        souss_massa,
        oriental,
        committee,
        coordinator,
        client_for,
        language,
    ):
        # The twelve regions of the map, and five years of a calendar.
        RegionFactory.create_batch(10)
        periods = [
            PeriodFactory(
                programme=programme,
                slug=f"{2021 + number // 4}-t{number % 4 + 1}",
                starts_on=date(2021, 1, 1) + timedelta(days=91 * number),
                ends_on=date(2021, 1, 1) + timedelta(days=91 * number + 90),
            )
            for number in range(20)
        ]
        for number in range(24):
            measure = make(
                f"p-{number}",
                target=1000,
                is_key=number < 6,
                wording=f"Nombre d'élus, d'agents et d'associations formés en région ({number})",
            )
            for period in periods if number < 12 else periods[-2:]:
                for place in (souss_massa, oriental):
                    give(measure, period, place, 31 + number)
            Risk.objects.create(
                programme=programme,
                title=f"Retard du recrutement des équipes régionales ({number})",
                probability="high",
                severity="high",
                raised_on=ON,
            )
            DecisionFactory(
                committee=committee, number=number + 1, is_public=True, due_on=date(2026, 5, 1)
            )
        funders = [
            PartnershipFactory(programme=programme, role="funding").organisation
            for _each in range(3)
        ]
        for position in range(4):
            line = BudgetLineFactory(
                programme=programme,
                component=ComponentFactory(programme=programme, position=position),
                funder=funders[position % 3],
                **EUROS,
            )
            for kind in ("2", "3", "4"):
                TransactionFactory(line=line, kind=kind, **EUROS)
        with translation.override(language):
            url = reverse("reports:steering", args=["depomi"])
        answer, _html = page_of(client_for(coordinator), url)
        assert len(answer.content) <= WEIGHT

    def test_costs_as_many_queries_with_many_rows(
        self, programme, committee, make, quarters, souss_massa, coordinator, client_for
    ):
        done = []

        def grow(number):
            for _each in range(number):
                position = len(done)
                done.append(position)
                measure = make(f"p-{position}", target=100, is_key=True)
                give(measure, quarters[0], souss_massa, 30)
                ActivityFactory(
                    validated=True, programmes=[programme], starts_on=ON, places=[souss_massa]
                )
                DecisionFactory(committee=committee, number=position + 1)
                ValueFactory(programme=programme, is_key=True)
                Risk.objects.create(
                    programme=programme,
                    title=f"Risque {position}",
                    probability="low",
                    severity="low",
                    raised_on=ON,
                )
            totals.rebuild()

        assert_flat(client_for(coordinator), address("steering", "copil-depomi"), grow)


class TestReason:
    def test_stands_on_the_dashboard(self, programme, make, officer, client_for):
        make("p-1")
        client = client_for(officer)
        answer = client.post(
            address("explanation", "depomi", "p-1"),
            {"text": "L'enquête commence en septembre.", "as_of": "2026-07-10"},
        )
        assert answer.status_code == 302
        _answer, html = page_of(client, address("steering", "depomi"))
        assert "L&#x27;enquête commence en septembre." in html

    def test_keeps_what_was_typed_where_it_is_empty(self, programme, make, officer, client_for):
        make("p-1")
        answer = client_for(officer).post(
            address("explanation", "depomi", "p-1"), {"text": "  ", "as_of": "2026-07-10"}
        )
        assert answer.status_code == 200
        assert Explanation.objects.count() == 0

    def test_is_refused_to_those_who_write_nothing(self, programme, make, donor, client_for):
        make("p-1")
        answer = client_for(donor).post(
            address("explanation", "depomi", "p-1"), {"text": "x", "as_of": "2026-07-10"}
        )
        assert answer.status_code == 403


class TestHeadline:
    def test_stands_for_the_one_drawn_from_the_data(self, programme, make, officer, client_for):
        make("p-1")
        client = client_for(officer)
        client.post(address("headline", "depomi"), {"text": "Tout commence.", "version": 0})
        _answer, html = page_of(client, address("steering", "depomi"))
        assert "Tout commence." in html
        client.post(address("headline", "depomi"), {"text": "", "version": 1})
        _answer, html = page_of(client, address("steering", "depomi"))
        assert "Tout commence." not in html

    def test_of_two_writers_the_second_sees_both(self, programme, officer, coordinator, client_for):
        write_headline(
            about=programme,
            language="fr",
            text="Le premier.",
            as_of=ON,
            version=0,
            by=coordinator,
            at=TODAY,
        )
        answer = client_for(officer).post(
            address("headline", "depomi"), {"text": "Le second.", "version": 0}
        )
        assert answer.status_code == 409
        html = answer.content.decode()
        assert "Le premier." in html
        assert "Le second." in html
        assert Headline.objects.get().text == "Le premier."


class TestFrozen:
    def test_shows_the_same_after_the_data_changed(
        self, programme, make, quarters, souss_massa, officer, client_for
    ):
        measure = make("p-1", target=100, is_key=True)
        give(measure, quarters[0], souss_massa, 31)
        snapshot = freeze(about=programme, meeting=None, as_of=ON, by=officer, at=TODAY)
        client = client_for(officer)
        url = address("snapshot", snapshot.code)
        before = _frozen_part(page_of(client, url)[1])
        give(measure, quarters[1], souss_massa, 12)
        TargetFactory(measure=measure, period=quarters[1], number=500)
        measure.wording_fr = "Un autre nom"
        measure.save()
        explain(measure=measure, text="Voilà.", as_of=ON, by=officer, at=TODAY)
        programme.acronym = "AUTRE"
        programme.save()
        assert _frozen_part(page_of(client, url)[1]) == before
        kept = Snapshot.objects.get(pk=snapshot.pk)
        assert content.digest(kept.bodies) == kept.sha256 == snapshot.sha256
        _answer, live = page_of(client, address("steering", "depomi"))
        assert "<b>43</b>" in live
        assert "<b>31</b>" in before

    def test_is_made_for_a_meeting_from_its_form(self, committee, secretary, client_for):
        meeting = MeetingFactory(committee=committee, title_fr="COPIL de juillet")
        client = client_for(secretary)
        _answer, html = page_of(client, address("freeze", "copil-depomi"))
        assert "COPIL de juillet" in html
        answer = client.post(
            address("freeze", "copil-depomi"), {"as_of": "10/07/2026", "meeting": meeting.pk}
        )
        snapshot = Snapshot.objects.get()
        assert answer.headers["Location"] == address("snapshot", snapshot.code)
        assert snapshot.meeting == meeting

    def test_keeps_what_was_typed_of_a_day_to_come(self, programme, officer, client_for):
        answer = client_for(officer).post(address("freeze", "depomi"), {"as_of": "01/01/2030"})
        html = answer.content.decode()
        assert answer.status_code == 200
        assert "Ce jour est encore à venir." in html
        assert 'value="01/01/2030"' in html

    def test_tells_a_donor_only_public_decisions(
        self, programme, committee, funder, donor, coordinator, client_for
    ):
        Seat.objects.create(committee=committee, organisation=funder, position=5)
        DecisionFactory(committee=committee, number=1, text_fr="Publique", is_public=True)
        DecisionFactory(committee=committee, number=2, text_fr="Interne", is_public=False)
        snapshot = freeze(about=committee, meeting=None, as_of=ON, by=coordinator, at=TODAY)
        _answer, outside = page_of(client_for(donor), address("snapshot", snapshot.code))
        assert "Publique" in outside
        assert "Interne" not in outside

    def test_is_not_there_for_others(self, programme, committee, donor, coordinator, client_for):
        snapshot = freeze(about=committee, meeting=None, as_of=ON, by=coordinator, at=TODAY)
        assert client_for(donor).get(address("snapshot", snapshot.code)).status_code == 404
        assert client_for(donor).get(address("snapshot", "ZZZZ-ZZZZ")).status_code == 404


def _frozen_part(html):
    start = html.index('<div id="frozen">')
    return html[start : html.index('id="others"') if 'id="others"' in html else html.index("cite")]


class TestChanges:
    def test_name_figures_targets_decisions_and_why(
        self, programme, make, quarters, souss_massa, committee, coordinator, client_for
    ):
        measure = make("p-1", target=100)
        give(measure, quarters[0], souss_massa, 31)
        first = freeze(
            about=committee, meeting=None, as_of=date(2026, 4, 30), by=coordinator, at=TODAY
        )
        give(measure, quarters[1], souss_massa, 12)
        measure.targets.update(number=500)
        Amendment.objects.create(
            programme=programme,
            number=2,
            kind="target",
            measure=measure,
            reason="La région double son budget.",
            made_by=coordinator,
            made_at=TODAY.replace(hour=10),
        )
        DecisionFactory(committee=committee, number=1, text_fr="Tenir une journée")
        second = freeze(
            about=committee, meeting=None, as_of=ON, by=coordinator, at=TODAY.replace(hour=11)
        )
        changes = second.bodies["fr"]["since"]["changes"]
        assert second.bodies["fr"]["since"]["code"] == first.code
        (figure,) = changes["figures"]
        assert (figure["before"]["quantity"]["number"], figure["after"]["quantity"]["number"]) == (
            "31",
            "43",
        )
        (target,) = changes["targets"]
        assert [one["text"] for one in target["reasons"]] == ["La région double son budget."]
        assert [one["text"] for one in changes["decisions"]] == ["Tenir une journée"]
        client = client_for(coordinator)
        for one, other in ((first, second), (second, first)):
            _answer, html = page_of(client, address("snapshot_compare", one.code, other.code))
            assert "La région double son budget." in html
            assert "Tenir une journée" in html

    def test_are_not_told_between_two_different_dashboards(
        self, programme, committee, coordinator, client_for
    ):
        asked = {"meeting": None, "as_of": ON, "by": coordinator, "at": TODAY}
        one, other = freeze(about=committee, **asked), freeze(about=programme, **asked)
        url = address("snapshot_compare", one.code, other.code)
        assert client_for(coordinator).get(url).status_code == 404

    def test_cost_as_many_queries_with_many_figures(
        self, programme, make, quarters, souss_massa, coordinator, client_for
    ):
        def count(number):
            for position in range(number):
                measure = make(f"m-{number}-{position}", counted="persons")
                entry = give(measure, quarters[0], souss_massa, 31)
                RevisionFactory(
                    value=entry,
                    state="accepted",
                    proposed_by=coordinator,
                    decided_by=coordinator,
                    decided_at=TODAY.replace(hour=10),
                )
            first = freeze(
                about=programme, meeting=None, as_of=date(2026, 1, 5), by=coordinator, at=TODAY
            )
            after = freeze(
                about=programme, meeting=None, as_of=ON, by=coordinator, at=TODAY.replace(hour=11)
            )
            changes = difference(first.bodies["fr"], after.bodies["fr"])
            with CaptureQueriesContext(connection) as queries:
                with_reasons(changes, since=first.made_at, until=after.made_at, reader=None)
            assert any(one["reasons"] for one in changes["figures"])
            return len(queries)

        assert count(1) == count(6)
