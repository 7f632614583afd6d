import time
from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.test import Client

from actors.models import Event, Notice
from config.middleware import SecondFactorMiddleware
from tests.factories.actors import PASSWORD

LOGIN = "/en/compte/connexion/"
SECURITY = "/en/compte/securite/"


@pytest.fixture(autouse=True)
def fresh_counters(db):
    cache.clear()


@pytest.fixture
def required(settings):
    settings.SECOND_FACTOR_REQUIRED = True


def sign_in(client, person):
    return client.post(LOGIN, {"login": person.email, "password": PASSWORD})


def code_of(secret, steps_ahead=0):
    """What the app shows; one step ahead is accepted too, so two codes are at hand."""
    counter = int(time.time()) // 30 + steps_ahead
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


def give_app(person):
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(person, secret)
    return secret


class TestRequired:
    @pytest.mark.parametrize("role", ["validator", "coordinator", "admin"])
    def test_sends_to_the_set_up_page(self, role, required, client_for, request):
        response = client_for(request.getfixturevalue(role)).get("/en/roles/")

        assert response.headers["Location"] == SECURITY

    @pytest.mark.parametrize("role", ["staff", "officer", "donor", "member"])
    def test_leaves_the_other_roles_alone(self, role, required, client_for, request):
        assert client_for(request.getfixturevalue(role)).get("/en/roles/").status_code == 200

    def test_is_off_where_settings_do_not_ask(self, validator, client_for):
        assert client_for(validator).get("/en/roles/").status_code == 200

    def test_an_app_opens_the_portal(self, required, validator, client_for):
        give_app(validator)

        assert client_for(validator).get("/en/roles/").status_code == 200

    def test_recovery_codes_alone_are_no_second_factor(self, required, validator, client_for):
        RecoveryCodes.activate(validator)

        assert client_for(validator).get("/en/roles/").status_code == 302

    def test_the_way_to_one_and_the_way_out_stay_open(self, required, validator, client):
        sign_in(client, validator)

        for path in (SECURITY, f"{SECURITY}totp/activate/", f"{SECURITY}webauthn/add/"):
            assert client.get(path).status_code == 200
        assert client.get("/healthz/").status_code == 200
        assert client.post("/en/compte/deconnexion/").status_code == 302

    def test_the_page_one_is_sent_to_says_why(self, required, validator, client_for):
        response = client_for(validator).get("/en/roles/", follow=True)

        assert "needs a second factor" in response.text

    def test_the_session_of_a_browser_does_not_open_the_api_instead(self, required, validator, rf):
        request = rf.get("/api/v1/places/")
        request.user = validator
        request.resolver_match = SimpleNamespace(view_name="api:place-list")
        middleware = SecondFactorMiddleware(lambda request: None)

        response = middleware.process_view(request, None, (), {})

        assert response.status_code == 403
        assert response.headers["Content-Type"] == "application/problem+json"


