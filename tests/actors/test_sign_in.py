from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from actors import actions
from actors.enums import EventKind, Language
from actors.models import Event
from tests.factories.actors import PASSWORD

LOGIN = "/en/compte/connexion/"


@pytest.fixture(autouse=True)
def fresh_counters(db):
    """No attempts counted yet."""
    cache.clear()


class CountingHasher(MD5PasswordHasher):
    """Counts how often a password is hashed."""

    algorithm = "counted"
    count = 0

    def encode(self, password, salt):
        type(self).count += 1
        return super().encode(password, salt).replace("md5$", "counted$", 1)


@pytest.fixture
def hashes(settings, staff):
    """How many passwords were hashed since the last sign-in."""
    settings.PASSWORD_HASHERS = ["tests.actors.test_sign_in.CountingHasher"]
    staff.set_password(PASSWORD)
    staff.save()
    CountingHasher.count = 0
    return CountingHasher


def sign_in(client, email, password=PASSWORD, path=LOGIN):
    return client.post(path, {"login": email, "password": password})


class TestSignIn:
    def test_lands_in_the_language_of_the_person(self, client, staff):
        staff.language = Language.ARABIC
        staff.save()

        assert sign_in(client, staff.email).headers["Location"] == "/ar/"

    def test_a_page_asked_for_comes_in_the_language_of_the_person(self, client, donor):
        path = f"{LOGIN}?next=/fr/compte/profil/".replace("/en/", "/fr/")

        response = sign_in(client, donor.email, path=path)

        assert response.headers["Location"] == "/en/compte/profil/"

    def test_the_root_and_quoted_addresses_speak_the_language_of_the_person(
        self, client_for, donor
    ):
        client = client_for(donor, headers={"accept-language": "ar"})

        assert client.get("/roles/").headers["Location"] == "/en/roles/"

    def test_the_root_speaks_the_language_of_the_browser_to_a_stranger(self, client, db):
        assert (
            client.get("/roles/", headers={"accept-language": "ar"}).headers["Location"]
            == "/ar/roles/"
        )

    def test_an_address_is_the_same_whatever_its_letter_case(self, client, staff):
        assert sign_in(client, staff.email.upper()).status_code == 302

    def test_leaves_a_line_with_its_means(self, client, staff):
        sign_in(client, staff.email)

        event = Event.objects.get()
        assert (event.kind, event.by_id) == (EventKind.SIGNED_IN, staff.pk)
        assert event.after == {"means": ["password"]}

    def test_never_leads_to_another_site(self, client, staff):
        response = sign_in(client, staff.email, path=f"{LOGIN}?next=https://evil.example/")

        assert response.headers["Location"] == "/fr/"

    def test_a_closed_account_is_told_so(self, client, staff, admin, now):
        actions.deactivate(person=staff, by=admin, at=now)

        response = sign_in(client, staff.email)

        assert "/ferme/" in response.headers["Location"]
        assert "_auth_user_id" not in client.session
        assert "An administrator closed it" in client.get(response.headers["Location"]).text


class TestRefusal:
    def test_says_the_same_whether_the_address_exists_or_not(self, client, staff):
        wrong_password = sign_in(client, staff.email, "not the password")
        unknown_address = sign_in(client, "nobody@wasl.example", "not the password")

        errors = [
            response.context["form"].non_field_errors()
            for response in (wrong_password, unknown_address)
        ]
        assert errors[0] == errors[1]
        assert "do not go together" in errors[0][0]

    def test_does_the_same_work_whether_the_address_exists_or_not(self, staff, hashes):
        """One hash of the password and one line in the trail: nothing to read in the time."""
        work = []
        for email in (staff.email, "nobody@wasl.example"):
            hashes.count = 0
            lines = Event.objects.count()
            sign_in(Client(), email, "not the password")
            work.append((hashes.count, Event.objects.count() - lines))

        assert work == [(1, 1), (1, 1)]

    def test_keeps_what_was_typed_but_the_password(self, client, staff):
        response = sign_in(client, staff.email, "not the password")

        assert staff.email in response.text
        assert "not the password" not in response.text

    def test_leaves_a_line_for_a_known_address(self, client, staff):
        sign_in(client, staff.email, "not the password")

        event = Event.objects.get()
        assert (event.kind, event.about_id, event.by_id) == ("refused", str(staff.pk), None)

    def test_keeps_nothing_of_an_unknown_address(self, client):
        sign_in(client, "my-password-typed-in-the-wrong-box@wasl.example", "x")

        event = Event.objects.get()
        assert event.kind == EventKind.REFUSED
        assert "wrong-box" not in f"{event.about_label}{event.after}{event.note}"

    def test_after_five_failures_the_address_waits(self, client, staff):
        for _attempt in range(5):
            sign_in(client, staff.email, "not the password")

        response = sign_in(client, staff.email)

        assert "Too many attempts" in response.context["form"].non_field_errors()[0]
        assert "_auth_user_id" not in client.session

    def test_another_address_need_not_wait(self, client, staff, donor):
        for _attempt in range(5):
            sign_in(client, staff.email, "not the password")

        assert sign_in(client, donor.email).status_code == 302

    def test_many_attempts_from_one_machine_get_a_page_that_says_so(self, client, db):
        for number in range(30):
            sign_in(client, f"nobody{number}@wasl.example", "x")

        response = sign_in(client, "nobody@wasl.example", "x")

        assert response.status_code == 429
        assert "Too many attempts" in response.text


