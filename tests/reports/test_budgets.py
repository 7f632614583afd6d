"""Pages of a budget, and what its amounts come to."""

import uuid
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from programmes.models import BudgetLine, Transaction
from reports.content.spending import told
from reports.figures.spending import spending
from reports.selectors.spending import blocks
from tests.factories.programmes import (
    BudgetLineFactory,
    ComponentFactory,
    PartnershipFactory,
    ProgrammeFactory,
    TransactionFactory,
)
from tests.harness import assert_flat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]

TODAY = date(2026, 3, 16)
EUROS = {"currency": "EUR", "rate": Decimal("10.85"), "rate_on": date(2026, 1, 5)}


@pytest.fixture
def depomi(agency, funder, souss_massa):
    return ProgrammeFactory(
        slug="depomi", acronym="DEPOMI", agency=agency, funder=funder, region=souss_massa
    )


@pytest.fixture
def line(depomi):
    return BudgetLineFactory(programme=depomi, label="Bureaux")


def page(name, *arguments):
    with translation.override("fr"):
        return reverse(f"reports:{name}", args=arguments)


def money_of(programme, on=TODAY):
    (found,) = spending([programme], on=on)
    return found


class TestFigures:
    def test_nothing_entered_is_no_block(self, depomi):
        assert spending([depomi], on=TODAY) == ()

    def test_each_kind_is_added_up_by_itself(self, depomi, line):
        TransactionFactory(line=line, kind="2", amount=Decimal("600000.10"))
        TransactionFactory(line=line, kind="3", amount=Decimal("400000"))
        TransactionFactory(line=line, kind="4", amount=Decimal("100000.20"))
        TransactionFactory(line=line, kind="4", amount=Decimal("100000.20"))

        total = money_of(depomi).total

        assert total.planned.in_dirhams == 1_000_000
        assert total.committed.in_dirhams == Decimal("600000.10")
        assert total.disbursed.in_dirhams == 400_000
        assert total.spent.in_dirhams == Decimal("200000.40")
        assert total.execution == Decimal("20.00004")

    def test_what_was_not_entered_is_not_0(self, depomi, line):
        total = money_of(depomi).total
        assert not total.spent.is_entered
        assert total.execution is None

    def test_a_transaction_counts_from_its_day_on(self, depomi, line):
        TransactionFactory(line=line, value_on=date(2026, 2, 10))
        assert not money_of(depomi, date(2026, 2, 9)).total.spent.is_entered
        assert money_of(depomi, date(2026, 2, 10)).total.spent.in_dirhams == 100_000

    def test_what_is_withdrawn_counts_on_no_day(self, depomi, line):
        TransactionFactory(line=line, amount=Decimal("0.30"), withdrawn=True)
        TransactionFactory(line=line, amount=Decimal("0.10"), kind="3")
        TransactionFactory(line=line, amount=Decimal("0.20"), kind="3", withdrawn=True)

        total = money_of(depomi).total
        assert not total.spent.is_entered
        assert total.disbursed.in_dirhams == Decimal("0.10")

    def test_currencies_are_told_apart_and_added_only_at_their_rates(self, depomi, line):
        TransactionFactory(line=line)
        TransactionFactory(line=line, amount=Decimal("1000"), **EUROS)

        spent = money_of(depomi).total.spent

        assert [(one.currency, one.amount) for one in spent.parts] == [
            ("EUR", 1000),
            ("MAD", 100_000),
        ]
        assert spent.in_dirhams == 110_850

    def test_without_a_rate_no_sum_is_made_up(self, depomi, line):
        TransactionFactory(line=line)
        TransactionFactory(line=line, amount=Decimal("1000"), currency="USD")

        total = money_of(depomi).total
        assert total.spent.in_dirhams is None
        assert len(total.spent.parts) == 2
        assert total.execution is None

    def test_one_foreign_currency_has_its_rate_of_execution_without_dirhams(self, depomi):
        line = BudgetLineFactory(programme=depomi, amount=Decimal(2000), currency="EUR")
        TransactionFactory(line=line, amount=Decimal(500), currency="EUR")
        assert money_of(depomi).total.execution == 25

    def test_rates_are_told_from_the_lowest_to_the_highest(self, depomi, line):
        for rate, on in (("10.70", date(2026, 2, 1)), ("10.90", date(2026, 1, 1))):
            TransactionFactory(line=line, currency="EUR", rate=Decimal(rate), rate_on=on)

        (rate,) = money_of(depomi).rates
        assert (rate.lowest, rate.highest) == (Decimal("10.7"), Decimal("10.9"))
        assert (rate.first_on, rate.last_on) == (date(2026, 1, 1), date(2026, 2, 1))

    def test_by_component_and_by_funder_add_up_to_the_whole(self, depomi, funder, line):
        component = ComponentFactory(programme=depomi, position=1)
        other = PartnershipFactory(programme=depomi, role="funding").organisation
        for giver in (funder, other):
            one = BudgetLineFactory(programme=depomi, component=component, funder=giver, **EUROS)
            TransactionFactory(line=one, amount=Decimal("33.33"), **EUROS)

        found = money_of(depomi)

        assert [row.component for row in found.components] == [1, None]
        assert {row.funder for row in found.funders} == {funder.slug, other.slug, ""}
        for rows in (found.cells, found.components, found.funders):
            assert sum(row.planned.in_dirhams for row in rows) == found.total.planned.in_dirhams
        assert found.total.spent.in_dirhams == 2 * Decimal("361.63")

    def test_names_are_those_of_the_language(self, depomi):
        component = ComponentFactory(programme=depomi, name_fr="Accueil", name_ar="الاستقبال")
        BudgetLineFactory(programme=depomi, component=component)
        with translation.override("ar"):
            assert money_of(depomi).cells[0].component_name == "الاستقبال"
        with translation.override("fr"):
            assert money_of(depomi).cells[0].component_name == "Accueil"
        component.name_ar = ""
        component.save()
        with translation.override("ar"):
            assert money_of(depomi).cells[0].component_name == "Accueil"

    def test_costs_one_query_however_much_there_is(self, depomi, line):
        others = [ProgrammeFactory() for _each in range(3)]
        for programme in others:
            TransactionFactory.create_batch(3, line__programme=programme)
        with CaptureQueriesContext(connection) as queries:
            found = spending([depomi, *others], on=TODAY)
        assert len(found) == 4
        assert len(queries) == 1

    def test_another_programmes_money_stays_out(self, depomi, line):
        TransactionFactory()
        assert not money_of(depomi).total.spent.is_entered

    def test_huge_amounts_keep_their_cents(self, depomi, line):
        for _each in range(9):
            TransactionFactory(line=line, amount=Decimal("99999999999.99"))
        assert money_of(depomi).total.spent.in_dirhams == Decimal("899999999999.91")


