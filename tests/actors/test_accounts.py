import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from actors import actions
from actors.enums import EventKind, Role
from actors.models import Event, Membership, User
from lib.workflow import WrongState


class TestGrant:
    def test_reaches_what_the_organisation_reaches(self, admin, staff, other_council):
        actions.grant_role(
            person=staff,
            organisation=other_council,
            role=Role.VALIDATOR,
            by=admin,
            at=timezone.now(),
        )

        assert User.objects.get(pk=staff.pk).scope().region_codes == {"MA.02", "MA.09"}
        event = Event.objects.get()
        assert (event.kind, event.about_id) == (EventKind.GRANTED, str(staff.pk))
        assert event.after["role"] == "validator"

    def test_nobody_grants_to_themselves(self, admin, ministry, now):
        with pytest.raises(PermissionDenied, match="nobody does it for themselves"):
            actions.grant_role(
                person=admin, organisation=ministry, role=Role.COORDINATOR, by=admin, at=now
            )

    def test_refuses_what_is_held_already(self, admin, staff, council, now):
        with pytest.raises(ValidationError, match="already has this role"):
            actions.grant_role(
                person=staff, organisation=council, role=Role.CONTRIBUTOR, by=admin, at=now
            )

    @pytest.mark.parametrize("role", [Role.VALIDATOR, Role.DONOR, Role.COORDINATOR])
    def test_refuses_what_does_not_fit(self, role, admin, staff, agency, now):
        if role == Role.DONOR:
            agency.kind = "university"
        with pytest.raises(ValidationError, match="belongs to"):
            actions.grant_role(person=staff, organisation=agency, role=role, by=admin, at=now)

        assert staff.memberships.count() == 1


class TestEnd:
    def test_takes_effect_at_once(self, admin, staff):
        actions.end_membership(membership=staff.memberships.get(), by=admin, at=timezone.now())

        assert User.objects.get(pk=staff.pk).scope().grants == ()
        assert Event.objects.get().before["role"] == "contributor"

    def test_happens_once(self, admin, staff):
        membership = staff.memberships.get()
        actions.end_membership(membership=membership, by=admin, at=timezone.now())

        with pytest.raises(WrongState, match="ended already"):
            actions.end_membership(membership=membership, by=admin, at=timezone.now())

    def test_the_role_can_be_granted_anew(self, admin, staff, council):
        at = timezone.now()
        actions.end_membership(membership=staff.memberships.get(), by=admin, at=at)

        actions.grant_role(
            person=staff, organisation=council, role=Role.CONTRIBUTOR, by=admin, at=at
        )

        assert Membership.objects.in_force().filter(user=staff).count() == 1

    def test_not_by_oneself(self, admin, now):
        with pytest.raises(PermissionDenied):
            actions.end_membership(membership=admin.memberships.get(), by=admin, at=now)


class TestDeactivate:
    def test_ends_the_session_at_once(self, admin, staff, client_for, now):
        client = client_for(staff)
        assert client.get("/en/compte/profil/").status_code == 200

        actions.deactivate(person=staff, by=admin, at=now)

        assert client.get("/en/compte/profil/").status_code == 302
        assert Event.objects.get().after == {"is_active": False}

    def test_and_open_again(self, admin, staff, now):
        actions.deactivate(person=staff, by=admin, at=now)
        with pytest.raises(WrongState, match="closed already"):
            actions.deactivate(person=staff, by=admin, at=now)

        actions.reactivate(person=staff, by=admin, at=now)

        assert User.objects.get(pk=staff.pk).is_active

    def test_nobody_locks_themselves_out(self, admin, now):
        with pytest.raises(PermissionDenied):
            actions.deactivate(person=admin, by=admin, at=now)


