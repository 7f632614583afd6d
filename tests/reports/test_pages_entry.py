"""The page of one entry: who gave and signed it, what it says part by part, how it changed."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.urls import reverse

from actors.audit import record
from actors.enums import EventKind
from indicators import totals
from indicators.actions import review, revisions
from indicators.enums import Counted, ValueState
from indicators.models import Revision, Value
from indicators.selectors.entries import told, told_of
from indicators.selectors.history import value_history
from tests.factories.indicators import (
    CategoryFactory,
    CellFactory,
    DimensionFactory,
    EntryFactory,
    IndicatorFactory,
    MeasureFactory,
    PeriodFactory,
    ValueFileFactory,
)
from tests.factories.programmes import ProgrammeFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]

SECRET = "Une famille comptée deux fois"


@pytest.fixture
def prim(agency, souss_massa, funder):
    return ProgrammeFactory(
        slug="prim", acronym="PRIM", agency=agency, region=souss_massa, funder=funder
    )


@pytest.fixture
def women():
    sex = DimensionFactory(code="sexe", name_fr="sexe")
    return CategoryFactory(dimension=sex, name_fr="Femmes", name_en="Women")


@pytest.fixture
def value(prim, souss_massa, staff, women, now):
    """16 persons, of whom 9 women; handed in, with a file that names people."""
    indicator = IndicatorFactory(counted=Counted.PERSONS)
    indicator.dimensions.add(women.dimension)
    value = EntryFactory(
        submitted=True,
        code="prim-1--souss-massa--2026-t1",
        measure=MeasureFactory(result__programme=prim, indicator=indicator),
        period=PeriodFactory(programme=prim),
        place=souss_massa,
        entered_by=staff,
        submitted_by=staff,
        number=Decimal(16),
        comment="Deux sessions de plus.",
    )
    CellFactory(value=value, category=women, number=Decimal(9))
    ValueFileFactory(value=value, added_by=staff, name="emargement.pdf")
    record(EventKind.CREATED, about=value, by=staff, at=now, after=told(value))
    return value


@pytest.fixture
def signed(value, validator, now):
    review.return_with_question(value=value, version=1, question=SECRET, by=validator, at=now)
    Value.objects.filter(pk=value.pk).update(state=ValueState.SUBMITTED)
    value = review.sign(value=value, version=2, by=validator, at=now)
    totals.rebuild()
    return value


@pytest.fixture
def change(signed, staff, validator, now):
    def to(number, **said):
        signed.refresh_from_db()
        revision = revisions.propose(
            value=signed,
            said=replace(told_of(signed), number=Decimal(number), **said),
            version=signed.version,
            reason="Une session était prévue seulement.",
            by=staff,
            at=now,
        )
        return revisions.accept(revision=revision, answer="", by=validator, at=now)

    return to


@pytest.fixture
def read(client_for, value):
    return lambda user: client_for(user).get(reverse("reports:provenance", args=[value.code]))


class TestItsOwnPeople:
    @pytest.mark.parametrize("who", ["staff", "validator", "officer", "coordinator"])
    def test_read_all_of_it(self, signed, read, who, request):
        page = read(request.getfixturevalue(who))

        text = page.content.decode()
        for words in (
            "Femmes",
            "emargement.pdf",
            SECRET,
            "Deux sessions de plus.",
            "Nadia Berrada",
        ):
            assert words in text, words
        parts = page.context["found"].story.breakdowns[0].lines
        assert [part.now for part in parts] == ["9", "7"]

    def test_read_it_before_it_is_signed(self, value, read, staff):
        page = read(staff)

        assert page.context["found"].story.value.state == ValueState.SUBMITTED

    def test_read_what_changed_and_why(self, change, read, staff, validator):
        change(10)

        page = read(staff)

        line = page.context["found"].story.revisions[0]
        assert [(one.old, one.new) for one in line.differences] == [("16", "10")]
        assert "Une session était prévue seulement." in page.content.decode()

    def test_may_propose_a_change_once_it_is_signed(self, signed, read, staff, now):
        address = reverse("indicators:revision_propose", args=[signed.code])
        assert address in read(staff).content.decode()

        revisions.propose(
            value=signed,
            said=replace(told_of(signed), number=Decimal(10)),
            version=signed.version,
            reason="Erreur.",
            by=staff,
            at=now,
        )

        page = read(staff)
        assert address not in page.content.decode()
        assert page.context["found"].story.waiting == Revision.objects.get()

    def test_read_its_history_in_words(self, change, value, women):
        change(15, cells={women.pk: replace(told_of(value).cells[women.pk], number=Decimal(8))})

        accepted = value_history(value)[0]

        assert accepted.kind == EventKind.ACCEPTED
        told = {one.name: (one.old, one.new) for one in accepted.changes}
        assert told[str(women)] == ("9", "8")
        assert "cells" not in told


class TestOutsiders:
    def test_do_not_find_what_is_not_signed(self, value, read, donor, stranger):
        assert read(donor).status_code == read(stranger).status_code == 404

    def test_do_not_find_what_is_none_of_their_business(self, signed, read, member):
        assert read(member).status_code == 404

    @pytest.mark.parametrize("who", ["donor", "stranger"])
    def test_read_the_whole_and_who_signed(self, signed, read, who, request):
        page = read(request.getfixturevalue(who))

        text = page.content.decode()
        assert page.status_code == 200
        assert page.context["figure"].quantity.number == 16
        assert "Driss Amrani" in text
        assert page.context["found"].story.file_count == 1
        for secret in (SECRET, "emargement.pdf", "Deux sessions de plus."):
            assert secret not in text, secret
        assert page.context["found"].story.breakdowns == ()

    def test_read_an_accepted_change(self, change, read, donor):
        change(10)

        page = read(donor)

        assert page.context["found"].story.revisions[0].differences[0].old == "16"
        assert reverse("indicators:revision", args=[Revision.objects.get().pk]) not in (
            page.content.decode()
        )

    @pytest.mark.parametrize("number", [14, 19])
    def test_do_not_read_a_change_by_few_people(self, change, read, donor, number):
        change(number)

        assert read(donor).context["found"].story.revisions == ()

    def test_do_not_read_what_is_proposed(self, signed, read, staff, donor, now):
        revisions.propose(
            value=signed,
            said=replace(told_of(signed), number=Decimal(10)),
            version=signed.version,
            reason=SECRET,
            by=staff,
            at=now,
        )

        story = read(donor).context["found"].story

        assert (story.waiting, story.revisions) == (None, ())

    def test_do_not_read_of_few_people(self, value, read, donor, validator, now):
        Value.objects.filter(pk=value.pk).update(number=3)
        value.cells.all().delete()
        review.sign(value=value, version=1, by=validator, at=now)

        page = read(donor)

        assert page.context["figure"].is_withheld
        assert page.context["found"].story.words == ""
        assert read(validator).context["found"].story.words == "3"
