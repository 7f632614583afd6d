"""Forms and the API take what they ask for, and nothing else that somebody sends along."""

from uuid import uuid4

import pytest
from django.urls import reverse

from actors.enums import Role
from actors.models import Membership
from programmes.enums import ActivityState
from programmes.models import Activity, Draft
from reports.enums import EditionState
from reports.models import Edition
from tests.factories.actors import CommitteeFactory, DecisionFactory, SeatFactory
from tests.factories.programmes import (
    ActivityFactory,
    ActivityKindFactory,
    DraftFactory,
    ProgrammeFactory,
)
from tests.factories.regions import PlanItemFactory
from tests.factories.reports import EditionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def depomi(agency, funder, souss_massa):
    return ProgrammeFactory(slug="depomi", agency=agency, funder=funder, region=souss_massa)


@pytest.fixture
def prim(oriental):
    return ProgrammeFactory(slug="prim", region=oriental)


@pytest.fixture
def forged(other_council, oriental, validator):
    """What nobody may choose, under every name that it might go by."""
    return {
        "owner": other_council.pk,
        "owner_id": other_council.pk,
        "region": oriental.code,
        "region_id": oriental.pk,
        "state": "validated",
        "validated_by": validator.pk,
        "validated_by_id": validator.pk,
        "validated_at": "2026-03-01T10:00:00Z",
        "submitted_by": validator.pk,
        "created_by": validator.pk,
        "created_by_id": validator.pk,
        "uuid": str(uuid4()),
        "id": 999_999,
        "pk": 999_999,
        "version": 77,
        "question": "Signé ?",
    }


@pytest.fixture
def typed(depomi):
    return {
        "title": "Atelier de planification",
        "kind": ActivityKindFactory(code="workshop").code,
        "when": "date",
        "on": "10/03/2026",
        "programme": depomi.slug,
        "submission_key": str(uuid4()),
    }


@pytest.fixture
def payload(depomi):
    ActivityKindFactory(code="workshop")
    return {
        "title": "Atelier de planification",
        "kind": "workshop",
        "starts": "2026-03-10",
        "attributions": [{"programme": "depomi", "share": "100"}],
    }


def assert_untouched(activity, staff, council, souss_massa):
    assert (activity.owner, activity.region) == (council, souss_massa)
    assert activity.created_by == staff
    assert activity.state == ActivityState.DRAFT
    assert activity.validated_by is None
    assert activity.validated_at is None
    assert activity.pk != 999_999
    assert activity.version < 77
    assert activity.question == ""


class TestActivities:
    def test_a_new_one_belongs_to_whoever_logs_it(
        self, client_for, staff, council, souss_massa, typed, forged
    ):
        client_for(staff).post(reverse("programmes:activity_new"), forged | typed)

        assert_untouched(Activity.objects.get(), staff, council, souss_massa)

    def test_a_corrected_one_stays_theirs(
        self, client_for, staff, council, souss_massa, depomi, typed, forged
    ):
        draft = ActivityFactory(owner=council, created_by=staff, programmes=[depomi])

        client_for(staff).post(
            reverse("programmes:activity_edit", args=[draft.uuid]), forged | typed | {"version": 1}
        )

        draft.refresh_from_db()
        assert draft.title == typed["title"]
        assert_untouched(draft, staff, council, souss_massa)

    def test_through_the_api_too(self, client_for, staff, council, souss_massa, payload, forged):
        client = client_for(staff)
        made = client.post(
            reverse("api:activity-list"), forged | payload, content_type="application/json"
        )
        assert made.status_code == 201
        assert_untouched(Activity.objects.get(), staff, council, souss_massa)

        for method in ("patch", "put"):
            changed = getattr(client, method)(
                reverse("api:activity-detail", args=[made.json()["uuid"]]),
                forged | payload | {"title": f"Par {method}"},
                content_type="application/json",
                headers={"If-Match": f'"v{Activity.objects.get().version}"'},
            )
            assert changed.status_code == 200
            assert_untouched(Activity.objects.get(), staff, council, souss_massa)

    def test_replacing_one_through_the_api_keeps_what_the_api_does_not_carry(
        self, client_for, staff, council, depomi, payload
    ):
        item = PlanItemFactory()
        draft = ActivityFactory(
            owner=council, created_by=staff, programmes=[depomi], plan_item=item
        )

        client_for(staff).put(
            reverse("api:activity-detail", args=[draft.uuid]),
            payload,
            content_type="application/json",
            headers={"If-Match": '"v1"'},
        )

        draft.refresh_from_db()
        assert (draft.title, draft.plan_item) == (payload["title"], item)

    def test_the_key_of_somebody_elses_form_opens_nothing(
        self, client_for, staff, validator, council, depomi, typed, stranger
    ):
        theirs = ActivityFactory(
            owner=council, created_by=staff, programmes=[depomi], submission_key=uuid4()
        )

        answer = client_for(stranger).post(
            reverse("programmes:activity_new"),
            typed | {"submission_key": str(theirs.submission_key)},
        )

        assert answer.status_code == 403
        assert theirs.title not in answer.content.decode()
        assert Activity.objects.get() == theirs

    def test_the_unsaved_text_of_somebody_else_stays_theirs(self, client_for, staff, stranger):
        theirs = DraftFactory(user=staff, fields={"title": ["Le mien"]})
        client = client_for(stranger)

        answer = client.post(
            reverse("programmes:activity_draft", args=[theirs.uuid]), {"title": "À moi"}
        )
        thrown = client.post(reverse("programmes:activity_draft_discard", args=[theirs.uuid]))
        opened = client.get(f"{reverse('programmes:activity_new')}?brouillon={theirs.uuid}")

        assert (answer.status_code, thrown.status_code, opened.status_code) == (403, 404, 404)
        assert Draft.objects.get().fields == {"title": ["Le mien"]}

    def test_a_version_header_that_is_no_number_is_asked_for_again(
        self, client_for, staff, council, depomi, payload
    ):
        draft = ActivityFactory(owner=council, created_by=staff, programmes=[depomi])

        for sent in ('"v²"', '"v"', "v-1", "*", '"v1.5"'):
            answer = client_for(staff).patch(
                reverse("api:activity-detail", args=[draft.uuid]),
                {"title": "Autre"},
                content_type="application/json",
                headers={"If-Match": sent.encode("latin-1").decode("latin-1")},
            )
            assert answer.status_code == 428, sent


