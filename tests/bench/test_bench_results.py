"""What the bench of results compares is the same thing; how fast it is, no test says."""

from datetime import date

import pytest

from config.bench import raw_results, results
from config.bench.results_writes import database_time
from indicators.models import Value
from programmes.models import Programme
from reports.loading.demo import load_demo
from reports.loading.synthetic_results import Shape, populate_values

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("press_data")]

SMALL = Shape(measures=8, regions=3, periods=2)
ON = date(2019, 1, 1)


@pytest.fixture
def _filled(now):
    load_demo(at=now)
    populate_values(values=SMALL.values, seed=1, at=now, shape=SMALL)


@pytest.mark.services
@pytest.mark.usefixtures("_filled")
class TestTheSqlByHand:
    def test_says_what_the_portal_says(self):
        results.check_same(Programme.objects.get(slug=results.FIRST), ON)

    def test_is_refused_where_it_says_something_else(self):
        Value.objects.filter(programme__slug=results.FIRST).update(number=7)

        with pytest.raises(ValueError, match="the SQL says"):
            results.check_same(Programme.objects.get(slug=results.FIRST), ON)

    def test_counts_what_came_between_two_days(self):
        programme = Programme.objects.get(slug=results.FIRST)

        rows = raw_results.completeness([programme.pk], date(2018, 1, 1), date(2018, 3, 31))

        assert [given for _programme, _place, given in rows] == [8, 8, 8]

    def test_is_timed_beside_the_figures_for_who_reads_all_and_who_does_not(self):
        measured = results.measure_figures(runs=1, on=ON)

        assert len(measured) == len(results.READERS) * 4
        assert all(one.ratio > 0 for one in measured.values())


def test_the_time_of_the_database_is_that_of_its_statements():
    with database_time() as spent:
        Programme.objects.count()
        Value.objects.count()

    assert spent.statements == 2
    assert spent.seconds > 0
