"""The library as its files give it."""

import pytest

from indicators.enums import Origin, OverPlaces, OverTime, UnitKind
from indicators.models import Category, Dimension, Indicator
from reports.loading.library import load_library

LANGUAGES = ("fr", "ar", "en")


@pytest.mark.usefixtures("press_data")
@pytest.mark.django_db
class TestLibraryData:
    def test_is_forty_indicators(self):
        assert Indicator.objects.in_library().count() == 40

    def test_tells_what_sources_name_from_what_is_proposed(self):
        library = Indicator.objects.in_library()
        assert library.filter(origin=Origin.SOURCED).count() == 22
        assert library.filter(origin=Origin.PROPOSED).count() == 18
        assert not library.filter(origin_note="").exists()

    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("field", ["name", "short_name", "unit", "definition", "verification"])
    def test_is_worded_in_every_language(self, field, language):
        column = f"{field}_{language}"
        assert not Indicator.objects.in_library().filter(**{column: ""}).exists()
        assert not Indicator.objects.in_library().filter(**{f"{column}__isnull": True}).exists()

    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("model", [Category, Dimension])
    def test_names_its_breakdowns_in_every_language(self, model, language):
        names = list(model.objects.values_list(f"name_{language}", flat=True))
        assert names
        assert all(names)

    def test_has_no_category_for_what_is_not_broken_down(self):
        assert not Category.objects.filter(code="NR").exists()

    def test_keeps_irregular_status_above_the_level_of_communes(self):
        assert list(
            Category.objects.filter(is_sensitive=True).values_list("dimension__code", "code")
        ) == [("status", "IRR")]

    def test_counts_offices_at_the_end_of_a_period_and_meetings_since_the_beginning(self):
        assert Indicator.objects.get(code="EXT-04").over_time == OverTime.LATEST
        assert Indicator.objects.get(code="EXT-07").over_time == OverTime.CUMULATIVE

    def test_never_sums_shares(self):
        shares = Indicator.objects.in_library().filter(unit_kind=UnitKind.PERCENTAGE)
        assert shares.count() == 12
        assert not shares.exclude(over_places__in=[OverPlaces.RATIO, OverPlaces.WEIGHTED]).exists()

    def test_links_to_the_strategy_and_the_global_compact(self):
        indicator = Indicator.objects.get(code="OUT-04")
        links = {(item.plan.code, item.number) for item in indicator.plan_items.all()}
        assert links == {
            ("snia", "7"),
            ("pacte-mondial-migrations", "18"),
            ("pacte-mondial-migrations", "6"),
        }
        assert indicator.sdg_targets == "8.5;8.8"

    def test_is_loaded_once(self):
        assert load_library() == {"dimensions": 0, "categories": 0, "indicators": 0}

    def test_is_put_right_where_it_differs(self):
        indicator = Indicator.objects.get(code="OUT-04")
        indicator.dimensions.clear()
        Indicator.objects.filter(pk=indicator.pk).update(name_fr="Autre chose")
        assert load_library()["indicators"] == 4
        indicator.refresh_from_db()
        assert indicator.name_fr.startswith("Nombre de personnes orientées")
        assert {one.code for one in indicator.dimensions.all()} == {"sex", "age", "status"}
