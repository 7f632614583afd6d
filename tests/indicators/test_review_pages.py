"""The queue of values: what it shows, what its buttons do, also without JavaScript."""

from decimal import Decimal

import pytest
from django.urls import reverse

from actors.enums import Role
from indicators.enums import ValueState
from indicators.models import Value
from tests.factories.actors import MembershipFactory
from tests.factories.indicators import (
    CategoryFactory,
    CellFactory,
    DimensionFactory,
    EntryFactory,
    MeasureFactory,
    PeriodFactory,
)
from tests.harness import assert_flat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]

QUEUE = "indicators:review"


@pytest.fixture
def entry(prim, souss_massa, staff):
    def make(**more):
        measure = more.pop("measure", None) or MeasureFactory(result__programme=prim)
        fields = {
            "submitted": True,
            "measure": measure,
            "period": PeriodFactory(programme=prim),
            "place": souss_massa,
            "entered_by": staff,
            "submitted_by": staff,
        }
        return EntryFactory(**fields | more)

    return make


def queue(client, **query):
    return client.get(reverse("indicators:review"), query)


def test_one_is_read_and_signed_and_the_next_opens(entry, validator, client_for):
    first, second = entry(number=Decimal(12)), entry(number=Decimal(30))
    client = client_for(validator)

    page = queue(client)
    assert page.context["open"].value == first
    answer = client.post(
        reverse("indicators:review_sign", args=[first.code]),
        {"version": first.version, "after": page.context["after"]},
    )

    first.refresh_from_db()
    assert first.state == ValueState.VALIDATED
    assert answer["Location"].endswith(f"?valeur={second.code}")


def test_the_new_value_stands_beside_the_previous_with_their_parts(
    entry, prim, validator, client_for
):
    sex = DimensionFactory(code="sexe", name_fr="sexe")
    women = CategoryFactory(dimension=sex, name_fr="Femmes")
    measure = MeasureFactory(result__programme=prim)
    measure.indicator.dimensions.add(sex)
    earlier = PeriodFactory(
        programme=prim,
        slug="2025-t4",
        starts_on="2025-10-01",
        ends_on="2025-12-31",
        opens_on="2025-10-01",
        due_on="2026-01-30",
        locks_on="2026-02-15",
    )
    entry(measure=measure, period=earlier, number=Decimal(15), submitted=False, submitted_by=None)
    value = entry(measure=measure, number=Decimal(41), comment="Deux sessions de plus.")
    CellFactory(value=value, category=women, number=Decimal(17))

    page = queue(client_for(validator), valeur=value.code)

    opened = page.context["open"]
    assert (opened.line.words, opened.previous_words, opened.difference[-2:]) == ("41", "15", "26")
    lines = [(line.name, line.now, line.before) for line in opened.breakdowns[0].lines]
    assert lines[0] == ("Femmes", "17", "")
    assert lines[1][1] == "24"
    assert "Deux sessions de plus." in page.content.decode()


def test_a_question_sends_it_back(entry, validator, client_for):
    value = entry()

    client_for(validator).post(
        reverse("indicators:review_return", args=[value.code]),
        {"version": value.version, "question": "Combien de femmes ?"},
    )

    value.refresh_from_db()
    assert (value.state, value.question) == (ValueState.RETURNED, "Combien de femmes ?")


def test_an_empty_question_keeps_the_page(entry, validator, client_for):
    entry()
    value = entry()

    page = client_for(validator).post(
        reverse("indicators:review_return", args=[value.code]),
        {"version": value.version, "question": " "},
    )

    assert page.status_code == 200
    assert page.context["open"].value == value
    assert page.context["problem"] in page.content.decode()
    value.refresh_from_db()
    assert value.state == ValueState.SUBMITTED


def test_ticked_ones_are_signed_together(entry, validator, client_for):
    values = [entry(), entry()]

    client_for(validator).post(
        reverse("indicators:review_batch"),
        {"value": [f"{one.code}:{one.version}" for one in values]},
    )

    assert not Value.objects.exclude(state=ValueState.VALIDATED).exists()


def test_those_with_something_to_say_have_no_box_and_are_left(entry, prim, validator, client_for):
    odd = entry(measure=MeasureFactory(result__programme=prim, usual_high=10), number=Decimal(90))
    client = client_for(validator)

    page = queue(client)
    assert "disabled" in page.content.decode()
    assert page.context["lines"][0].why_not_batch in page.content.decode()
    answer = client.post(
        reverse("indicators:review_batch"), {"value": f"{odd.code}:{odd.version}"}, follow=True
    )

    odd.refresh_from_db()
    assert odd.state == ValueState.SUBMITTED
    assert odd.code in answer.content.decode()


def test_nothing_ticked_is_said(entry, validator, client_for):
    entry()

    answer = client_for(validator).post(reverse("indicators:review_batch"), follow=True)

    assert answer.status_code == 200
    assert len(answer.context["messages"]) == 1


@pytest.mark.parametrize("typed", ["x", "a:b", ":1", "a:²", f"a:{'9' * 5000}"])
def test_what_is_no_box_is_refused(typed, validator, client_for):
    answer = client_for(validator).post(reverse("indicators:review_batch"), {"value": typed})

    assert answer.status_code == 400


def test_ones_own_is_shown_and_cannot_be_signed(entry, staff, council, client_for):
    MembershipFactory(user=staff, organisation=council, role=Role.VALIDATOR)
    value = entry()
    client = client_for(staff)

    page = queue(client)
    assert page.context["open"].value == value
    assert page.context["open"].line.why_not
    assert reverse("indicators:review_sign", args=[value.code]) not in page.content.decode()
    refusal = client.post(
        reverse("indicators:review_sign", args=[value.code]), {"version": value.version}
    )
    assert refusal.status_code == 403


def test_who_was_faster_is_named(entry, validator, officer, client_for):
    value = entry()
    url = reverse("indicators:review_sign", args=[value.code])
    client_for(officer).post(url, {"version": value.version})

    answer = client_for(validator).post(
        url, {"version": value.version}, follow=True, headers={"referer": reverse(QUEUE)}
    )

    assert "Hind Tazi" in answer.content.decode()


def test_anothers_region_is_not_there(entry, stranger, client_for):
    value = entry()
    client = client_for(stranger)

    assert queue(client).context["open"] is None
    url = reverse("indicators:review_sign", args=[value.code])
    assert client.post(url, {"version": value.version}).status_code == 404


def test_an_empty_queue_says_what_was_signed_last(entry, validator, client_for, now):
    value = entry(state=ValueState.VALIDATED, validated_by=validator, validated_at=now)

    page = queue(client_for(validator)).content.decode()

    assert reverse("reports:provenance", args=[value.code]) in page


def test_an_unknown_value_opens_the_first(entry, validator, client_for):
    value = entry()

    assert queue(client_for(validator), valeur="nulle-part").context["open"].value == value


def test_as_many_queries_for_many(entry, validator, client_for):
    sex = DimensionFactory(code="sexe")
    women = CategoryFactory(dimension=sex)

    def more(count):
        for _count in range(count):
            value = entry()
            value.indicator.dimensions.add(sex)
            CellFactory(value=value, category=women)

    assert_flat(client_for(validator), reverse(QUEUE), more)


def test_the_home_and_the_menu_lead_to_it(entry, validator, staff, client_for):
    entry()

    page = client_for(validator).get(reverse("reports:home"))

    assert page.context["home"].validating.values.count == 1
    assert page.content.decode().count(f'href="{reverse(QUEUE)}"') == 3
    assert reverse(QUEUE) not in client_for(staff).get(reverse("reports:home")).content.decode()