class TestEditions:
    def test_a_report_is_asked_for_in_ones_own_name(self, client_for, donor, depomi, coordinator):
        sent = {
            "programmes": [depomi.pk],
            "period": "trimestre",
            "language": "fr",
            "requested_by": coordinator.pk,
            "state": "ready",
            "number": 7,
            "code": "FAUX-0000",
            "pdf_sha256": "0" * 64,
            "content": "{}",
            "schedule": 1,
            "kind": "capitalisation",
        }

        client_for(donor).post(reverse("reports:edition_request"), sent)

        edition = Edition.objects.get()
        assert (edition.requested_by, edition.state) == (donor, EditionState.QUEUED)
        assert (edition.number, edition.content, edition.pdf_sha256) == (None, None, "")
        assert edition.code != "FAUX-0000"

    def test_through_the_api_only_on_what_one_sees(self, client_for, donor, depomi, prim):
        sent = {
            "programmes": ["prim"],
            "starts_on": "2026-01-01",
            "ends_on": "2026-03-31",
            "language": "fr",
        }

        refused = client_for(donor).post(
            reverse("api:edition-list"), sent, content_type="application/json"
        )

        assert refused.status_code == 400
        assert "programmes" in refused.json()["errors"]
        assert not Edition.objects.exists()

    def test_nobody_makes_a_report_again_that_they_do_not_see(self, client_for, donor, prim):
        hidden = EditionFactory(failed=True, programmes=[prim])

        answer = client_for(donor).post(reverse("reports:edition_retry", args=[hidden.uuid]))

        assert answer.status_code == 404
        hidden.refresh_from_db()
        assert hidden.state == EditionState.FAILED


class TestPeople:
    def test_ones_profile_holds_a_name_and_a_language(self, client_for, staff, ministry):
        email = staff.email

        client_for(staff).post(
            reverse("actors:account"),
            {
                "full_name": "Nadia B.",
                "language": "ar",
                "email": "autre@wasl.example",
                "is_staff": "on",
                "is_superuser": "on",
                "is_active": "",
                "role": "administrator",
                "organisation": ministry.pk,
                "password": "x",
            },
        )

        staff.refresh_from_db()
        assert (staff.full_name, staff.language, staff.email) == ("Nadia B.", "ar", email)
        assert (staff.is_staff, staff.is_superuser, staff.is_active) == (False, False, True)
        assert list(staff.memberships.values_list("role", flat=True)) == [Role.CONTRIBUTOR]

    def test_a_token_is_ones_own(self, client_for, staff, admin):
        client_for(staff).post(
            reverse("actors:token_list"),
            {
                "name": "Tableau",
                "scope": "read",
                "life": "30",
                "user": admin.pk,
                "user_id": admin.pk,
                "digest": "0" * 64,
                "expires_at": "2099-01-01",
            },
        )

        token = staff.api_tokens.get()
        assert (token.expires_at - token.created_at).days == 30
        assert not admin.api_tokens.exists()

    def test_nobody_gives_themselves_a_role(self, client_for, staff, ministry):
        answer = client_for(staff).post(
            reverse("actors:membership_new", args=[staff.pk]),
            {"organisation": ministry.pk, "role": Role.ADMINISTRATOR},
        )

        assert answer.status_code == 403
        assert Membership.objects.filter(user=staff).count() == 1

    def test_a_note_on_a_decision_is_signed_by_who_writes_it(
        self, client_for, member, seat_holder, coordinator
    ):
        committee = CommitteeFactory()
        SeatFactory(committee=committee, organisation=seat_holder)
        decision = DecisionFactory(committee=committee, owner=seat_holder, number=1)

        client_for(member).post(
            reverse("indicators:decision_detail", args=[committee.slug, 1]),
            {"text": "Fait.", "written_by": coordinator.pk, "state": "done", "is_public": "on"},
        )

        decision.refresh_from_db()
        assert decision.follow_ups.get().written_by == member
        assert (decision.state, decision.is_public) == ("to_start", False)