class TestAuthenticatorApp:
    def test_set_up_right_after_the_sign_in(self, validator, django_capture_on_commit_callbacks):
        client = Client()  # not the strict one: allauth notes the first look at recovery codes
        sign_in(client, validator)
        page = client.get(f"{SECURITY}totp/activate/")
        secret = page.context["form"].secret

        with django_capture_on_commit_callbacks(execute=True):
            response = client.post(f"{SECURITY}totp/activate/", {"code": code_of(secret)})

        assert response.headers["Location"] == f"{SECURITY}recovery-codes/"
        assert "10 codes of 10 are left" in client.get(response.headers["Location"]).text
        assert Event.objects.filter(about_id=str(validator.pk), after={"totp": True}).exists()
        assert Notice.objects.get().key.startswith("totp_activated:")

    def test_a_wrong_first_code_sets_up_nothing(self, client, validator):
        sign_in(client, validator)
        client.get(f"{SECURITY}totp/activate/")

        response = client.post(f"{SECURITY}totp/activate/", {"code": "000000"})

        assert "not the right one" in response.text
        assert not Authenticator.objects.exists()

    def test_asks_for_the_password_again_when_the_sign_in_is_old(self, client, validator):
        sign_in(client, validator)
        session = client.session
        session["signed_in_at"] -= 600
        session.save()

        response = client.get(f"{SECURITY}totp/activate/")

        assert response.headers["Location"].startswith("/en/compte/confirmer/")
        assert client.get(response.headers["Location"]).status_code == 200

    def test_signs_in_with_password_and_code(self, client, validator):
        secret = give_app(validator)

        response = sign_in(client, validator)
        assert response.headers["Location"] == f"{SECURITY}authenticate/"
        assert "_auth_user_id" not in client.session
        assert client.get(f"{SECURITY}authenticate/").status_code == 200
        response = client.post(f"{SECURITY}authenticate/", {"code": code_of(secret)})
        assert client.get(response.headers["Location"]).status_code == 200
        response = client.post(response.headers["Location"], {"action": "skip"})

        assert response.headers["Location"] == "/fr/"
        assert client.session["_auth_user_id"] == str(validator.pk)
        assert Event.objects.get(kind="signed_in").after == {"means": ["password", "totp"]}

    def test_a_wrong_code_is_refused_with_a_sentence_and_a_line(self, client, validator):
        give_app(validator)
        sign_in(client, validator)

        response = client.post(f"{SECURITY}authenticate/", {"code": "000000"})

        assert "not the right one" in response.text
        assert "_auth_user_id" not in client.session
        assert Event.objects.get().kind == "refused"

    def test_a_code_works_once(self, client, validator):
        secret = give_app(validator)
        code = code_of(secret)
        sign_in(client, validator)
        client.post(f"{SECURITY}authenticate/", {"code": code})
        client.post(f"{SECURITY}trust/", {"action": "skip"})
        client.post("/en/compte/deconnexion/")

        sign_in(client, validator)
        client.post(f"{SECURITY}authenticate/", {"code": code})

        assert "_auth_user_id" not in client.session

    def test_a_trusted_browser_is_not_asked_again(self, client, validator):
        secret = give_app(validator)
        sign_in(client, validator)
        client.post(f"{SECURITY}authenticate/", {"code": code_of(secret)})
        client.post(f"{SECURITY}trust/", {"action": "trust"})
        client.post("/en/compte/deconnexion/")

        assert sign_in(client, validator).headers["Location"] == "/fr/"

    def test_removing_it_is_on_the_trail_and_told_by_email(self, client, validator):
        secret = give_app(validator)
        sign_in(client, validator)
        client.post(f"{SECURITY}authenticate/", {"code": code_of(secret)})
        client.post(f"{SECURITY}trust/", {"action": "skip"})

        client.post(f"{SECURITY}totp/deactivate/")

        assert not Authenticator.objects.exists()
        assert Event.objects.filter(after={"totp": False}).exists()
        assert Notice.objects.filter(key__startswith="totp_deactivated:").exists()


class TestRecoveryCode:
    def test_stands_in_for_the_app_once(self, client, validator):
        give_app(validator)
        code = RecoveryCodes.activate(validator).get_unused_codes()[0]

        sign_in(client, validator)
        client.post(f"{SECURITY}authenticate/", {"code": code})
        client.post(f"{SECURITY}trust/", {"action": "skip"})
        assert client.session["_auth_user_id"] == str(validator.pk)
        assert Event.objects.get(kind="signed_in").after["means"][-1] == "recovery_codes"

        client.post("/en/compte/deconnexion/")
        sign_in(client, validator)
        client.post(f"{SECURITY}authenticate/", {"code": code})
        assert "_auth_user_id" not in client.session

    def test_the_codes_can_be_downloaded(self, validator):
        client = Client()  # not the strict one: allauth notes the first look
        give_app(validator)
        codes = RecoveryCodes.activate(validator).get_unused_codes()
        client.force_login(validator)
        session = client.session
        session["signed_in_at"] = time.time()
        session.save()

        response = client.get(f"{SECURITY}recovery-codes/download/")

        assert response.text.split() == codes


class TestPasskeys:
    def test_the_sign_in_page_offers_one(self, client, db):
        page = client.get(LOGIN)

        assert 'id="passkey_login"' in page.text
        options = client.get(f"{SECURITY}webauthn/login/", headers={"accept": "application/json"})
        assert options.json()["request_options"]["publicKey"]["challenge"]

    def test_a_made_up_answer_of_a_key_signs_nobody_in(self, client, db):
        client.get(f"{SECURITY}webauthn/login/", headers={"accept": "application/json"})

        response = client.post(f"{SECURITY}webauthn/login/", {"credential": "{}"})

        assert response.headers["Location"] == LOGIN
        assert "_auth_user_id" not in client.session
