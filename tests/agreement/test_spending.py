"""Money is one figure wherever it stands: pages, a snapshot, the file of a meeting, the API."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import translation

from actors.enums import MeetingState
from lib import formats
from programmes.models import CommitteeProgramme
from reports.actions import freeze
from reports.figures.spending import spending
from reports.models import Snapshot
from tests.factories.actors import CommitteeFactory, MeetingFactory
from tests.factories.programmes import (
    BudgetLineFactory,
    ComponentFactory,
    ProgrammeFactory,
    TransactionFactory,
)
from tests.reports.giving import ON, TODAY, page_of
from tests.reports.making import cells_of, paper, pdf_of, text_of

EUROS = {"currency": "EUR", "rate": Decimal("10.85"), "rate_on": date(2026, 1, 5)}
KINDS = {"2": Decimal("750000.50"), "3": Decimal("420300"), "4": Decimal("210150.25")}


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(TODAY, tick=False)


@pytest.fixture
def depomi(agency, funder, souss_massa):
    programme = ProgrammeFactory(
        slug="depomi", acronym="DEPOMI", agency=agency, funder=funder, region=souss_massa
    )
    component = ComponentFactory(programme=programme, name_fr="Accueil", name_ar="الاستقبال")
    line = BudgetLineFactory(
        programme=programme, component=component, funder=funder, amount=Decimal(1_000_000), **EUROS
    )
    own = BudgetLineFactory(programme=programme, amount=Decimal(300_000))
    for kind, amount in KINDS.items():
        TransactionFactory(line=line, kind=kind, amount=amount, value_on=ON, **EUROS)
    TransactionFactory(line=own, amount=Decimal(1234), value_on=ON)
    TransactionFactory(line=own, amount=Decimal(777_777), value_on=ON, withdrawn=True)
    return programme


@pytest.fixture
def meeting(depomi):
    committee = CommitteeFactory(slug="copil-depomi", name_fr="COPIL DEPOMI")
    CommitteeProgramme.objects.create(committee=committee, programme=depomi)
    return MeetingFactory(committee=committee, held_on=ON, state=MeetingState.HELD)


@pytest.fixture
def snapshot(depomi, meeting, coordinator):
    return freeze(about=meeting.committee, meeting=meeting, as_of=ON, by=coordinator, at=TODAY)


def sums(programme, *, whole=False):
    """Every amount that is told of a programme, as it is written in the language in force."""
    (found,) = spending([programme], on=ON)
    rows = (found.total,) if whole else (*found.cells, found.total)
    money = [
        getattr(row, kind)
        for row in rows
        for kind in ("planned", "committed", "disbursed", "spent")
    ]
    texts = [formats.money(part.amount, part.currency) for one in money for part in one.parts]
    return [*texts, *(formats.money(one.in_dirhams, "MAD") for one in money if one.is_entered)]


def bare(text):
    """Digits and letters, whatever blank stands between them."""
    return re.sub(r"[\s\u2066-\u2069]", "", text)


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_pages_live_and_frozen_say_the_same(language, depomi, snapshot, client_for, officer):
    with translation.override(language):
        everything = sums(depomi)
        # A dashboard says its rows in dirhams, and the whole in each currency too.
        whole = sums(depomi, whole=True)
        shown = {
            reverse("reports:budget", args=["depomi"]): (officer, everything),
            reverse("reports:steering", args=["depomi"]): (officer, whole),
            reverse("reports:snapshot", args=[snapshot.code]): (snapshot.made_by, whole),
            reverse("reports:meeting_mode", args=[snapshot.code]): (snapshot.made_by, whole),
        }
    for address, (reader, expected) in shown.items():
        _answer, html = page_of(client_for(reader), address)
        assert [text for text in expected if bare(text) not in bare(html)] == []
        assert "777777" not in bare(html)


def test_the_file_of_the_meeting_prints_what_was_frozen(depomi, meeting, snapshot):
    expected = [bare(text) for text in sums_in_french(depomi)]
    TransactionFactory(line__programme=depomi, amount=Decimal(999_999), value_on=ON)

    edition = paper(meeting)

    told = bare(text_of(pdf_of(edition), "-layout"))
    assert [text for text in expected if text not in told] == []
    assert "999999" not in told
    rows = cells_of(edition)["Exécution budgétaire"][1:]
    (total,) = [
        row for row in rows if row[1] == "Ensemble" and row[3] == "Dépensé" and row[6] is not None
    ]
    (found,) = snapshot.bodies["fr"]["spending"]
    assert Decimal(str(total[6])) == Decimal(found["total"]["spent"]["in_dirhams"])
    (rate,) = cells_of(edition)["Taux de change"][1:]
    assert rate[1:4] == ("EUR", 10.85, 10.85)


def sums_in_french(programme):
    with translation.override("fr"):
        return sums(programme)


def test_the_ledger_of_the_api_adds_up_to_the_figure(depomi, client_for, officer):
    rows = client_for(officer).get("/api/v1/transactions/").json()["results"]
    spent = [row for row in rows if row["kind"] == "4" and not row["withdrawn_at"]]
    (found,) = spending([depomi], on=ON)
    for part in found.total.spent.parts:
        told = [Decimal(row["amount"]) for row in spent if row["currency"] == part.currency]
        assert sum(told) == part.amount


def test_what_changed_since_a_snapshot_tells_of_money(
    depomi, snapshot, meeting, coordinator, client_for
):
    TransactionFactory(line__programme=depomi, amount=Decimal(50_000), value_on=ON)
    later = freeze(about=meeting.committee, meeting=None, as_of=ON, by=coordinator, at=TODAY)

    with translation.override("fr"):
        address = reverse("reports:snapshot_compare", args=[snapshot.code, later.code])
    _answer, html = page_of(client_for(coordinator), address)

    assert "DEPOMI · Dépensé" in html
    assert bare("51 234 MAD") in bare(html)
    assert "DEPOMI · Décaissé" not in html


def test_a_snapshot_of_before_there_was_money_still_opens(
    depomi, snapshot, coordinator, client_for
):
    bodies = {language: {**body, "spending": []} for language, body in snapshot.bodies.items()}
    Snapshot.objects.filter(pk=snapshot.pk).update(bodies=bodies)
    with translation.override("fr"):
        _answer, html = page_of(
            client_for(coordinator), reverse("reports:snapshot", args=[snapshot.code])
        )
    assert "Aucune dépense n’a été saisie" in html


def test_sums_are_read_where_lines_are_not(depomi, snapshot, stranger, client_for):
    """A council of another region reads what a committee was told, and no line of the budget."""
    depomi_line = depomi.budget_lines.order_by("pk").first()
    with translation.override("fr"):
        board = reverse("reports:steering", args=["depomi"])
        budget = reverse("reports:budget", args=["depomi"])
    _answer, html = page_of(client_for(stranger), board)
    assert bare(formats.money(1_000_000, "EUR", language="fr")) in bare(html)
    assert depomi_line.label not in html
    assert budget not in html
    assert client_for(stranger).get(budget).status_code == 403
