"""Two programmes side by side, and the matrix of who does what where."""

from datetime import date

import pytest
from django.utils import translation

from lib.dates import Period
from programmes import totals
from programmes.enums import Dimension
from programmes.models import Participation, ParticipationCategory
from reports.figures.bilans import FIRST_DAY, bilan, matrix
from tests.factories.actors import CommitteeFactory
from tests.factories.programmes import (
    ActivityFactory,
    ActivityKindFactory,
    CommitteeProgrammeFactory,
    PartnershipFactory,
    ProgrammeFactory,
)
from tests.factories.regions import RegionFactory
from tests.harness import assert_flat

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 16)
UNTIL_TODAY = Period(FIRST_DAY, TODAY)
PAGE = "/en/bilans/"


@pytest.fixture
def depomi(agency, funder, souss_massa):
    return ProgrammeFactory(
        slug="depomi", acronym="DEPOMI", agency=agency, funder=funder, region=souss_massa
    )


@pytest.fixture
def prim(funder, souss_massa, oriental):
    return ProgrammeFactory(slug="prim", acronym="PRIM", funder=funder, region=oriental)


def log(programme, *, place, kind, on=date(2026, 2, 3), **more):
    activity = ActivityFactory(
        programmes=[programme],
        kind=kind,
        validated=True,
        starts_on=on,
        ends_on=None,
        **more,
    )
    activity.places.set([place])
    return activity


@pytest.fixture
def workshop(db):
    return ActivityKindFactory(code="workshop", name_fr="Atelier", position=1)


@pytest.fixture
def training(db):
    return ActivityKindFactory(code="training", name_fr="Formation", position=2)


class TestBilan:
    def test_tells_what_both_have_and_what_one_has(
        self, depomi, prim, funder, agency, souss_massa, oriental, workshop, training
    ):
        log(depomi, place=souss_massa, kind=workshop)
        log(depomi, place=souss_massa, kind=training)
        log(prim, place=oriental, kind=workshop)
        totals.rebuild()
        copil = CommitteeFactory(name_fr="Comité commun")
        for programme in (depomi, prim):
            CommitteeProgrammeFactory(committee=copil, programme=programme)

        told = bilan(depomi, prim, period=UNTIL_TODAY)

        assert [one.slug for one in told.partners] == [funder.slug]
        assert told.regions == ()
        assert told.kinds == (("Atelier", 1, 1),)
        assert told.committees == ("Comité commun",)
        (_left, ours), (_right, theirs) = told.apart
        assert [one.slug for one in ours.regions] == ["souss-massa"]
        assert [one.slug for one in theirs.regions] == ["oriental"]
        assert ours.kinds == ("Formation",)
        assert theirs.kinds == ()
        assert (told.left.activities, told.right.activities) == (2, 1)

    def test_finds_records_that_may_be_one(
        self, depomi, prim, souss_massa, oriental, workshop, training
    ):
        one = log(depomi, place=souss_massa, kind=workshop)
        other = log(prim, place=souss_massa, kind=workshop)
        log(prim, place=souss_massa, kind=training)
        log(prim, place=oriental, kind=workshop)
        log(prim, place=souss_massa, kind=workshop, on=date(2026, 2, 4))

        (alike,) = bilan(depomi, prim, period=UNTIL_TODAY).alike

        assert (alike.left, alike.right) == (one, other)

    def test_does_not_suspect_what_is_attributed_to_both(self, depomi, prim, souss_massa, workshop):
        joint = ActivityFactory(
            programmes=[depomi, prim],
            kind=workshop,
            validated=True,
            starts_on=date(2026, 2, 3),
            ends_on=None,
        )
        joint.places.set([souss_massa])

        told = bilan(depomi, prim, period=UNTIL_TODAY)

        assert told.alike == ()
        assert told.attributed_to_both == 1

    def test_names_no_public_of_few_people(self, depomi, prim, souss_massa, workshop):
        category = ParticipationCategory.objects.create(
            dimension=Dimension.STATUS, code="refugees", name_fr="réfugiés"
        )
        for programme, count in ((depomi, 4), (prim, 5)):
            activity = log(programme, place=souss_massa, kind=workshop)
            Participation.objects.create(activity=activity, category=category, count=count)

        told = bilan(depomi, prim, period=UNTIL_TODAY)

        assert told.left.publics == ()
        assert told.right.publics == ("réfugiés",)

    def test_counts_up_to_the_day(self, depomi, prim, souss_massa, workshop):
        log(depomi, place=souss_massa, kind=workshop, on=date(2026, 2, 3))
        log(depomi, place=souss_massa, kind=workshop, on=date(2026, 3, 3))
        totals.rebuild()

        assert bilan(depomi, prim, period=Period(FIRST_DAY, date(2026, 2, 28))).left.activities == 1

    def test_counts_in_the_days_asked_for_alone(self, depomi, prim, souss_massa, workshop):
        """What is shared, and what may have been logged twice, too."""
        for on in (date(2025, 2, 3), date(2026, 2, 3)):
            log(depomi, place=souss_massa, kind=workshop, on=on)
            log(prim, place=souss_massa, kind=workshop, on=on)
            joint = ActivityFactory(
                programmes=[depomi, prim], kind=workshop, validated=True, starts_on=on, ends_on=None
            )
            joint.places.set([souss_massa])
        totals.rebuild()

        told = bilan(depomi, prim, period=Period(date(2026, 1, 1), TODAY))

        assert (told.left.activities, told.right.activities) == (2, 2)
        assert told.attributed_to_both == 1
        assert [one.left.starts_on for one in told.alike] == [date(2026, 2, 3)]
        ((_place, (cell,)),) = (row for row in told.matrix.rows if row[0].slug == "souss-massa")
        assert cell.programmes == (("DEPOMI", 2), ("PRIM", 2))
        assert cell.is_shared

    def test_names_the_regions_of_neither(self, depomi, prim, souss_massa, oriental):
        empty = RegionFactory(name_fr="Région sans programme")

        told = bilan(depomi, prim, period=UNTIL_TODAY)

        assert empty.name_fr in [one.name for one in told.uncovered]
        assert {"souss-massa", "oriental"}.isdisjoint(one.slug for one in told.uncovered)

    def test_tells_how_many_have_no_date(self, depomi, prim, souss_massa, workshop):
        log(depomi, place=souss_massa, kind=workshop, on=None, starts_precision="unknown")
        totals.rebuild()

        left = bilan(depomi, prim, period=UNTIL_TODAY).left

        assert (left.activities, left.undated) == (0, 1)

    def test_knows_when_both_ran(self, depomi, prim):
        depomi.starts_on, depomi.starts_precision = date(2020, 1, 1), "year"
        prim.starts_on, prim.starts_precision = date(2022, 6, 1), "day"
        prim.ends_on, prim.ends_precision = date(2024, 1, 1), "year"

        assert bilan(depomi, prim, period=UNTIL_TODAY).years == (
            date(2022, 6, 1),
            date(2024, 12, 31),
        )

    def test_says_nothing_of_the_time_where_a_date_is_missing(self, depomi, prim):
        depomi.starts_on, depomi.starts_precision = None, "unknown"

        assert bilan(depomi, prim, period=UNTIL_TODAY).years is None


