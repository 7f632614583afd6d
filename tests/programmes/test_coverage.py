"""Where a programme works: in the places it names, in what is inside them, and around them."""

import pytest

from programmes.models import Coverage, Programme
from tests.factories.programmes import CoverageFactory, ProgrammeFactory
from tests.factories.regions import CommuneFactory, CountryFactory, ProvinceFactory, RegionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def tiznit():
    """A commune, in a province, in a region, in Morocco."""
    region = RegionFactory(code="MA.09")
    province = ProvinceFactory(code="MA.09.581", parent=region)
    return CommuneFactory(code="MA.09.581.01", parent=province)


@pytest.fixture
def programme():
    return ProgrammeFactory()


@pytest.mark.parametrize(
    ("named", "asked", "works_there"),
    [
        ("MA.09", "MA.09", True),
        ("MA.09.581.01", "MA.09", True),
        ("MA.09", "MA.09.581.01", True),
        ("MA.09.581", "MA.09.581.01", True),
        ("MA.09.581", "MA", True),
        ("MA", "MA.09", False),
        ("MA.08", "MA.09", False),
        ("MA.09.582", "MA.09.581", False),
        # A code that begins alike is not inside.
        ("MA.09.5810", "MA.09.581", False),
    ],
)
def test_a_programme_works_in_a_place(programme, tiznit, named, asked, works_there):
    places = {place.code: place for place in (tiznit, tiznit.parent, tiznit.parent.parent)}
    places["MA"] = CountryFactory()
    places["MA.08"] = RegionFactory(code="MA.08")
    for code in ("MA.09.582", "MA.09.5810"):
        places[code] = ProvinceFactory(code=code, parent=places["MA.09"])
    CoverageFactory(programme=programme, place=places[named])
    elsewhere = CoverageFactory(place=places["MA.08"]).programme

    assert Programme.objects.covering(places[asked]).contains(programme) == works_there
    assert Coverage.objects.filter(programme=programme).naming(places[asked]).exists() == (
        works_there
    )
    assert Programme.objects.covering(places["MA.08"]).contains(elsewhere)
