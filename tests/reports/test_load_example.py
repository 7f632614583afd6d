"""The example of a framework that comes with the demonstration accounts."""

import pytest

from indicators.models import Measure, Period, Result, Target, Value
from reports.loading.demo import load_demo
from reports.loading.example import load_example


@pytest.mark.usefixtures("press_data")
@pytest.mark.django_db
class TestExample:
    def test_is_named_an_example_in_every_language(self, now):
        load_demo(at=now)
        assert load_example(at=now) == Result.objects.count() == 3
        for result in Result.objects.all():
            assert result.title_fr.startswith("Exemple")
            assert result.title_ar.startswith("مثال")
            assert result.title_en.startswith("Example")

    def test_invents_no_baseline_target_or_value(self, now):
        load_demo(at=now)
        load_example(at=now)
        assert Measure.objects.count() == 9
        assert not Target.objects.exists()
        assert not Measure.objects.filter(baseline_number__isnull=False).exists()
        assert not Value.objects.entries().exists()

    def test_has_the_calendar_of_the_year(self, now):
        load_demo(at=now)
        load_example(at=now)
        slugs = Period.objects.order_by("starts_on").values_list("slug", flat=True)
        assert list(slugs) == [f"{now.year}-t{quarter}" for quarter in range(1, 5)]

    def test_is_built_once(self, now):
        load_demo(at=now)
        load_example(at=now)
        assert load_example(at=now) == 0
