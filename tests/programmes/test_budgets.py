"""The budget of a programme and the ledger of what became of it."""

import uuid
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, transaction

from actors.models import Event
from lib.concurrency import StaleVersion
from lib.workflow import WrongState
from programmes.actions.budgets import LineDetails, add_line, change_line, remove_line
from programmes.actions.transactions import TransactionDetails, enter, withdraw
from programmes.enums import CoverageKind, Currency, TransactionKind
from programmes.models import BudgetLine, Transaction
from tests.factories.actors import SeatFactory
from tests.factories.programmes import (
    BudgetLineFactory,
    CommitteeProgrammeFactory,
    ComponentFactory,
    CoverageFactory,
    ProgrammeFactory,
    TransactionFactory,
)
from tests.factories.regions import CountryFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def depomi(agency, funder, souss_massa):
    return ProgrammeFactory(slug="depomi", agency=agency, funder=funder, region=souss_massa)


@pytest.fixture
def line(depomi):
    return BudgetLineFactory(programme=depomi)


def planned(**more):
    said = {
        "label": "Bureaux d'accueil",
        "component": None,
        "funder": None,
        "amount": Decimal("250000"),
        "currency": Currency.EUR,
        "rate": Decimal("10.85"),
        "rate_on": date(2026, 3, 3),
    }
    return LineDetails(**said | more)


def paid(**more):
    said = {
        "kind": TransactionKind.EXPENDITURE,
        "amount": Decimal("1500.50"),
        "currency": Currency.MAD,
        "value_on": date(2026, 3, 2),
    }
    return TransactionDetails(**said | more)


class TestAddLine:
    @pytest.fixture
    def add(self, depomi, officer, now):
        def add(details=None, by=officer, key=None):
            return add_line(
                programme=depomi,
                details=details or planned(),
                submission_key=key or uuid.uuid4(),
                by=by,
                at=now,
            )

        return add

    def test_keeps_what_is_said_and_leaves_a_trail(self, add, depomi, funder, officer, now):
        component = ComponentFactory(programme=depomi)

        line = add(planned(component=component, funder=funder))

        line.refresh_from_db()
        assert (line.amount, line.currency, line.rate) == (250_000, "EUR", Decimal("10.85"))
        assert (line.created_by, line.created_at) == (officer, now)
        told = Event.objects.about(line).get().after
        assert told["amount"] == "250000.00"
        assert told["rate"] == "10.85"
        assert told["rate_on"] == "2026-03-03"

    def test_the_same_key_twice_is_one_line(self, add):
        key = uuid.uuid4()

        assert add(key=key) == add(key=key)
        assert BudgetLine.objects.count() == 1

    def test_the_coordination_may(self, add, coordinator):
        assert add(by=coordinator).pk

    @pytest.mark.parametrize("name", ["staff", "validator", "donor", "member", "admin"])
    def test_others_may_not(self, add, request, name):
        with pytest.raises(PermissionDenied):
            add(by=request.getfixturevalue(name))

    def test_an_officer_of_another_programme_may_not(self, officer, now):
        with pytest.raises(PermissionDenied):
            add_line(
                programme=ProgrammeFactory(slug="prim"),
                details=planned(),
                submission_key=uuid.uuid4(),
                by=officer,
                at=now,
            )

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"rate": None}, "rate"),
            ({"rate_on": None}, "rate_on"),
            ({"rate_on": date(2026, 3, 17)}, "rate_on"),
            ({"currency": Currency.MAD}, "rate"),
            ({"currency": "XXX"}, "currency"),
            ({"starts_on": date(2026, 1, 1), "ends_on": date(2025, 1, 1)}, "ends_on"),
            ({"label": ""}, "label"),
            ({"label": "x" * 161}, "label"),
            ({"amount": Decimal("123456789012.00")}, "amount"),
            ({"amount": Decimal("1.005")}, "amount"),
            ({"rate": Decimal("1.1234567")}, "rate"),
        ],
    )
    def test_says_what_is_wrong_beside_its_field(self, add, wrong, field):
        with pytest.raises(ValidationError) as refused:
            add(planned(**wrong))
        assert list(refused.value.message_dict) == [field]

    @pytest.mark.parametrize(
        "wrong", [{"amount": Decimal(0)}, {"amount": Decimal(-5)}, {"rate": Decimal(0)}]
    )
    def test_what_is_not_above_0_is_refused(self, add, wrong):
        with pytest.raises(ValidationError):
            add(planned(**wrong))

    def test_a_component_of_another_programme_is_refused(self, add):
        with pytest.raises(ValidationError) as refused:
            add(planned(component=ComponentFactory()))
        assert "component" in refused.value.message_dict

    def test_an_organisation_that_does_not_fund_is_refused(self, add, agency):
        with pytest.raises(ValidationError) as refused:
            add(planned(funder=agency))
        assert "funder" in refused.value.message_dict

    def test_marks_that_reorder_text_are_taken_out(self, add):
        line = add(planned(label="Bureaux \u202egnp.exe"))
        line.refresh_from_db()
        assert line.label == "Bureaux gnp.exe"
        assert "\u202e" not in str(Event.objects.about(line).get().after)


