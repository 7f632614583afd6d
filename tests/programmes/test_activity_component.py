"""Which component of its programme an activity belongs to: typed, kept, shown, never mixed up."""

from uuid import uuid4

import pytest
from django.urls import reverse

from actors.models import Event
from programmes.models import Activity
from tests.factories.programmes import (
    ActivityFactory,
    ActivityKindFactory,
    AttributionFactory,
    ComponentFactory,
    ProgrammeFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]
NEW = reverse("programmes:activity_new")


@pytest.fixture
def prim(souss_massa, agency, funder):
    return ProgrammeFactory(slug="prim", acronym="PRIM", agency=agency, funder=funder)


@pytest.fixture
def depomi(funder):
    return ProgrammeFactory(slug="depomi", acronym="DEPOMI", funder=funder)


@pytest.fixture
def inclusion(prim):
    return ComponentFactory(programme=prim, name_fr="Inclusion", name_ar="الإدماج", position=1)


@pytest.fixture
def coordination(depomi):
    return ComponentFactory(programme=depomi, name_fr="Coordination", position=1)


@pytest.fixture
def typed(prim):
    def form(**more):
        return {
            "title": "Atelier de planification",
            "kind": ActivityKindFactory().code,
            "when": "today",
            "programme": "prim",
            "submission_key": str(uuid4()),
        } | more

    return form


@pytest.fixture
def browser(client_for, staff):
    return client_for(staff)


def said(activity):
    return [
        (line.programme, line.component, line.share)
        for line in activity.attributions.select_related("programme", "component").order_by("pk")
    ]


@pytest.fixture
def draft(staff, council, prim, inclusion):
    activity = ActivityFactory(owner=council, created_by=staff, kind=ActivityKindFactory())
    AttributionFactory(activity=activity, programme=prim, component=inclusion)
    return activity


class TestForm:
    def test_offers_components_by_programme(self, browser, inclusion, coordination):
        page = browser.get(NEW).content.decode()

        box = page[page.index('name="component"') :]
        assert box.index('<optgroup label="PRIM">') < box.index("Inclusion")
        assert box.index('<optgroup label="DEPOMI">') < box.index("Coordination")

    def test_asks_nothing_where_no_component_is_known(self, browser, prim):
        page = browser.get(NEW).content.decode()

        assert "component" not in {field.split('"')[0] for field in page.split('name="')}
        assert 'name="shares-0-component"' not in page

    def test_is_of_the_programme_above(self, browser, typed, prim, inclusion):
        browser.post(NEW, typed(component=inclusion.pk))

        activity = Activity.objects.get()
        assert said(activity) == [(prim, inclusion, 100)]
        assert "Inclusion" in Event.objects.about(activity).get().after["shares"][0]

    def test_may_stay_open(self, browser, typed, prim, inclusion):
        browser.post(NEW, typed())

        assert said(Activity.objects.get()) == [(prim, None, 100)]

    def test_goes_to_the_share_of_its_programme(self, browser, typed, prim, depomi, coordination):
        rows = {
            "shares-0-programme": "prim",
            "shares-0-share": "60",
            "shares-1-programme": "depomi",
            "shares-1-share": "40",
        }
        browser.post(NEW, typed(component=coordination.pk, **rows))

        assert said(Activity.objects.get()) == [(prim, None, 60), (depomi, coordination, 40)]

    def test_each_row_may_have_its_own(self, browser, typed, prim, depomi, inclusion, coordination):
        rows = {
            "shares-0-programme": "prim",
            "shares-0-component": inclusion.pk,
            "shares-0-share": "60",
            "shares-1-programme": "depomi",
            "shares-1-component": coordination.pk,
            "shares-1-share": "40",
        }
        browser.post(NEW, typed(**rows))

        assert said(Activity.objects.get()) == [(prim, inclusion, 60), (depomi, coordination, 40)]

    def test_of_another_programme_is_refused_in_a_sentence(self, browser, typed, coordination):
        page = browser.post(NEW, typed(component=coordination.pk))

        (sentence,) = page.context["form"].errors["component"]
        assert "Coordination" in sentence
        assert "PRIM" in sentence
        assert f'<option value="{coordination.pk}" selected>' in page.content.decode()
        assert not Activity.objects.exists()

    def test_of_another_programme_in_a_row_is_refused(self, browser, typed, coordination):
        row = {
            "shares-0-programme": "prim",
            "shares-0-component": coordination.pk,
            "shares-0-share": "100",
        }
        page = browser.post(NEW, typed(**row))

        assert "PRIM" in " ".join(page.context["form"].errors["shares"])
        assert not Activity.objects.exists()

    def test_without_a_share_of_its_own_is_refused(self, browser, typed, inclusion, coordination):
        row = {"shares-0-programme": "prim", "shares-0-share": "100"}
        page = browser.post(NEW, typed(component=coordination.pk, **row))

        assert page.context["form"].errors["component"]
        assert not Activity.objects.exists()

    def test_that_no_longer_exists_is_refused(self, browser, typed, inclusion):
        page = browser.post(NEW, typed(component=inclusion.pk + 100))

        assert page.context["form"].errors["component"]


class TestKept:
    def test_by_a_correction(self, browser, draft, typed, inclusion, prim):
        address = reverse("programmes:activity_edit", args=[draft.uuid])
        initial = browser.get(address).context["form"].initial

        browser.post(address, typed(title="Corrigé", component=initial["component"].pk, version=1))

        draft.refresh_from_db()
        assert (draft.title, said(draft)) == ("Corrigé", [(prim, inclusion, 100)])

    def test_by_a_copy(self, browser, draft, inclusion):
        page = browser.get(reverse("programmes:activity_duplicate", args=[draft.uuid]))

        assert f'<option value="{inclusion.pk}" selected>' in page.content.decode()

    def test_by_rows_shown_again(self, browser, draft, depomi, coordination):
        draft.attributions.update(share=50)
        AttributionFactory(activity=draft, programme=depomi, component=coordination, share=50)

        page = browser.get(reverse("programmes:activity_edit", args=[draft.uuid])).content.decode()

        row = page[page.index('name="shares-1-component"') :]
        assert f'<option value="{coordination.pk}" selected>' in row[: row.index("</select>")]

    def test_by_an_unsaved_draft(self, browser, typed, inclusion):
        key = uuid4()
        browser.post(
            reverse("programmes:activity_draft", args=[key]), typed(component=inclusion.pk)
        )

        page = browser.get(f"{NEW}?brouillon={key}")

        assert page.context["form"]["component"].value() == str(inclusion.pk)

    def test_by_both_sides_of_a_conflict(self, browser, draft, typed, prim, inclusion):
        mine = ComponentFactory(programme=prim, name_fr="Accueil", position=2)
        draft.version = 2
        draft.save()
        address = reverse("programmes:activity_edit", args=[draft.uuid])

        page = browser.post(address, typed(title=draft.title, component=mine.pk, version=1))

        assert page.status_code == 409
        (shares,) = [one for one in page.context["differences"] if one.group == "shares"]
        assert "Accueil" in shares.mine
        assert "Inclusion" in shares.theirs
        assert ("component", str(mine.pk)) in page.context["carried"]


def test_the_record_shows_it(browser, draft):
    page = browser.get(reverse("programmes:activity_detail", args=[draft.uuid]))

    assert "<bdi>Inclusion</bdi>" in page.content.decode()
