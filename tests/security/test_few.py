"""Groups of so few people that they might be known are told to those only whose record it is."""

import pytest
from django.urls import reverse

from programmes.models import Activity
from tests.factories.programmes import (
    ActivityFactory,
    ParticipationCategoryFactory,
    ParticipationFactory,
    ProgrammeFactory,
)

pytestmark = pytest.mark.django_db
OUTSIDE, INSIDE = ("donor", "stranger"), ("staff", "validator", "officer", "coordinator")


@pytest.fixture
def activity(agency, funder, council, souss_massa):
    """Thirty people: by status two of them are refugees, by age nobody stands out."""
    depomi = ProgrammeFactory(slug="depomi", agency=agency, funder=funder, region=souss_massa)
    activity = ActivityFactory(
        owner=council, programmes=[depomi], validated=True, participants=30, women=12
    )
    for dimension, code, name, count in (
        ("status", "REF", "Réfugiés", 2),
        ("status", "HOTE", "Population hôte", 27),
        ("age", "15-29", "15–29 ans", 21),
    ):
        category = ParticipationCategoryFactory(dimension=dimension, code=code, name_fr=name)
        ParticipationFactory(activity=activity, category=category, count=count)
    return activity


def shown(client, activity):
    page = client.get(reverse("programmes:activity_detail", args=[activity.uuid]))
    return {
        one.dimension: None if one.is_withheld else [part.count for part in one.parts]
        for one in page.context["breakdowns"]
    }, page.content.decode()


@pytest.mark.parametrize("name", OUTSIDE)
def test_others_do_not_see_the_breakdown_nor_what_gives_it_away(
    name, request, client_for, activity
):
    parts, page = shown(client_for(request.getfixturevalue(name)), activity)

    assert parts == {"status": None, "age": [21]}
    assert "Réfugiés" not in page
    # The rest of the dimension would give the missing part by subtraction.
    assert "Population hôte" not in page


@pytest.mark.parametrize("name", INSIDE)
def test_those_whose_record_it_is_see_all_of_it(name, request, client_for, activity):
    parts, _page = shown(client_for(request.getfixturevalue(name)), activity)

    assert parts == {"status": [2, 27], "age": [21]}


@pytest.mark.parametrize("name", [*OUTSIDE, *INSIDE])
def test_the_api_tells_the_same(name, request, client_for, activity):
    client = client_for(request.getfixturevalue(name))
    one = client.get(reverse("api:activity-detail", args=[activity.uuid])).json()
    (listed,) = client.get(reverse("api:activity-list")).json()["results"]

    withheld = ["status"] if name in OUTSIDE else []
    for told in (one, listed):
        assert told["breakdown_withheld"] == withheld
        assert {part["dimension"] for part in told["breakdown"]} == {"status", "age"} - {*withheld}


def test_the_operator_says_how_few_is_few(client_for, donor, activity, settings):
    settings.SUPPRESSION_BELOW_PEOPLE = 2

    parts, _page = shown(client_for(donor), activity)

    assert parts["status"] == [2, 27]


@pytest.mark.parametrize("name", [*OUTSIDE, *INSIDE, "admin"])
def test_whose_record_it_is_agrees_with_who_sees_a_draft(name, request, council, activity):
    person = request.getfixturevalue(name)
    (own,) = Activity.objects.as_read_by(person)
    Activity.objects.update(state="draft", validated_at=None)

    assert own.is_ones_own == Activity.objects.visible_to(person).exists()