class TestChangeLine:
    def test_counts_the_version_up_and_tells_what_changed(self, line, officer, now):
        change_line(line=line, details=planned(label=line.label), version=1, by=officer, at=now)

        line.refresh_from_db()
        assert (line.version, line.currency) == (2, "EUR")
        event = Event.objects.about(line).get()
        assert (event.before["currency"], event.after["currency"]) == ("MAD", "EUR")
        assert "label" not in event.after

    def test_who_was_slower_is_shown_both(self, line, officer, coordinator, now):
        change_line(line=line, details=planned(label="Première"), version=1, by=officer, at=now)

        with pytest.raises(StaleVersion) as stale:
            change_line(
                line=line, details=planned(label="Seconde"), version=1, by=coordinator, at=now
            )
        assert stale.value.differing == ["label"]
        assert stale.value.theirs["label"] == "Première"

    def test_the_same_twice_is_no_conflict(self, line, officer, now):
        for _twice in range(2):
            change_line(line=line, details=planned(), version=1, by=officer, at=now)
        assert Event.objects.about(line).count() == 1


class TestRemoveLine:
    def test_takes_an_unused_line_away(self, line, officer, now):
        remove_line(line=line, by=officer, at=now)
        assert not BudgetLine.objects.exists()
        assert Event.objects.get(kind="deleted").before["amount"] == "1000000.00"

    def test_a_line_with_a_transaction_stays(self, line, officer, now):
        TransactionFactory(line=line, withdrawn=True)
        with pytest.raises(WrongState):
            remove_line(line=line, by=officer, at=now)

    def test_others_may_not(self, line, donor, now):
        with pytest.raises(PermissionDenied):
            remove_line(line=line, by=donor, at=now)


class TestEnter:
    @pytest.fixture
    def put(self, line, officer, now):
        def put(details=None, by=officer, key=None):
            return enter(
                line=line,
                details=details or paid(),
                submission_key=key or uuid.uuid4(),
                by=by,
                at=now,
            )

        return put

    def test_writes_a_row_with_its_trail(self, put, officer, now):
        entry = put(paid(reference="CONV-12"))

        entry.refresh_from_db()
        assert entry.amount == Decimal("1500.50")
        assert (entry.recorded_by, entry.recorded_at) == (officer, now)
        assert Event.objects.about(entry).get().after["reference"] == "CONV-12"

    def test_the_same_key_twice_is_one_row(self, put):
        key = uuid.uuid4()
        assert put(key=key) == put(key=key)
        assert Transaction.objects.count() == 1

    def test_a_donor_may_not(self, put, donor):
        with pytest.raises(PermissionDenied):
            put(by=donor)

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"value_on": date(2026, 3, 17)}, "value_on"),
            ({"rate": Decimal(10), "rate_on": date(2026, 3, 1)}, "rate"),
            ({"currency": Currency.USD, "rate": Decimal(10)}, "rate_on"),
            ({"kind": "9"}, "kind"),
            ({"reference": "x" * 61}, "reference"),
        ],
    )
    def test_says_what_is_wrong_beside_its_field(self, put, wrong, field):
        with pytest.raises(ValidationError) as refused:
            put(paid(**wrong))
        assert list(refused.value.message_dict) == [field]

    @pytest.mark.parametrize("amount", [Decimal(0), Decimal("-0.01")])
    def test_what_is_not_above_0_is_refused(self, put, amount):
        with pytest.raises(ValidationError):
            put(paid(amount=amount))