class TestMatrix:
    def test_crosses_region_kind_and_programme(
        self, depomi, prim, souss_massa, oriental, workshop, training
    ):
        log(depomi, place=souss_massa, kind=workshop)
        log(prim, place=souss_massa, kind=workshop)
        log(prim, place=souss_massa, kind=workshop)
        log(prim, place=oriental, kind=training)
        totals.rebuild()

        found = matrix([depomi, prim])

        assert found.kinds == ("Atelier", "Formation")
        rows = {place.slug: cells for place, cells in found.rows}
        workshop_here, training_here = rows["souss-massa"]
        assert workshop_here.programmes == (("PRIM", 2), ("DEPOMI", 1))
        assert workshop_here.is_shared
        assert training_here.programmes == ()
        assert rows["oriental"][1].programmes == (("PRIM", 1),)

    def test_leaves_out_programmes_that_one_may_not_see(self, depomi, prim, souss_massa, workshop):
        log(depomi, place=souss_massa, kind=workshop)
        log(prim, place=souss_massa, kind=workshop)
        totals.rebuild()

        ((_place, (cell,)),) = matrix([depomi]).rows

        assert cell.programmes == (("DEPOMI", 1),)

    def test_names_kinds_in_the_language_of_the_page(self, depomi, souss_massa, workshop):
        log(depomi, place=souss_massa, kind=workshop)
        totals.rebuild()

        with translation.override("ar"):
            assert matrix([depomi]).kinds == (workshop.name_ar,)


class TestPages:
    def test_show_both_programmes(
        self, client_for, coordinator, depomi, prim, souss_massa, workshop
    ):
        log(depomi, place=souss_massa, kind=workshop, title="Atelier d'Agadir")
        log(prim, place=souss_massa, kind=workshop, title="Atelier du PRIM")
        totals.rebuild()

        page = client_for(coordinator).get(f"{PAGE}?programme=depomi&avec=prim").content.decode()

        assert "Possibly logged twice" in page
        assert "Atelier du PRIM" in page

    def test_ask_for_two_different_ones(self, client_for, coordinator, depomi):
        page = client_for(coordinator).get(f"{PAGE}?programme=depomi&avec=depomi")

        assert "Choose another programme." in page.content.decode()

    def test_offer_only_what_one_may_see(self, client_for, officer, depomi, prim):
        page = client_for(officer).get(f"{PAGE}?programme=depomi&avec=prim")

        assert "PRIM" not in page.content.decode()
        assert page.context["shown"] is None

    def test_open_on_two_different_ones(self, client_for, coordinator, depomi, prim):
        form = client_for(coordinator).get(PAGE).context["form"]

        assert form["avec"].value() != next(iter(form.programmes))

    def test_ask_nothing_of_who_sees_one_programme(self, client_for, officer, depomi, prim):
        page = client_for(officer).get(PAGE).content.decode()

        assert "there is no other to set beside it" in page
        assert 'name="avec"' not in page

    def test_cost_the_same_with_more_of_everything(
        self, client_for, coordinator, depomi, prim, souss_massa, workshop
    ):
        def grow(number):
            for _ in range(number):
                log(depomi, place=souss_massa, kind=workshop)
                log(prim, place=souss_massa, kind=workshop)
                PartnershipFactory(programme=depomi)
            totals.rebuild()

        assert_flat(client_for(coordinator), f"{PAGE}?programme=depomi&avec=prim", grow)

    def test_of_the_matrix_costs_the_same_with_more(
        self, client_for, coordinator, depomi, souss_massa
    ):
        def grow(number):
            for _ in range(number):
                log(depomi, place=souss_massa, kind=ActivityKindFactory())
            totals.rebuild()

        assert_flat(client_for(coordinator), "/en/complementarite/", grow)
