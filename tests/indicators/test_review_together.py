"""Two validators at once, one value: one signature, and the other learns whose."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import timezone

from actors.enums import Role
from actors.models import Event
from indicators import totals
from indicators.actions import review, revisions
from indicators.enums import RevisionState, ValueState
from indicators.models import Revision, Total, Value
from lib.workflow import WrongState
from tests.factories.actors import person
from tests.factories.indicators import EntryFactory, MeasureFactory, PeriodFactory, RevisionFactory
from tests.factories.programmes import ProgrammeFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def prim(agency, souss_massa):
    return ProgrammeFactory(slug="prim", agency=agency, region=souss_massa)


@pytest.fixture
def colleague(council):
    return person("Imane Zerouali", Role.VALIDATOR, council)


@pytest.fixture
def values(prim, souss_massa, staff):
    period = PeriodFactory(programme=prim)
    return [
        EntryFactory(
            submitted=True,
            measure=MeasureFactory(result__programme=prim),
            period=period,
            place=souss_massa,
            entered_by=staff,
            submitted_by=staff,
            number=Decimal(n + 10),
        )
        for n in range(6)
    ]


def at_once(*jobs):
    """Run each job in a thread of its own, all together; what they gave or raised."""

    def run(job):
        try:
            return job()
        except WrongState as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def test_one_of_two_signs_and_the_other_learns_who(values, validator, colleague):
    value = values[0]

    outcomes = at_once(
        *(
            lambda by=by: review.sign(value=value, version=1, by=by, at=timezone.now())
            for by in (validator, colleague)
        )
    )

    value.refresh_from_db()
    assert value.state == ValueState.VALIDATED
    assert value.version == 2
    lost = [one for one in outcomes if isinstance(one, WrongState)]
    assert len(lost) == 1
    assert str(value.validated_by) in str(lost[0])
    assert Event.objects.about(value).count() == 1
    assert totals.drift() == []


def test_one_signs_while_the_other_asks(values, validator, colleague):
    value = values[0]

    outcomes = at_once(
        lambda: review.sign(value=value, version=1, by=validator, at=timezone.now()),
        lambda: review.return_with_question(
            value=value, version=1, question="Combien ?", by=colleague, at=timezone.now()
        ),
    )

    value.refresh_from_db()
    assert value.state in {ValueState.VALIDATED, ValueState.RETURNED}
    assert sum(isinstance(one, WrongState) for one in outcomes) == 1
    assert totals.drift() == []


def test_two_batches_in_opposite_order_sign_each_value_once(values, validator, colleague):
    versions = {value.pk: 1 for value in values}
    opposite = dict(reversed(versions.items()))

    outcomes = at_once(
        lambda: review.sign_all(versions=versions, by=validator, at=timezone.now()),
        lambda: review.sign_all(versions=opposite, by=colleague, at=timezone.now()),
    )

    assert sum(len(batch.signed) for batch in outcomes) == len(values)
    assert Value.objects.filter(state=ValueState.VALIDATED, version=2).count() == len(values)
    assert Event.objects.filter(kind="validated").count() == len(values)
    assert Total.objects.filter(place=None, category=None).count() == len(values)
    assert totals.drift() == []


def test_a_change_is_decided_once(values, staff, validator, officer):
    value = values[0]
    review.sign(value=value, version=1, by=validator, at=timezone.now())
    value.period.locks_on = "2120-01-01"
    value.period.save()
    value.refresh_from_db()
    revision = RevisionFactory(value=value, proposed_by=staff)

    outcomes = at_once(
        lambda: revisions.accept(revision=revision, answer="", by=validator, at=timezone.now()),
        lambda: revisions.refuse(revision=revision, answer="Non.", by=officer, at=timezone.now()),
    )

    lost = [one for one in outcomes if isinstance(one, WrongState)]
    assert len(lost) == 1
    revision.refresh_from_db()
    assert str(revision.decided_by) in str(lost[0])
    value.refresh_from_db()
    assert value.number == (14 if revision.state == RevisionState.ACCEPTED else 10)
    assert Revision.objects.exclude(state=RevisionState.PROPOSED).count() == 1
    assert totals.drift() == []
