"""A text that falls back to another language is never written into the reader's own."""

import pytest
from django.utils import translation

from regions.models import Place
from tests.factories.regions import RegionFactory


@pytest.mark.django_db
class TestSavingInAnotherLanguage:
    def test_leaves_a_missing_name_missing(self):
        region = RegionFactory(name_fr="Souss-Massa", name_ar=None)

        with translation.override("ar"):
            region.save()

        region.refresh_from_db()
        assert (region.name_fr, region.name_ar) == ("Souss-Massa", None)

    def test_in_bulk_leaves_a_missing_name_missing(self):
        with translation.override("ar"):
            Place.objects.bulk_create([Place(code="XX", kind="country", name_fr="Ailleurs ")])

        place = Place.objects.get(code="XX")
        assert (place.name_fr, place.name_ar) == ("Ailleurs", None)