class TestWithdraw:
    @pytest.fixture
    def entry(self, line):
        return TransactionFactory(
            line=line, currency="EUR", rate=Decimal("10.85"), rate_on=date(2026, 2, 1)
        )

    @pytest.fixture
    def take_back(self, entry, officer, now):
        def take_back(reason="Saisie en double", by=officer, key=None):
            return withdraw(
                entry=entry, reason=reason, submission_key=key or uuid.uuid4(), by=by, at=now
            )

        return take_back

    def test_a_counter_entry_of_the_same_day_takes_the_amount_out(self, take_back, entry, now):
        counter = take_back()

        assert counter.amount == -entry.amount
        assert counter.value_on == entry.value_on
        assert (counter.rate, counter.rate_on) == (entry.rate, entry.rate_on)
        assert counter.recorded_at == now
        event = Event.objects.about(entry).get()
        assert (event.kind, event.note) == ("rectified", "Saisie en double")

    def test_the_same_key_twice_is_one_counter_entry(self, take_back):
        key = uuid.uuid4()
        assert take_back(key=key) == take_back(key=key)

    def test_the_key_of_something_else_is_refused(self, take_back, entry):
        with pytest.raises(PermissionDenied):
            take_back(key=entry.submission_key)

    def test_only_once(self, take_back):
        take_back()
        with pytest.raises(WrongState):
            take_back()

    @pytest.mark.parametrize("reason", ["", "   ", "\u202e"])
    def test_not_without_a_reason(self, take_back, reason):
        with pytest.raises(ValidationError):
            take_back(reason=reason)

    def test_a_reason_that_is_too_long_is_refused(self, take_back):
        with pytest.raises(ValidationError):
            take_back(reason="x" * 251)

    def test_a_counter_entry_stays(self, take_back, officer, now):
        with pytest.raises(WrongState):
            withdraw(
                entry=take_back(), reason="Non", submission_key=uuid.uuid4(), by=officer, at=now
            )

    def test_a_donor_may_not(self, take_back, donor):
        with pytest.raises(PermissionDenied):
            take_back(by=donor)


@pytest.mark.usefixtures("guarded_ledger")
class TestLedger:
    """The database itself keeps what was entered."""

    def test_refuses_a_change(self, line):
        entry = TransactionFactory(line=line)
        with pytest.raises(DatabaseError), transaction.atomic():
            Transaction.objects.filter(pk=entry.pk).update(amount=1)

    def test_refuses_a_deletion(self, line):
        TransactionFactory(line=line)
        with pytest.raises(DatabaseError), transaction.atomic():
            Transaction.objects.all().delete()

    @pytest.mark.parametrize(
        "wrong",
        [
            {"amount": Decimal(0)},
            {"amount": Decimal(-1)},
            {"rate": Decimal(10)},
            {"currency": "EUR", "rate": Decimal(0), "rate_on": date(2026, 1, 1)},
            {"currency": "MAD", "rate": Decimal(1), "rate_on": date(2026, 1, 1)},
            {"reason": "Sans rien retirer"},
        ],
    )
    def test_refuses_nonsense(self, line, wrong):
        with pytest.raises(IntegrityError), transaction.atomic():
            TransactionFactory(line=line, **wrong)


class TestVisibleTo:
    """Who reads the money of DEPOMI, in Souss-Massa, and of PRIM, in the Oriental."""

    @pytest.fixture(autouse=True)
    def money(self, depomi, oriental, committee_of_depomi):
        for programme in (depomi, ProgrammeFactory(slug="prim", region=oriental)):
            TransactionFactory(line__programme=programme)

    @pytest.fixture
    def committee_of_depomi(self, depomi, seat_holder):
        committee = SeatFactory(organisation=seat_holder).committee
        return CommitteeProgrammeFactory(committee=committee, programme=depomi)

    @pytest.mark.parametrize(
        ("name", "slugs"),
        [
            ("staff", ["depomi"]),
            ("validator", ["depomi"]),
            ("stranger", ["prim"]),
            ("officer", ["depomi"]),
            ("donor", ["depomi"]),
            ("member", ["depomi"]),
            ("coordinator", ["depomi", "prim"]),
            ("admin", ["depomi", "prim"]),
        ],
    )
    def test_reads(self, request, name, slugs):
        user = request.getfixturevalue(name)
        lines = BudgetLine.objects.visible_to(user)
        entries = Transaction.objects.visible_to(user)
        assert sorted(lines.values_list("programme__slug", flat=True)) == slugs
        assert sorted(entries.values_list("line__programme__slug", flat=True)) == slugs

    def test_a_programme_of_the_whole_country_is_read_by_every_council(self, stranger):
        country = CountryFactory()
        national = ProgrammeFactory(slug="national")
        CoverageFactory(programme=national, place=country, kind=CoverageKind.COUNTRY)
        BudgetLineFactory(programme=national)
        lines = BudgetLine.objects.visible_to(stranger)
        assert "national" in lines.values_list("programme__slug", flat=True)
