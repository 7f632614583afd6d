"""The example of a framework that comes with the demonstration accounts."""

from datetime import UTC, date, datetime, time

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

    def test_says_what_it_is_judged_by_first(self, now):
        load_demo(at=now)
        load_example(at=now)
        assert Measure.objects.filter(is_key=True).count() == 3

    @pytest.mark.parametrize("day", [date(2026, 1, 1), date(2026, 9, 30), date(2026, 12, 31)])
    def test_always_has_a_period_that_is_over_and_takes_values(self, day):
        at = datetime.combine(day, time(9), tzinfo=UTC)
        load_demo(at=at)
        load_example(at=at)
        periods = Period.objects.order_by("starts_on")
        assert [one for one in periods if one.ends_on < day and one.takes_values(on=day)]
        assert periods.last().ends_on == date(2026, 12, 31)

    def test_is_built_once(self, now):
        load_demo(at=now)
        load_example(at=now)
        assert load_example(at=now) == 0
