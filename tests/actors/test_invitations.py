from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from actors import actions, selectors
from actors.enums import EventKind, Language, NoticeState, Role
from actors.models import Event, Invitation, Membership, Notice, User
from lib.workflow import WrongState

PASSWORD = "Trois-chats-et-un-pont"


def invite(by, organisation, at, **changes):
    return actions.invite(
        **{
            "email": "Meryem.Alaoui@wasl.example",
            "full_name": "Meryem Alaoui",
            "organisation": organisation,
            "role": Role.CONTRIBUTOR,
            "language": Language.ARABIC,
        }
        | changes,
        by=by,
        at=at,
    )


def path_in(notice):
    """The link of an e-mail, without its host."""
    line = next(line for line in notice.body.splitlines() if "/invitation/" in line)
    return "/" + line.split("/", 3)[3]


class TestInvite:
    def test_queues_an_email_in_the_language_of_the_invitation(self, admin, council, now):
        invite(admin, council, now)

        notice = Notice.objects.get()
        assert (notice.to, notice.language) == ("meryem.alaoui@wasl.example", "ar")
        assert path_in(notice).startswith("/ar/invitation/")
        assert notice.state == NoticeState.QUEUED

    def test_keeps_only_a_digest_of_the_link(self, admin, council, now):
        invitation = invite(admin, council, now)

        token = path_in(Notice.objects.get()).strip("/").split("/")[-1]
        assert token not in str(Invitation.objects.values().get())
        assert selectors.invitation_for(token) == invitation

    def test_is_on_the_trail(self, admin, council, now):
        invite(admin, council, now)

        event = Event.objects.get()
        assert (event.kind, event.by_id) == (EventKind.INVITED, admin.pk)
        assert event.after["role"] == "contributor"

    @pytest.mark.parametrize("somebody", ["staff", "validator", "officer", "donor", "coordinator"])
    def test_is_for_administrators_only(self, somebody, council, now, request):
        with pytest.raises(PermissionDenied, match="Only administrators"):
            invite(request.getfixturevalue(somebody), council, now)

        assert not Invitation.objects.exists()

    def test_refuses_an_address_that_has_an_account(self, admin, staff, council, now):
        with pytest.raises(ValidationError, match="has an account already"):
            invite(admin, council, now, email=staff.email.upper())

    def test_refuses_a_second_open_invitation(self, admin, council, now):
        invite(admin, council, now)

        with pytest.raises(ValidationError, match="is open"):
            invite(admin, council, now + timedelta(days=1))

    def test_an_expired_one_does_not_stand_in_the_way(self, admin, council, now):
        invite(admin, council, now)

        invite(admin, council, now + timedelta(days=15))

        assert Invitation.objects.count() == 2

    @pytest.mark.parametrize(
        ("role", "kind"),
        [(Role.VALIDATOR, "ministry"), (Role.DONOR, "council"), (Role.COORDINATOR, "agency")],
    )
    def test_refuses_a_role_that_does_not_fit_the_organisation(
        self, role, kind, admin, now, request
    ):
        with pytest.raises(ValidationError, match="belongs to"):
            invite(admin, request.getfixturevalue(kind), now, role=role)

    def test_refuses_a_council_without_territory(self, admin, council, now):
        council.place = None
        council.save()

        with pytest.raises(ValidationError, match="no territory"):
            invite(admin, council, now)