class TestWords:
    def test_an_amount_in_euros_is_said_in_dirhams_too(self, depomi, line):
        TransactionFactory(line=line, amount=Decimal(1000), **EUROS)
        with translation.override("fr"):
            (block,) = blocks(told(spending([depomi], on=TODAY), [depomi]))
        assert block.total.spent.text == "1\u202f000\u00a0EUR (soit 10\u202f850\u00a0MAD)"
        assert block.total.planned.text == "1\u202f000\u202f000\u00a0MAD"
        assert block.total.disbursed.text == "n.d."
        assert block.rates[0].endswith(", 5 janvier 2026")

    def test_one_amount_each_is_in_the_currency_that_the_rate_of_execution_is_of(self, depomi):
        component = ComponentFactory(programme=depomi)
        euros = BudgetLineFactory(programme=depomi, component=component, amount=2000, **EUROS)
        TransactionFactory(line=euros, amount=1000, **{**EUROS, "rate": Decimal("10.4")})
        both = BudgetLineFactory(programme=depomi, component=None, amount=10_850)
        TransactionFactory(line=both, amount=500, **EUROS)
        with translation.override("fr"):
            (block,) = blocks(told(spending([depomi], on=TODAY), [depomi]))

        by_component = [
            (row.short[0][1], row.short[3][1], row.execution) for row in block.components
        ]

        assert by_component == [
            ("2\u202f000\u00a0EUR", "1\u202f000\u00a0EUR", "50\u00a0%"),
            ("10\u202f850\u00a0MAD", "5\u202f425\u00a0MAD", "50\u00a0%"),
        ]


class TestBudgetPage:
    def test_says_that_nothing_was_entered_and_offers_to_begin(self, depomi, officer, client_for):
        answer = client_for(officer).get(page("budget", "depomi"))
        assert "Aucun budget n’a été saisi." in answer.content.decode()
        assert page("budget_line_new", "depomi") in answer.content.decode()

    def test_says_to_a_reader_who_enters_it(self, depomi, donor, client_for):
        answer = client_for(donor).get("/fr" + page("budget", "depomi").removeprefix("/fr"))
        assert page("budget_line_new", "depomi") not in answer.content.decode()

    def test_shows_the_money_and_where_it_stands(self, depomi, line, officer, client_for):
        TransactionFactory(line=line)
        shown = client_for(officer).get(page("budget", "depomi")).content.decode()
        assert "1\u202f000\u202f000\u00a0MAD" in shown
        assert "100\u202f000\u00a0MAD" in shown
        assert "10\u00a0%" in shown

    def test_costs_the_same_with_more_lines(self, depomi, line, officer, client_for):
        def grow(count):
            for _each in range(count):
                component = ComponentFactory(programme=depomi)
                BudgetLineFactory(programme=depomi, component=component)

        assert_flat(client_for(officer), page("budget", "depomi"), grow)

    def test_the_sheet_of_the_programme_leads_there(
        self, depomi, staff, stranger, oriental, client_for
    ):
        sheet = page("programme_detail", "depomi")
        assert page("budget", "depomi") in client_for(staff).get(sheet).content.decode()
        assert page("budget", "depomi") not in client_for(stranger).get(sheet).content.decode()


