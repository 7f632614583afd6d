"""Synthetic values are labelled, of one shape, counted in the totals, and removable."""

from datetime import date

import pytest

from indicators import totals
from indicators.models import Cell, Indicator, Total, Value
from programmes.models import Programme
from reports.figures import results
from reports.loading.synthetic import LABEL
from reports.loading.synthetic_results import NATIONAL, Shape, populate_values, take_away

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("press_data")]

SMALL = Shape(measures=8, regions=3, periods=2, prefix="exemple")


def invented():
    return Value.objects.filter(programme__source__code="valeurs-synthetiques")


class TestPopulateValues:
    def test_adds_as_many_as_asked_in_programmes_of_one_shape(self, now):
        populate_values(values=100, seed=1, at=now, shape=SMALL)

        assert invented().count() == 100
        sizes = [
            invented().filter(programme=programme).count()
            for programme in Programme.objects.filter(slug__startswith="exemple").order_by("slug")
        ]
        assert sizes == [48, 48, 4]

    def test_says_everywhere_that_it_is_invented(self, now):
        populate_values(values=10, seed=1, at=now, shape=SMALL)

        programme = Programme.objects.get(slug="exemple-r001")
        assert programme.name_fr.startswith(LABEL)
        assert all(
            measure.indicator.name_fr.startswith(LABEL)
            for measure in programme.measures.select_related("indicator").order_by("pk")
        )

    def test_gives_most_values_five_parts(self, now):
        populate_values(values=48, seed=1, at=now, shape=SMALL)

        told = invented().filter(number__isnull=False).count()
        assert Cell.objects.count() == 5 * told > 200

    def test_the_totals_and_the_figures_count_them(self, now):
        populate_values(values=48, seed=1, at=now, shape=SMALL)

        assert totals.drift() == []
        figures = results.of_programme(
            Programme.objects.get(slug="exemple-r001"), reader=None, on=date(2019, 1, 1)
        )
        assert (figures.given.given, len(figures.measures)) == (39, 8)
        assert figures.measures[0].amount.is_reported

    def test_the_same_seed_makes_the_same_values_again(self, now):
        def told():
            whole = invented().order_by("code").values_list("code", "number", "qualifier", "state")
            parts = Cell.objects.order_by("value__code", "category")
            return list(whole), list(parts.values_list("value__code", "category", "number"))

        populate_values(values=60, seed=3, at=now, shape=SMALL)
        first = told()
        take_away(at=now)
        populate_values(values=60, seed=3, at=now, shape=SMALL)

        assert told() == first
        assert len(first[1]) > 200

    def test_a_second_run_adds_programmes_and_touches_none(self, now):
        populate_values(values=20, seed=1, at=now, shape=SMALL)
        first = set(invented().values_list("pk", "code"))
        populate_values(values=20, seed=1, at=now, shape=SMALL)

        assert invented().count() == 40
        assert first < set(invented().values_list("pk", "code"))
        assert totals.drift() == []

    def test_what_they_leave_out_is_as_the_model_says(self, now):
        populate_values(values=1, seed=1, at=now, shape=SMALL)

        value = invented().get()
        value.full_clean()
        assert (value.version, value.comment, value.source, value.is_key) == (1, "", None, False)
        assert value.validated_by != value.entered_by
        assert value.entered_at.date() == value.period.due_on

    def test_goes_away_as_it_came(self, now):
        before = Value.objects.count()
        populate_values(values=60, seed=1, at=now, shape=SMALL)

        assert take_away(at=now) == 60
        assert Value.objects.count() == before
        assert not Total.objects.exists()
        assert not Programme.objects.filter(slug__startswith="exemple").exists()
        assert not Indicator.objects.filter(code__startswith="exemple").exists()

    def test_a_national_programme_has_eight_years_of_quarters(self):
        assert NATIONAL.values == 8448