class TestPeoplePages:
    def test_the_list_tells_roles_second_factor_and_last_sign_in(self, admin, staff, client_for):
        response = client_for(admin).get("/en/personnes/")

        assert "Nadia Berrada" in response.text
        assert "council staff" in response.text
        assert "Not set up" in response.text
        assert "never" in response.text

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("q=nadia", True),
            ("q=BÉRRADA+nadia", True),
            ("q=driss", False),
            ("role=contributor", True),
            ("role=donor", False),
            ("factor=no", True),
            ("factor=yes", False),
            ("state=open", True),
            ("state=closed", False),
        ],
    )
    def test_the_list_narrows(self, query, found, admin, staff, client_for):
        response = client_for(admin).get(f"/en/personnes/?{query}")

        assert ("Nadia Berrada" in response.text) is found

    def test_by_organisation(self, admin, staff, stranger, council, client_for):
        response = client_for(admin).get(f"/en/personnes/?organisation={council.pk}")

        assert "Nadia Berrada" in response.text
        assert "Salma Ouali" not in response.text

    def test_costs_the_same_for_one_and_for_many(
        self, admin, council, client_for, django_assert_max_num_queries
    ):
        for number in range(20):
            person = User.objects.create_user(f"p{number}@wasl.example", full_name=f"P {number}")
            Membership.objects.create(
                user=person,
                organisation=council,
                role=Role.CONTRIBUTOR,
                starts_on=timezone.localdate(),
            )
        client = client_for(admin)

        with django_assert_max_num_queries(10):
            client.get("/en/personnes/")

    @pytest.mark.parametrize(
        "path",
        ["/en/personnes/", "/en/personnes/{pk}/", "/en/personnes/inviter/"],
    )
    @pytest.mark.parametrize("role", ["staff", "validator", "officer", "donor", "coordinator"])
    def test_others_get_the_sentence(self, path, role, admin, client_for, request):
        response = client_for(request.getfixturevalue(role)).get(path.format(pk=admin.pk))

        assert response.status_code == 403
        assert "Only administrators" in response.text

    def test_granting_and_ending_on_the_page(self, admin, staff, other_council, client_for):
        client = client_for(admin)
        page = f"/en/personnes/{staff.pk}/"

        granted = client.post(
            f"{page}role/", {"organisation": other_council.pk, "role": "validator"}, follow=True
        )
        assert "The role is granted" in granted.text
        membership = staff.memberships.get(organisation=other_council)
        ended = client.post(f"{page}role/{membership.pk}/fin/", follow=True)

        assert "withdrawn, at once" in ended.text
        assert "Past roles" in ended.text

    def test_a_role_that_does_not_fit_is_told_on_the_page(self, admin, staff, ministry, client_for):
        response = client_for(admin).post(
            f"/en/personnes/{staff.pk}/role/", {"organisation": ministry.pk, "role": "validator"}
        )

        assert response.status_code == 200
        assert "belongs to: regional council" in response.text

    @pytest.mark.parametrize("page", ["/en/personnes/inviter/", "/en/personnes/{pk}/role/"])
    def test_choosing_an_organisation_leaves_the_roles_that_fit(
        self, page, admin, staff, council, client_for
    ):
        response = client_for(admin).get(
            f"{page.format(pk=staff.pk)}?organisation={council.pk}",
            headers={"hx-request": "true"},
        )

        offered = set(re.findall(r'<option value="(\w+)"', response.text))
        assert offered == {"contributor", "validator", "committee_member", "administrator"}
        assert "<html" not in response.text

    def test_a_membership_of_somebody_else_is_not_found(self, admin, staff, donor, client_for):
        foreign = donor.memberships.get()

        response = client_for(admin).post(f"/en/personnes/{staff.pk}/role/{foreign.pk}/fin/")

        assert response.status_code == 404

    def test_closing_twice_is_told_on_the_page_one_came_from(self, admin, staff, client_for):
        client = client_for(admin)
        page = f"/en/personnes/{staff.pk}/"
        client.post(f"{page}fermer/")

        response = client.post(
            f"{page}fermer/", headers={"referer": f"http://testserver{page}"}, follow=True
        )

        assert response.redirect_chain[0][0].endswith(page)
        assert "closed already" in response.text

    def test_an_administrator_sees_no_way_to_change_their_own_account(self, admin, client_for):
        response = client_for(admin).get(f"/en/personnes/{admin.pk}/")

        assert "another administrator changes its roles" in response.text
        assert "fermer/" not in response.text


class TestProfile:
    def test_changes_name_and_language_and_goes_on_in_it(self, staff, client_for):
        response = client_for(staff).post(
            "/en/compte/profil/", {"full_name": "Nadia El Berrada", "language": "ar"}
        )

        staff.refresh_from_db()
        assert response.headers["Location"] == "/ar/compte/profil/"
        assert (staff.full_name, staff.language) == ("Nadia El Berrada", "ar")
        assert User.objects.matching("el berrada").get() == staff
        assert Event.objects.get().before == {"full_name": "Nadia Berrada", "language": "fr"}

    def test_saving_the_same_leaves_no_line(self, staff, client_for):
        client_for(staff).post(
            "/en/compte/profil/", {"full_name": "Nadia Berrada", "language": "fr"}
        )

        assert not Event.objects.exists()

    def test_a_name_of_invisible_letters_is_no_name(self, staff, client_for):
        response = client_for(staff).post(
            "/en/compte/profil/", {"full_name": "\u200f \u202e", "language": "fr"}
        )

        assert "full_name" in response.context["form"].errors

    def test_another_language_on_the_page_changes_nothing(self, staff, client_for):
        client_for(staff).get("/ar/compte/profil/")

        staff.refresh_from_db()
        assert staff.language == "fr"

    def test_someone_without_a_role_is_told_whom_to_ask(self, staff, client_for):
        staff.memberships.update(ends_on=timezone.localdate() - timedelta(days=1))

        assert "You have no role" in client_for(staff).get("/en/compte/profil/").text