class TestLineForm:
    @pytest.fixture
    def typed(self):
        def typed(**more):
            return {
                "label": "Formation des agents",
                "amount": "1 250 000,50",
                "currency": "EUR",
                "rate": "10,85",
                "rate_on": "05/01/2026",
                "starts_on": "2026",
                "ends_on": "2027",
                "submission_key": str(uuid.uuid4()),
            } | more

        return typed

    @pytest.fixture
    def browser(self, client_for, officer):
        return client_for(officer)

    def test_reads_numbers_as_people_write_them(self, browser, depomi, typed):
        answer = browser.post(page("budget_line_new", "depomi"), typed())
        assert answer.status_code == 302
        line = BudgetLine.objects.get()
        assert (line.amount, line.rate) == (Decimal("1250000.50"), Decimal("10.85"))
        assert (line.starts_on, line.ends_on) == (date(2026, 1, 1), date(2027, 12, 31))

    def test_a_second_click_adds_nothing(self, browser, depomi, typed):
        form = typed()
        for _twice in range(2):
            assert browser.post(page("budget_line_new", "depomi"), form).status_code == 302
        assert BudgetLine.objects.count() == 1

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"amount": "-5"}, "supérieur à 0"),
            ({"amount": "0"}, "supérieur à 0"),
            ({"amount": "1.234"}, "de deux façons"),
            ({"amount": "9" * 30}, "au plus"),
            ({"currency": "XXX"}, "Sélectionnez un choix valide"),
            ({"rate": "0"}, "supérieur à 0"),
            ({"rate": ""}, "Donnez le taux"),
            ({"rate_on": ""}, "Donnez le jour"),
            ({"rate_on": "17/03/2026"}, "à venir"),
            ({"component": "9" * 25}, "Sélectionnez un choix valide"),
            ({"funder": "enabel"}, "Sélectionnez un choix valide"),
        ],
    )
    def test_says_what_is_wrong_and_keeps_what_was_typed(self, browser, depomi, typed, wrong, said):
        answer = browser.post(page("budget_line_new", "depomi"), typed(**wrong))
        shown = answer.content.decode()
        assert answer.status_code == 200
        assert said in shown
        assert "Formation des agents" in shown
        assert not BudgetLine.objects.exists()

    def test_another_programmes_component_is_no_choice(self, browser, depomi, typed):
        other = ComponentFactory()
        answer = browser.post(page("budget_line_new", "depomi"), typed(component=other.pk))
        assert "Sélectionnez un choix valide" in answer.content.decode()

    def test_a_stale_form_shows_both(self, browser, depomi, line, typed):
        form = typed(version="1")
        BudgetLine.objects.filter(pk=line.pk).update(label="Ailleurs", version=2)
        address = page("budget_line_edit", "depomi", line.pk)

        answer = browser.post(address, form)

        shown = answer.content.decode()
        assert answer.status_code == 409
        assert "Ailleurs" in shown
        assert "Formation des agents" in shown
        assert 'name="version" value="2"' in shown

    def test_a_used_line_is_not_deleted(self, browser, depomi, line):
        TransactionFactory(line=line)
        browser.post(page("budget_line_remove", "depomi", line.pk))
        assert BudgetLine.objects.exists()

    def test_markup_in_a_label_stays_text(self, browser, depomi, typed):
        browser.post(page("budget_line_new", "depomi"), typed(label="<b>x</b>"))
        shown = browser.get(page("budget", "depomi")).content.decode()
        assert "&lt;b&gt;x&lt;/b&gt;" in shown
        assert "<b>x</b>" not in shown


