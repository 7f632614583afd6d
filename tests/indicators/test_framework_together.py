"""Several officers change one framework at the same moment."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from actors.enums import Role
from indicators.models import Amendment, Framework, Measure
from tests.factories.actors import person
from tests.factories.indicators import (
    EntryFactory,
    IndicatorFactory,
    MeasureFactory,
    ResultFactory,
)
from tests.factories.programmes import ProgrammeFactory


@pytest.fixture
def result(agency, souss_massa):
    programme = ProgrammeFactory(slug="prim", agency=agency, region=souss_massa)
    return ResultFactory(programme=programme, number="1")


@pytest.fixture
def clients(agency):
    made = []
    for number in range(4):
        client = Client()
        client.force_login(person(f"Chargee Numero{number}", Role.OFFICER, agency))
        made.append(client)
    return made


def at_once(jobs):
    """Run each job in a thread of its own, all together."""

    def run(job):
        try:
            return job()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_one_target_is_saved_and_the_others_learn_of_it(self, result, clients, souss_massa):
        measure = MeasureFactory(result=result, code="prim-1-1")
        EntryFactory(measure=measure, place=souss_massa)
        url = reverse("indicators:measure_edit", args=["prim", "prim-1-1"])

        def form(number):
            return {
                "result": result.pk,
                "collected_by": measure.collected_by,
                "version": 1,
                "target_": 20 + number,
                "reason": f"Motif {number}",
                "parts-TOTAL_FORMS": 0,
                "parts-INITIAL_FORMS": 0,
            }

        answers = at_once(
            [
                lambda c=client, n=number: c.post(url, form(n))
                for number, client in enumerate(clients)
            ]
        )

        assert sorted(answer.status_code for answer in answers) == [302, 409, 409, 409]
        assert Amendment.objects.get().number == Framework.objects.get().version == 2
        assert measure.targets.count() == 1

    def test_the_same_indicators_are_added_once(self, result, clients):
        codes = [IndicatorFactory(is_in_library=True).code for _one in range(10)]
        url = reverse("indicators:measures_add", args=["prim"])
        sent = {"result": result.pk, "indicators": codes}

        answers = at_once([lambda c=client: c.post(url, sent) for client in clients])

        assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 302]
        assert Measure.objects.filter(result=result).count() == 10
