"""The log through the API: the same rules as the pages."""

import json
import uuid

import pytest

from programmes.enums import ActivityState
from programmes.models import Activity
from tests.factories.programmes import (
    ActivityFactory,
    ActivityKindFactory,
    ComponentFactory,
    ProgrammeFactory,
)
from tests.factories.regions import CommuneFactory, ProvinceFactory
from tests.harness import assert_flat

URL = "/api/v1/activities/"


@pytest.fixture
def depomi(agency, funder, souss_massa):
    return ProgrammeFactory(slug="depomi", agency=agency, funder=funder, region=souss_massa)


@pytest.fixture
def payload(depomi, souss_massa):
    ActivityKindFactory(code="workshop")
    commune = CommuneFactory(parent=ProvinceFactory(parent=souss_massa))
    return {
        "title": "Atelier de planification",
        "kind": "workshop",
        "starts": "2026-03-10",
        "attributions": [{"programme": "depomi", "share": "100"}],
        "places": [commune.code],
        "participants": 34,
        "women": 15,
    }


def post(client, payload, **headers):
    return client.post(URL, payload, content_type="application/json", headers=headers)


class TestCreate:
    def test_logs_a_draft_of_ones_council(self, client_for, staff, council, payload):
        answer = post(client_for(staff), payload)

        assert answer.status_code == 201, answer.json()
        said = answer.json()
        assert (said["state"], said["owner"], said["region"]) == ("draft", council.slug, "MA.09")
        assert answer["ETag"] == said["etag"] == '"v1"'

    def test_the_same_key_twice_is_one_record(self, client_for, staff, payload):
        key = str(uuid.uuid4())
        first = post(client_for(staff), payload, idempotency_key=key)
        second = post(client_for(staff), payload, idempotency_key=key)

        assert first.json()["uuid"] == second.json()["uuid"]
        assert Activity.objects.count() == 1

    def test_the_same_key_for_something_else_is_refused(self, client_for, staff, payload):
        key = str(uuid.uuid4())
        post(client_for(staff), payload, idempotency_key=key)
        other = post(client_for(staff), {**payload, "title": "Autre"}, idempotency_key=key)

        assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"women": 50}, "women"),
            ({"ends_on": "2026-03-01"}, "ends_on"),
            ({"attributions": [{"programme": "depomi", "share": "60"}]}, "shares"),
            ({"starts": "2099-01-01"}, "starts"),
            ({"starts": "jeudi"}, "starts"),
            ({"title": "x" * 10_000}, "title"),
            ({"kind": "banquet"}, "kind"),
            ({"places": ["MA.99"]}, "places"),
            ({"participants": 10**30}, "participants"),
            ({"women": 10**12}, "women"),
        ],
    )
    def test_bad_input_is_named_by_field(self, client_for, staff, payload, change, field):
        answer = post(client_for(staff), {**payload, **change})

        assert answer.status_code == 400
        assert answer["Content-Type"] == "application/problem+json"
        assert field in answer.json()["errors"]
        assert Activity.objects.count() == 0

    def test_half_of_a_character_is_refused(self, client_for, staff, payload):
        answer = post(client_for(staff), json.dumps({**payload, "kind": "\ud800"}))

        assert answer.status_code == 400
        assert answer["Content-Type"] == "application/problem+json"

    def test_a_day_that_is_not_ahead_is_not_planned(self, client_for, staff, payload):
        answer = post(client_for(staff), {**payload, "is_planned": True})

        assert answer.status_code == 201, answer.json()
        assert answer.json()["is_planned"] is False

    def test_the_same_place_twice_is_one(self, client_for, staff, payload):
        key, twice = str(uuid.uuid4()), {**payload, "places": payload["places"] * 2}
        first = post(client_for(staff), twice, idempotency_key=key)
        second = post(client_for(staff), twice, idempotency_key=key)

        assert (first.status_code, second.status_code) == (201, 201), second.json()
        assert first.json()["places"] == payload["places"]

    def test_an_unseen_programme_does_not_exist(self, client_for, officer, payload):
        ProgrammeFactory(slug="hidden")
        payload["attributions"] = [{"programme": "hidden", "share": "100"}]

        answer = post(client_for(officer), payload)

        assert answer.status_code == 400
        assert "attributions" in answer.json()["errors"]

    def test_a_donor_logs_nothing(self, client_for, donor, payload):
        answer = post(client_for(donor), payload)

        assert answer.status_code == 403
        assert "log activities" in answer.json()["title"]

    def test_overrides_of_direction_are_dropped(self, client_for, staff, payload):
        answer = post(client_for(staff), {**payload, "title": "Atelier \u202egnp.exe <b>x</b>"})

        assert answer.json()["title"] == "Atelier gnp.exe <b>x</b>"