class TestAcceptance:
    def form(self, **changes):
        return {
            "full_name": "Meryem Alaoui",
            "language": "fr",
            "password1": PASSWORD,
            "password2": PASSWORD,
        } | changes

    @pytest.fixture
    def link(self, admin, council):
        invite(admin, council, timezone.now())
        return path_in(Notice.objects.get())

    def test_opens_the_account_and_signs_in(self, client, link, council):
        response = client.post(link, self.form())

        person = User.objects.get(email="meryem.alaoui@wasl.example")
        assert response.headers["Location"] == "/fr/"
        assert client.session["_auth_user_id"] == str(person.pk)
        assert person.check_password(PASSWORD)
        membership = Membership.objects.get(user=person)
        assert (membership.organisation, membership.role) == (council, Role.CONTRIBUTOR)
        assert person.scope().region_codes == {"MA.09"}

    def test_works_once(self, client, link):
        client.post(link, self.form())
        client.logout()

        assert client.get(link).status_code == 410
        assert client.post(link, self.form()).status_code == 410
        assert User.objects.filter(email="meryem.alaoui@wasl.example").count() == 1

    def test_an_expired_link_says_so(self, client, link):
        Invitation.objects.update(expires_at=timezone.now() - timedelta(minutes=1))

        response = client.get(link.replace("/ar/", "/en/"))

        assert response.status_code == 410
        assert "has expired" in response.text
        assert client.post(link, self.form()).status_code == 410
        assert not User.objects.filter(email="meryem.alaoui@wasl.example").exists()

    def test_an_unknown_link_says_so(self, client, db):
        response = client.get("/en/invitation/not-a-token/")

        assert response.status_code == 404
        assert "No invitation has this link" in response.text

    def test_a_withdrawn_link_no_longer_works(self, client, link, admin):
        actions.withdraw_invitation(
            invitation=Invitation.objects.get(), by=admin, at=timezone.now()
        )

        assert client.get(link).status_code == 410

    def test_sending_again_replaces_the_link(self, client, link, admin):
        actions.renew_invitation(invitation=Invitation.objects.get(), by=admin, at=timezone.now())

        assert client.get(link).status_code == 404
        assert client.get(path_in(Notice.objects.latest("pk"))).status_code == 200

    def test_two_at_the_same_moment_open_one_account(self, link, now):
        invitation = Invitation.objects.get()
        details = {"full_name": "M.", "password": PASSWORD, "language": "fr"}
        actions.accept_invitation(invitation=invitation, **details, at=timezone.now())

        with pytest.raises(WrongState, match="has been used"):
            actions.accept_invitation(invitation=invitation, **details, at=timezone.now())

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"password1": "court", "password2": "court"}, "password1"),
            ({"password1": "Meryem.Alaoui", "password2": "Meryem.Alaoui"}, "password1"),
            ({"password1": "password1234", "password2": "password1234"}, "password1"),
            ({"password2": "another one entirely"}, "password2"),
            ({"full_name": "  "}, "full_name"),
            ({"language": "de"}, "language"),
        ],
    )
    def test_a_mistake_is_told_beside_its_field_and_keeps_the_rest(
        self, wrong, field, client, link
    ):
        response = client.post(link, self.form(full_name="Meryem El Alaoui") | wrong)

        form = response.context["form"]
        assert response.status_code == 200
        assert field in form.errors
        if field != "full_name":
            assert "Meryem El Alaoui" in response.text
        assert not User.objects.filter(email="meryem.alaoui@wasl.example").exists()

    def test_somebody_signed_in_is_asked_to_sign_out(self, link, staff, client_for):
        response = client_for(staff).get(link)

        assert response.status_code == 409
        assert "Nadia Berrada" in response.text


class TestInvitePage:
    def test_sends_and_comes_back_to_the_list(self, admin, council, client_for):
        form = {
            "full_name": "Meryem Alaoui",
            "email": "Meryem.Alaoui@wasl.example",
            "organisation": council.pk,
            "role": "validator",
            "language": "fr",
        }

        response = client_for(admin).post("/en/personnes/inviter/", form, follow=True)

        assert "is on its way" in response.text
        assert "Meryem Alaoui" in response.text

    def test_tells_why_a_role_does_not_fit_and_keeps_what_was_typed(
        self, admin, ministry, client_for
    ):
        form = {
            "full_name": "Meryem Alaoui",
            "email": "meryem@wasl.example",
            "organisation": ministry.pk,
            "role": "validator",
            "language": "fr",
        }

        response = client_for(admin).post("/en/personnes/inviter/", form)

        assert "belongs to: regional council" in response.text
        assert "meryem@wasl.example" in response.text
        assert not Invitation.objects.exists()

    def test_is_refused_with_the_sentence_to_others(self, staff, client_for):
        response = client_for(staff).get("/en/personnes/inviter/")

        assert response.status_code == 403
        assert "Only administrators manage accounts" in response.text
