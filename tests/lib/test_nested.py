"""Rows that come with the row that they hang on."""

from decimal import Decimal

import pytest
from django.db.models import Count, OuterRef

from indicators.models import Measure, Target
from lib.nested import Nested
from regions.models import Place
from tests.factories.indicators import MeasureFactory
from tests.factories.regions import PlaceFactory

pytestmark = pytest.mark.django_db


def nested(place, rows, *columns):
    return Place.objects.annotate(found=Nested(rows, *columns)).get(pk=place.pk).found


class TestNested:
    @pytest.fixture
    def inside(self, souss_massa):
        for code in ("MA.09.001", "MA.09.163"):
            PlaceFactory(parent=souss_massa, code=code, kind="prefecture")
        return Place.objects.filter(parent=OuterRef("pk"))

    def test_has_a_list_for_each_row_in_the_order_of_the_rows(self, souss_massa, inside):
        told = [
            list(row) for row in souss_massa.children.order_by("code").values_list("code", "pk")
        ]
        assert len(told) == 2

        assert nested(souss_massa, inside.order_by("code"), "code", "pk") == told
        assert nested(souss_massa, inside.order_by("-code"), "code", "pk") == told[::-1]
        assert nested(souss_massa, inside.order_by("code")[:1], "code", "pk") == told[:1]

    def test_is_empty_without_a_row(self, souss_massa, inside):
        assert nested(souss_massa, inside.filter(code="none").order_by("pk"), "pk") == []

    def test_is_empty_where_no_row_is_asked_for(self, souss_massa, inside):
        assert nested(souss_massa, inside.filter(pk__in=[]).order_by("pk"), "pk") == []

    def test_has_sums_of_rows(self, souss_massa, inside):
        by_kind = inside.order_by().values("parent").annotate(number=Count("pk"))

        number = souss_massa.children.count()
        assert nested(souss_massa, by_kind, "parent", "number") == [[souss_massa.pk, number]]

    @pytest.mark.parametrize("number", ["12.5", "0.1", "-3", "99999999999.9999"])
    def test_has_decimals_that_are_exact_and_nothing_where_there_is_none(self, number):
        target = Target.objects.create(measure=MeasureFactory(), number=Decimal(number))
        rows = Target.objects.filter(measure=OuterRef("pk")).order_by("pk")

        row = Measure.objects.annotate(found=Nested(rows, "number", "period")).get()

        ((told, period),) = row.found
        assert not isinstance(told, float)
        assert (Decimal(told), period) == (target.number, None)

    @pytest.mark.parametrize("text", ['« "oui" »', "a\\b", "الجهة", "'); --", "%s"])
    def test_keeps_text_as_it_is(self, souss_massa, text):
        Place.objects.filter(pk=souss_massa.pk).update(capital=text)
        itself = Place.objects.filter(pk=OuterRef("pk")).order_by("pk")

        assert nested(souss_massa, itself, "capital_fr") == [[text]]
