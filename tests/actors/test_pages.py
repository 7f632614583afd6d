"""Each page about people opens in each language, and says nothing that is not ours."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.template.loader import get_template
from django.urls import get_resolver, reverse

LANGUAGES = ["fr", "ar", "en"]

# Pages that someone signed in may open; those behind a step of the sign-in have tests of their own.
OWN = [
    "account_logout",
    "account_change_password",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "account_inactive",
    "account_reauthenticate",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_generate_recovery_codes",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "actors:account",
    "actors:token_list",
    "actors:roles",
]
PUBLIC = [
    "account_login",
    "account_signup",
    "account_reset_password",
    "account_inactive",
    "actors:roles",
]
ADMIN = ["actors:person_list", "actors:invitation_new", "actors:audit"]


def open_page(client, name, language, **kwargs):
    path = reverse(name, kwargs=kwargs or None)
    return client.get(f"/{language}/{path.split('/', 2)[2]}")


@pytest.fixture
def signed_in(client, staff):
    client.force_login(staff)
    session = client.session
    session["signed_in_at"] = time.time()
    session.save()
    return client


@pytest.mark.parametrize("language", LANGUAGES)
class TestPages:
    @pytest.mark.parametrize("name", OWN)
    def test_of_ones_own(self, name, language, signed_in):
        response = open_page(signed_in, name, language)

        assert response.status_code == 200
        assert f'<html lang="{language}"' in response.text
        assert response.text.count("<h1") == 1

    @pytest.mark.parametrize("name", PUBLIC)
    def test_before_the_sign_in(self, name, language, client, db):
        response = open_page(client, name, language)

        assert response.status_code == 200
        assert response.text.count("<h1") == 1

    @pytest.mark.parametrize("name", ADMIN)
    def test_of_the_administrator(self, name, language, client_for, admin, staff):
        response = open_page(client_for(admin), name, language)

        assert response.status_code == 200
        assert response.text.count("<h1") == 1

    def test_of_a_person(self, language, client_for, admin, staff):
        response = open_page(client_for(admin), "actors:person_detail", language, pk=staff.pk)

        assert "Nadia Berrada" in response.text

    @pytest.mark.parametrize("name", ["mfa_deactivate_totp", "mfa_generate_recovery_codes"])
    def test_once_a_second_factor_is_set_up(self, name, language, signed_in, staff):
        totp.TOTP.activate(staff, totp.generate_totp_secret())
        RecoveryCodes.activate(staff)

        assert open_page(signed_in, name, language).status_code == 200
        assert open_page(signed_in, "mfa_index", language).status_code == 200

    @pytest.mark.parametrize(
        "name", ["mfa_edit_webauthn", "mfa_remove_webauthn", "mfa_list_webauthn"]
    )
    def test_of_a_key(self, name, language, signed_in, staff):
        key = Authenticator.objects.create(
            user=staff, type=Authenticator.Type.WEBAUTHN, data={"name": "Clé du bureau"}
        )
        kwargs = {} if name == "mfa_list_webauthn" else {"pk": key.pk}

        response = open_page(signed_in, name, language, **kwargs)

        assert response.status_code == 200
        assert "Clé du bureau" in response.text

    def test_that_confirm_who_one_is(self, language, signed_in, staff):
        totp.TOTP.activate(staff, totp.generate_totp_secret())

        assert open_page(signed_in, "mfa_reauthenticate", language).status_code == 200


class TestTemplates:
    def test_every_page_of_allauth_is_drawn_by_us(self, settings):
        """A template that comes out of the library would bring its own look and words."""
        ours = str(settings.BASE_DIR / "templates")
        found = {}
        for name in templates_of(get_resolver("actors.urls.sign_in").url_patterns):
            found[name] = str(get_template(name).origin.name)

        assert len(found) > 15
        assert {name for name, path in found.items() if not path.startswith(ours)} == set()


def templates_of(patterns):
    """The templates of the class-based views behind some addresses."""
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from templates_of(pattern.url_patterns)
            continue
        view = getattr(pattern.callback, "view_class", None)
        name = getattr(view, "template_name", None)
        if name:
            yield "account/signup_closed.html" if name == "account/signup.html" else name


def test_signing_in_is_the_only_way_in(client, db):
    """The addresses of sign-in are those of the map: none more came with the library."""
    names = {
        name for name in get_resolver("actors.urls.sign_in").reverse_dict if isinstance(name, str)
    }

    assert names >= {"account_login", "mfa_index"}
    assert not names & {"account_email", "account_confirm_email", "account_request_login_code"}