class TestUpdate:
    def test_corrects_a_part(self, client_for, staff, payload):
        client = client_for(staff)
        made = post(client, payload).json()

        answer = client.patch(
            f"{URL}{made['uuid']}/",
            {"title": "Atelier corrigé"},
            content_type="application/json",
            headers={"If-Match": made["etag"]},
        )

        assert answer.status_code == 200, answer.json()
        assert (answer.json()["title"], answer.json()["participants"]) == ("Atelier corrigé", 34)
        assert answer["ETag"] == '"v2"'

    @pytest.mark.parametrize(
        ("field", "missing"), [("attributions", "programme"), ("breakdown", "dimension")]
    )
    def test_a_part_of_a_part_is_refused(self, client_for, staff, payload, field, missing):
        said = post(client_for(staff), payload).json()
        answer = client_for(staff).patch(
            f"{URL}{said['uuid']}/",
            {field: [{}]},
            content_type="application/json",
            headers={"if-match": said["etag"]},
        )

        assert answer.status_code == 400
        assert missing in answer.json()["errors"][field]["0"]

    def test_asks_for_the_version_that_was_read(self, client_for, staff, payload):
        client = client_for(staff)
        made = post(client, payload).json()

        answer = client.put(f"{URL}{made['uuid']}/", payload, content_type="application/json")

        assert answer.status_code == 428

    def test_a_stale_version_gets_both(self, client_for, staff, payload):
        client = client_for(staff)
        made = post(client, payload).json()
        for title in ("Première", "Seconde"):
            answer = client.patch(
                f"{URL}{made['uuid']}/",
                {"title": title},
                content_type="application/json",
                headers={"If-Match": made["etag"]},
            )

        assert answer.status_code == 412
        versions = answer.json()["versions"]
        assert (versions["mine"]["title"], versions["theirs"]["title"]) == ("Seconde", "Première")

    def test_a_validated_record_is_closed(self, client_for, staff, council, depomi, payload):
        activity = ActivityFactory(validated=True, owner=council, programmes=[depomi])

        answer = client_for(staff).patch(
            f"{URL}{activity.uuid}/",
            {"title": "Trop tard"},
            content_type="application/json",
            headers={"If-Match": '"v1"'},
        )

        assert answer.status_code == 409


class TestComponent:
    """Named by its position in its programme, as the programme tells it."""

    @pytest.fixture(autouse=True)
    def coordination(self, depomi):
        return ComponentFactory(programme=depomi, name_fr="Coordination", position=3)

    def test_is_stored_and_told(self, client_for, staff, payload, coordination):
        payload["attributions"][0]["component"] = 3

        told = post(client_for(staff), payload).json()

        assert [line["component"] for line in told["attributions"]] == [3]
        assert Activity.objects.get().attributions.get().component == coordination

    @pytest.mark.parametrize("sent", [{}, {"component": None}])
    def test_may_stay_open(self, client_for, staff, payload, sent):
        payload["attributions"][0] |= sent

        told = post(client_for(staff), payload).json()

        assert told["attributions"][0]["component"] is None

    def test_of_another_programme_is_refused(self, client_for, staff, payload):
        ComponentFactory(position=4)
        payload["attributions"][0]["component"] = 4

        answer = post(client_for(staff), payload)

        assert answer.status_code == 400
        assert "component" in answer.json()["errors"]["attributions"]["0"]
        assert not Activity.objects.exists()

    def test_is_listed_with_its_programme(self, client_for, staff):
        told = client_for(staff).get("/api/v1/programmes/depomi/").json()["components"]

        assert [(row["position"], row["name"]["fr"]) for row in told] == [(3, "Coordination")]


class TestRead:
    def test_another_regions_draft_is_not_found(self, client_for, stranger, council, depomi):
        draft = ActivityFactory(owner=council, programmes=[depomi])

        assert client_for(stranger).get(f"{URL}{draft.uuid}/").status_code == 404

    def test_a_donor_reads_validated_records_of_what_they_fund(
        self, client_for, donor, council, depomi
    ):
        shown = ActivityFactory(validated=True, owner=council, programmes=[depomi])
        ActivityFactory(owner=council, programmes=[depomi])
        ActivityFactory(validated=True, owner=council, programmes=[ProgrammeFactory()])

        rows = client_for(donor).get(URL).json()["results"]

        assert [row["uuid"] for row in rows] == [str(shown.uuid)]

    def test_filters_are_those_of_the_page(self, client_for, staff, council, depomi):
        ActivityFactory(owner=council, programmes=[depomi])
        ActivityFactory(validated=True, owner=council, programmes=[depomi])

        rows = client_for(staff).get(URL, {"state": ActivityState.VALIDATED}).json()["results"]

        assert [row["state"] for row in rows] == ["validated"]

    def test_anonymous_is_told_to_sign_in(self, client, db):
        answer = client.get(URL)

        assert answer.status_code == 401
        assert answer["Content-Type"] == "application/problem+json"

    def test_the_queries_of_the_list_do_not_grow(self, client_for, staff, council, depomi):
        def grow(number):
            for _turn in range(number):
                ActivityFactory(validated=True, owner=council, programmes=[depomi])

        assert_flat(client_for(staff), URL, grow)