class TestTransactionForm:
    @pytest.fixture
    def typed(self, line):
        def typed(**more):
            return {
                "line": line.pk,
                "kind": "4",
                "value_on": "02/03/2026",
                "amount": "1 500,50",
                "currency": "MAD",
                "submission_key": str(uuid.uuid4()),
            } | more

        return typed

    @pytest.fixture
    def browser(self, client_for, officer):
        return client_for(officer)

    def test_enters_it_once_however_often_it_is_sent(self, browser, typed):
        form = typed()
        for _twice in range(2):
            assert browser.post(page("transaction_new", "depomi"), form).status_code == 302
        assert Transaction.objects.get().amount == Decimal("1500.50")

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"value_on": "17/03/2026"}, "à venir"),
            ({"value_on": "2026"}, "la date entière"),
            ({"amount": "-1"}, "supérieur à 0"),
            ({"kind": "11"}, "Sélectionnez un choix valide"),
            ({"line": "x"}, "Sélectionnez un choix valide"),
            ({"currency": "USD", "rate": "10"}, "Donnez le jour"),
            ({"rate": "10", "rate_on": "01/03/2026"}, "en dirhams n’a pas de taux"),
        ],
    )
    def test_says_what_is_wrong(self, browser, typed, wrong, said):
        shown = browser.post(page("transaction_new", "depomi"), typed(**wrong)).content.decode()
        assert said in shown
        assert not Transaction.objects.exists()

    def test_another_programmes_line_is_no_choice(self, browser, typed):
        other = BudgetLineFactory()
        shown = browser.post(page("transaction_new", "depomi"), typed(line=other.pk))
        assert "Sélectionnez un choix valide" in shown.content.decode()

    def test_asks_about_a_day_before_the_programme(self, browser, depomi, typed):
        depomi.starts_on, depomi.starts_precision = date(2026, 3, 10), "day"
        depomi.save()
        address = page("transaction_new", "depomi")

        asked = browser.post(address, typed()).content.decode()
        assert 'name="before_start"' in asked
        assert not Transaction.objects.exists()

        browser.post(address, typed(before_start="on"))
        assert Transaction.objects.exists()

    def test_without_a_line_says_what_comes_first(self, browser, depomi):
        shown = browser.get(page("transaction_new", "depomi")).content.decode()
        assert page("budget_line_new", "depomi") in shown

    def test_begins_with_the_line_that_was_asked_for(self, browser, line):
        address = page("transaction_new", "depomi")
        assert "selected" in browser.get(f"{address}?ligne={line.pk}").content.decode()
        assert browser.get(f"{address}?ligne=x").status_code == 200


class TestLedgerPage:
    def test_what_is_withdrawn_stays_with_its_reason(self, depomi, line, donor, client_for):
        TransactionFactory(line=line, withdrawn=True)
        shown = client_for(donor).get(page("transaction_list", "depomi")).content.decode()
        assert "Saisie en double" in shown
        assert shown.count("<s>") == 1

    def test_is_filtered_by_kind_and_days(self, depomi, line, officer, client_for):
        TransactionFactory(line=line, kind="2", amount=Decimal(222), value_on=date(2026, 1, 5))
        TransactionFactory(line=line, kind="4", amount=Decimal(444), value_on=date(2026, 2, 5))
        address = page("transaction_list", "depomi")
        for query, here, gone in (
            ("kind=2", "222\u00a0MAD", "444\u00a0MAD"),
            ("since=02/2026", "444\u00a0MAD", "222\u00a0MAD"),
            ("until=01/2026", "222\u00a0MAD", "444\u00a0MAD"),
        ):
            shown = client_for(officer).get(f"{address}?{query}").content.decode()
            assert here in shown
            assert gone not in shown

    def test_a_filter_without_a_match_and_one_that_is_nonsense(
        self, depomi, line, officer, client_for
    ):
        TransactionFactory(line=line)
        address = page("transaction_list", "depomi")
        browser = client_for(officer)
        assert "Aucune opération" in browser.get(f"{address}?kind=2").content.decode()
        assert "écartée" in browser.get(f"{address}?kind=99&since=hier").content.decode()

    def test_costs_the_same_with_more_rows(self, depomi, line, officer, client_for):
        def grow(count):
            for _each in range(count):
                TransactionFactory(line=BudgetLineFactory(programme=depomi), withdrawn=True)

        assert_flat(client_for(officer), page("transaction_list", "depomi"), grow)

    def test_withdrawing_asks_for_a_reason(self, depomi, line, officer, client_for):
        entry = TransactionFactory(line=line)
        address = page("transaction_withdraw", "depomi", entry.pk)
        form = {"reason": " ", "submission_key": str(uuid.uuid4())}
        browser = client_for(officer)

        assert browser.post(address, form).status_code == 200
        assert Transaction.objects.count() == 1
        assert browser.post(address, form | {"reason": "Montant faux"}).status_code == 302
        assert Transaction.objects.count() == 2
        assert "Montant faux" in browser.get(address).content.decode()

    def test_a_second_withdrawal_is_refused(self, depomi, line, officer, client_for):
        entry = TransactionFactory(line=line, withdrawn=True)
        address = page("transaction_withdraw", "depomi", entry.pk)
        form = {"reason": "Encore", "submission_key": str(uuid.uuid4())}
        assert client_for(officer).post(address, form).status_code == 200
        assert Transaction.objects.count() == 2