class TestSignOut:
    def test_by_post_and_leaves_a_line(self, client, staff):
        sign_in(client, staff.email)

        response = client.post("/en/compte/deconnexion/")

        assert response.status_code == 302
        assert "_auth_user_id" not in client.session
        assert Event.objects.filter(kind=EventKind.SIGNED_OUT, by_id=staff.pk).count() == 1

    def test_a_link_alone_signs_nobody_out(self, client, staff):
        sign_in(client, staff.email)

        client.get("/en/compte/deconnexion/")

        assert "_auth_user_id" in client.session


class TestSessionLife:
    @pytest.fixture
    def travel(self):
        """Let time pass; the machine's clock stands still in between."""
        with time_machine.travel(timezone.now(), tick=False) as traveller:
            yield traveller.shift

    def test_ends_after_hours_without_a_page(self, client, staff, travel):
        sign_in(client, staff.email)

        travel(timedelta(hours=2))
        assert client.get("/en/compte/profil/").status_code == 200
        travel(timedelta(hours=2))
        assert client.get("/en/compte/profil/").status_code == 200
        travel(timedelta(hours=3, minutes=1))
        response = client.get("/en/compte/profil/")

        assert response.headers["Location"].startswith(LOGIN)
        assert "signed out after a while" in client.get(response.headers["Location"]).text

    def test_ends_half_a_day_after_the_sign_in_however_busy(self, client, staff, travel):
        sign_in(client, staff.email)
        for _hour in range(12):
            travel(timedelta(minutes=59))
            assert client.get("/en/compte/profil/").status_code == 200

        travel(timedelta(minutes=59))

        assert client.get("/en/compte/profil/").status_code == 302

    def test_a_stolen_session_without_its_second_cookie_lives_no_longer(
        self, client, staff, travel
    ):
        sign_in(client, staff.email)
        travel(timedelta(hours=2))
        client.get("/en/compte/profil/")
        thief = Client()
        thief.cookies["sessionid"] = client.cookies["sessionid"].value
        travel(timedelta(hours=1, minutes=30))

        assert thief.get("/en/compte/profil/").status_code == 302
        assert client.get("/en/compte/profil/").status_code == 200

    def test_the_cookie_of_another_session_does_not_help(self, client, staff, donor, travel):
        sign_in(client, staff.email)
        travel(timedelta(hours=3, minutes=1))
        other = Client()
        sign_in(other, donor.email)
        travel(timedelta(minutes=2))
        other.get("/en/compte/profil/")
        client.cookies["wasl_seen"] = other.cookies["wasl_seen"].value

        assert client.get("/en/compte/profil/").status_code == 302


class TestClosedDoors:
    def test_nobody_signs_up(self, client, db):
        response = client.get("/en/compte/inscription/")
        assert "by invitation" in response.text

        form = {"email": "a@b.example", "password1": PASSWORD, "password2": PASSWORD}
        assert "by invitation" in client.post("/en/compte/inscription/", form).text

    @pytest.mark.parametrize(
        "path", ["email/", "confirm-email/", "login/code/", "social/connections/", "3rdparty/"]
    )
    def test_pages_of_allauth_that_nobody_needs_do_not_exist(self, path, client_for, staff):
        assert client_for(staff).get(f"/en/compte/{path}").status_code == 404
