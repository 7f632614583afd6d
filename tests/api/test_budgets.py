"""Budget lines and the ledger through the API."""

import uuid
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


def post(client, url, payload, **headers):
    return client.post(url, payload, content_type="application/json", headers=headers)


class TestWrites:
    @pytest.fixture
    def planned(self, depomi, line, funder):
        return {
            "programme": "depomi",
            "component": 2,
            "funder": funder.slug,
            "label": "Bureaux",
            "amount": "250000.50",
            "currency": "EUR",
            "rate": "10.85",
            "rate_on": "2026-01-05",
        }

    @pytest.fixture
    def paid(self, line):
        return {
            "line": str(line.uuid),
            "kind": "4",
            "amount": "1500.50",
            "currency": "MAD",
            "value_on": "2026-03-02",
        }

    def test_a_line_is_added_once_and_changed_by_its_version(self, planned, officer, client_for):
        browser, key = client_for(officer), str(uuid.uuid4())
        first = post(browser, LINES, planned, idempotency_key=key)
        assert first.status_code == 201, first.json()
        assert post(browser, LINES, planned, idempotency_key=key).json() == first.json()
        other = post(browser, LINES, planned | {"label": "Autre"}, idempotency_key=key)
        assert other.status_code == 422

        address = f"{LINES}{first.json()['uuid']}/"
        change = {"content_type": "application/json", "headers": {"if_match": first["ETag"]}}
        changed = browser.put(address, planned | {"amount": "3"}, **change)
        assert (changed.status_code, changed.json()["amount"]) == (200, "3.00")
        assert browser.put(address, planned | {"amount": "4"}, **change).status_code == 412

    def test_a_line_stays_in_its_programme(self, planned, line, agency, officer, client_for):
        ProgrammeFactory(slug="prim", agency=agency)
        answer = client_for(officer).put(
            f"{LINES}{line.uuid}/",
            planned | {"programme": "prim", "component": None, "funder": None},
            content_type="application/json",
            headers={"if_match": '"v1"'},
        )
        assert (answer.status_code, list(answer.json()["errors"])) == (400, ["programme"])

    @pytest.mark.parametrize(
        "wrong",
        [
            {"amount": "0"},
            {"amount": "-1"},
            {"amount": "1.005"},
            {"currency": "XXX"},
            {"rate": "0"},
            {"component": 99},
            {"funder": "enabel"},
            {"rate_on": "2120-01-01"},
            {"label": ""},
        ],
    )
    def test_what_is_wrong_is_said_by_field(self, planned, wrong, officer, client_for):
        answer = post(client_for(officer), LINES, planned | wrong)
        assert answer.status_code == 400
        assert list(answer.json()["errors"]) == list(wrong)

    def test_a_transaction_is_entered_once_and_withdrawn(self, paid, officer, client_for):
        browser, key = client_for(officer), str(uuid.uuid4())
        first = post(browser, ENTRIES, paid, idempotency_key=key)
        assert first.status_code == 201, first.json()
        assert post(browser, ENTRIES, paid, idempotency_key=key).json() == first.json()

        address = f"{ENTRIES}{first.json()['uuid']}/withdraw/"
        assert post(browser, address, {"reason": ""}).status_code == 400
        answer = post(browser, address, {"reason": "Montant faux"})
        assert answer.json()["withdrawn_because"] == "Montant faux"
        assert post(browser, address, {"reason": "Encore"}).status_code == 409

    def test_who_reads_only_is_refused(self, planned, paid, donor, client_for):
        browser = client_for(donor)
        assert post(browser, LINES, planned).status_code == 403
        assert post(browser, ENTRIES, paid).status_code == 403

    def test_a_line_elsewhere_is_none(self, paid, officer, client_for):
        answer = post(client_for(officer), ENTRIES, paid | {"line": str(BudgetLineFactory().uuid)})
        assert answer.status_code == 400
