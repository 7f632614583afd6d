"""The reference data are whole, follow the official codes, and load twice without a change."""

import pytest
from django.apps import apps

from actors.models import Event
from programmes.enums import Dimension
from programmes.models import ActivityKind, ParticipationCategory
from regions.enums import Milieu, PlaceKind
from regions.models import Place, Plan, PlanItem
from reports.loading.reference import load_reference

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("press_data")]


def snapshot():
    return {
        model._meta.label: list(model.objects.order_by("pk").values())
        for app in ["regions", "programmes"]
        for model in apps.get_app_config(app).get_models()
    }


class TestPlaces:
    @pytest.mark.parametrize(
        ("kind", "number"),
        [
            (PlaceKind.COUNTRY, 8),
            (PlaceKind.REGION, 12),
            (PlaceKind.PROVINCE, 62),
            (PlaceKind.PREFECTURE, 13),
            (PlaceKind.COMMUNE, 1540),
        ],
    )
    def test_are_all_there(self, kind, number):
        assert Place.objects.filter(kind=kind).count() == number

    def test_communes_are_the_official_ones_and_two_kept_as_the_list_has_them(self):
        communes = Place.objects.filter(kind=PlaceKind.COMMUNE)

        assert communes.filter(milieu=Milieu.URBAN).count() == 256
        assert communes.filter(milieu=Milieu.RURAL).count() == 1282
        assert set(communes.filter(milieu="").values_list("code", flat=True)) == {
            "MA.01.573.00.00",
            "MA.02.381.00.00",
        }

    def test_stand_under_the_place_whose_code_begins_theirs(self):
        astray = [
            place.code
            for place in Place.objects.filter(code__startswith="MA.").select_related("parent")
            if not place.code.startswith(f"{place.parent.code}.")
        ]

        assert astray == []

    @pytest.mark.parametrize(
        ("name", "region"), [("Nouaceur", "MA.06"), ("Chtouka-Aït Baha", "MA.09")]
    )
    def test_follow_the_statistics_office_where_iso_differs(self, name, region):
        assert Place.objects.get(kind=PlaceKind.PROVINCE, name_fr=name).parent.code == region

    def test_bear_clean_names_in_french_and_arabic(self):
        names = Place.objects.values_list("name_fr", "name_ar")

        assert not [name for name, _arabic in names if "(" in name or name.isupper()]
        assert all(arabic for _name, arabic in names)

    def test_regions_have_an_address_codes_and_names_in_three_languages(self):
        regions = Place.objects.regions()

        assert [region.iso_code for region in regions] == [f"MA-{n:02d}" for n in range(1, 13)]
        assert all(region.slug and region.name_en and region.capital_ar for region in regions)
        assert Place.objects.get(slug="souss-massa").code == "MA.09"

    def test_regions_add_up_to_the_population_of_the_country(self):
        regions = sum(region.population for region in Place.objects.regions())

        assert regions == Place.objects.get(code="MA").population == 36_828_330

    def test_are_found_without_accents(self):
        found = Place.objects.filter(search__contains="beni mellal khenifra")

        assert [place.code for place in found] == ["MA.05"]


class TestPlansAndLists:
    def test_the_national_strategy_has_four_objectives_and_eleven_programmes(self):
        items = PlanItem.objects.filter(plan__code="snia")

        assert items.filter(kind="objective").count() == 4
        assert items.filter(kind="programme").count() == 11

    def test_the_global_compact_has_23_objectives_in_three_languages(self):
        items = PlanItem.objects.filter(plan__code="pacte-mondial-migrations").order_by("position")

        assert [item.number for item in items] == [str(n) for n in range(1, 24)]
        assert all(item.name_fr and item.name_ar and item.name_en for item in items)

    def test_the_strategy_for_moroccans_abroad_is_named(self):
        assert Plan.objects.get(code="snmre").acronym == "SNMRE"

    def test_every_dimension_has_one_category_for_not_recorded(self):
        for dimension in Dimension.values:
            categories = ParticipationCategory.objects.filter(dimension=dimension)
            assert categories.filter(is_unspecified=True).count() == 1

    def test_no_category_calls_a_person_illegal(self):
        names = ParticipationCategory.objects.values_list("name_fr", "name_ar", "name_en")

        words = " ".join(" ".join(row) for row in names).lower()
        assert not [word for word in ("illég", "clandestin", "illegal", "قانوني") if word in words]

    def test_kinds_of_activities_are_named_in_three_languages(self):
        kinds = ActivityKind.objects.all()

        assert kinds.count() == 10
        assert all(kind.name_fr and kind.name_ar and kind.name_en for kind in kinds)


class TestLoading:
    def test_a_second_time_changes_nothing(self, now):
        before, events = snapshot(), Event.objects.count()

        written = load_reference(at=now)

        assert written == 0
        assert snapshot() == before
        assert Event.objects.count() == events

    def test_puts_right_what_differs_from_the_files(self, now):
        Place.objects.filter(code="MA.09").update(name_fr="Sous-Massa", search="")

        written = load_reference(at=now)

        region = Place.objects.get(code="MA.09")
        assert written == 1
        assert (region.name_fr, "souss massa" in region.search) == ("Souss-Massa", True)

    def test_leaves_a_line_in_the_trail(self):
        (event,) = Event.objects.about(Place.objects.get(code="MA"))

        assert event.after["places"] == 1635
