"""Budget lines and the ledger through the API."""

from decimal import Decimal

import pytest

from tests.factories.programmes import (
    BudgetLineFactory,
    ComponentFactory,
    ProgrammeFactory,
    TransactionFactory,
)
from tests.harness import assert_flat

LINES, ENTRIES = "/api/v1/budget-lines/", "/api/v1/transactions/"


@pytest.fixture
def depomi(agency, funder, souss_massa):
    return ProgrammeFactory(slug="depomi", agency=agency, funder=funder, region=souss_massa)


@pytest.fixture
def line(depomi, funder):
    component = ComponentFactory(programme=depomi, position=2)
    return BudgetLineFactory(
        programme=depomi, component=component, funder=funder, amount=Decimal("1250.50")
    )


class TestLines:
    def test_say_what_is_planned_for_what_and_from_whom(self, line, donor, client_for):
        (said,) = client_for(donor).get(LINES).json()["results"]
        assert (said["programme"], said["component"], said["funder"]) == (
            "depomi",
            2,
            "union-europeenne",
        )
        assert (said["amount"], said["currency"], said["rate"]) == ("1250.50", "MAD", None)

    def test_a_line_for_the_whole_programme_names_no_component(self, depomi, donor, client_for):
        BudgetLineFactory(programme=depomi)
        (said,) = client_for(donor).get(LINES).json()["results"]
        assert (said["component"], said["funder"]) == (None, None)

    def test_of_one_programme(self, line, coordinator, client_for):
        BudgetLineFactory()
        browser = client_for(coordinator)
        assert len(browser.get(LINES).json()["results"]) == 2
        (said,) = browser.get(f"{LINES}?programme=depomi").json()["results"]
        assert said["uuid"] == str(line.uuid)

    def test_cost_the_same_with_more(self, line, donor, client_for):
        def grow(count):
            for _each in range(count):
                component = ComponentFactory(programme=line.programme)
                BudgetLineFactory(programme=line.programme, component=component)

        assert_flat(client_for(donor), LINES, grow)


class TestTransactions:
    def test_say_that_and_why_one_was_withdrawn(self, line, donor, client_for):
        TransactionFactory(line=line, withdrawn=True)
        (said,) = client_for(donor).get(ENTRIES).json()["results"]
        assert (said["kind"], said["amount"]) == ("4", "100000.00")
        assert said["line"] == str(line.uuid)
        assert said["withdrawn_because"] == "Saisie en double"
        assert said["withdrawn_at"]

    def test_are_filtered_as_on_the_page(self, line, donor, client_for):
        TransactionFactory(line=line)
        TransactionFactory(line=line, kind="2")
        browser = client_for(donor)
        for query, count in (("kind=2", 1), ("until=2020", 0), ("programme=depomi", 2)):
            assert len(browser.get(f"{ENTRIES}?{query}").json()["results"]) == count

    def test_of_programmes_elsewhere_are_not_there(self, line, stranger, client_for):
        TransactionFactory(line=line)
        assert client_for(stranger).get(ENTRIES).json()["results"] == []

    def test_cost_the_same_with_more(self, line, donor, client_for):
        def grow(count):
            for _each in range(count):
                line_ = BudgetLineFactory(programme=line.programme)
                TransactionFactory(line=line_, withdrawn=True)

        assert_flat(client_for(donor), ENTRIES, grow)
