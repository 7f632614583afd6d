"""The register of decisions, and what a committee's page says became of its own."""

import csv
import io
from datetime import date

import pytest

from actors.enums import DecisionState, EventKind
from actors.models import Event
from tests.factories.actors import (
    CommitteeFactory,
    DecisionFactory,
    FollowUpFactory,
    MeetingFactory,
    SeatFactory,
)
from tests.factories.programmes import ProgrammeFactory
from tests.harness import assert_flat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]


@pytest.fixture
def copil(seat_holder):
    """A committee where the organisation of `member` sits."""
    committee = CommitteeFactory(slug="copil")
    SeatFactory(committee=committee, organisation=seat_holder)
    return committee


def text(response):
    return response.content.decode()


class TestRegister:
    URL = "/en/decisions/"

    @pytest.fixture
    def several(self, copil, council):
        """Late, to come, without a day, done in time, lapsed: in the order of the register."""
        return [
            DecisionFactory(committee=copil, number=5, due_on=date(2026, 3, 1), owner=council),
            DecisionFactory(committee=copil, number=4, due_on=date(2026, 6, 1)),
            DecisionFactory(committee=copil, number=3),
            DecisionFactory(
                committee=copil,
                number=2,
                state=DecisionState.DONE,
                due_on=date(2026, 2, 1),
                closed_on=date(2026, 2, 1),
            ),
            DecisionFactory(committee=copil, number=1, state=DecisionState.LAPSED),
        ]

    def numbers(self, response):
        return [row.decision.number for row in response.context["rows"]]

    def test_the_most_urgent_comes_first(self, client_for, coordinator, several):
        response = client_for(coordinator).get(self.URL)

        assert self.numbers(response) == [5, 4, 3, 2, 1]
        assert "5 decisions · 1 overdue" in text(response)

    @pytest.mark.parametrize(
        ("query", "numbers"),
        [
            ({"state": "overdue"}, [5]),
            ({"state": "open"}, [5, 4, 3]),
            ({"state": "done"}, [2]),
            ({"committee": "copil"}, [5, 4, 3, 2, 1]),
            ({"owner": "conseil-regional-souss-massa"}, [5]),
            ({"mine": "me"}, [5]),
            ({"kind": "proposal"}, []),
        ],
    )
    def test_filters(self, query, numbers, client_for, staff, several):
        assert self.numbers(client_for(staff).get(self.URL, query)) == numbers

    def test_filters_by_programme(self, client_for, staff, several):
        prim = ProgrammeFactory(slug="prim")
        several[2].programme_links.create(programme=prim)

        assert self.numbers(client_for(staff).get(self.URL, {"programme": "prim"})) == [3]

    def test_a_value_that_there_is_not_is_left_out_aloud(self, client_for, staff, several):
        response = client_for(staff).get(self.URL, {"state": "lost"})

        assert len(self.numbers(response)) == 5
        assert "was left out" in text(response)

    def test_htmx_gets_the_results_alone(self, client_for, staff, several):
        page = text(client_for(staff).get(self.URL, headers={"HX-Request": "true"}))

        assert "5 decisions" in page
        assert "<html" not in page

    def test_a_donor_without_anything_public_reads_why(self, client_for, donor, several):
        page = text(client_for(donor).get(self.URL))

        assert "No decision is in your scope." in page

    def test_an_empty_portal_says_so(self, client_for, staff):
        assert "No decision is recorded yet." in text(client_for(staff).get(self.URL))

    def test_filters_that_match_nothing_say_so(self, client_for, staff, several):
        page = text(client_for(staff).get(self.URL, {"kind": "proposal"}))

        assert "Nothing matches these filters." in page

    def test_is_exported_as_it_is_filtered_and_that_is_on_the_trail(
        self, client_for, staff, several
    ):
        FollowUpFactory(decision=several[0], text="=1+1")

        answer = client_for(staff).post(f"{self.URL}export/?state=overdue", {"format": "csv"})

        _header, line = csv.reader(io.StringIO(answer.content.decode()))
        assert (line[1], line[10], line[12]) == ("5", "2026-03-01", "overdue")
        assert line[14] == "'=1+1"
        event = Event.objects.get(kind=EventKind.EXPORTED)
        assert (event.after["lines"], event.after["state"]) == (1, "overdue")

    def test_costs_the_same_with_more_of_them(self, client_for, coordinator, copil):
        def grow(number):
            for _time in range(number):
                decision = DecisionFactory(committee=copil, meeting=MeetingFactory(committee=copil))
                decision.programme_links.create(programme=ProgrammeFactory())
                FollowUpFactory(decision=decision)

        assert_flat(client_for(coordinator), self.URL, grow)


class TestCommittee:
    def test_says_what_became_of_its_decisions(self, client_for, coordinator, copil):
        day = date(2026, 2, 1)
        for number, closed_on in enumerate((day, date(2026, 2, 2), None), start=1):
            DecisionFactory(
                committee=copil,
                number=number,
                state=DecisionState.DONE,
                due_on=day,
                closed_on=closed_on,
            )
        DecisionFactory(committee=copil, number=4, due_on=day)

        response = client_for(coordinator).get("/en/comites/copil/")

        figures = response.context["sheet"].figures
        assert (figures.decided, figures.done, figures.overdue) == (4, 3, 1)
        assert (figures.in_time, figures.dated) == (1, 2)
        assert "of 2 done whose due date is known" in text(response)
        assert "Record a decision" in text(response)
