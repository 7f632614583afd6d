from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.exceptions import PermissionDenied as ApiPermissionDenied
from rest_framework.test import APIRequestFactory

from actors import actions
from actors.authentication import TokenAuthentication
from actors.enums import TokenScope
from actors.models import ApiToken, Event

TOKENS = "/en/compte/jetons/"


def make(by, *, scope=TokenScope.READ, days=90, at=None):
    return actions.make_token(
        name="Monthly sheet",
        scope=scope,
        life=timedelta(days=days),
        by=by,
        at=at or timezone.now(),
    )


def ask(secret, method="get", scheme="Bearer"):
    request = getattr(APIRequestFactory(), method)("/", HTTP_AUTHORIZATION=f"{scheme} {secret}")
    return TokenAuthentication().authenticate(request)


class TestMake:
    def test_keeps_a_digest_only(self, staff):
        token, secret = make(staff)

        assert secret.startswith("wasl_")
        assert secret not in str(ApiToken.objects.values().get())
        assert len(token.digest) == 64

    def test_is_on_the_trail_without_the_secret(self, staff):
        _token, secret = make(staff)

        event = Event.objects.get()
        assert (event.kind, event.about_label) == ("created", "Monthly sheet")
        assert secret not in f"{event.after}"

    @pytest.mark.parametrize("days", [0, -1, 366])
    def test_lives_a_year_at_most(self, days, staff):
        with pytest.raises(ValidationError, match="at most one year"):
            make(staff, days=days)

        assert not ApiToken.objects.exists()


class TestAuthentication:
    def test_lets_its_owner_in(self, staff):
        token, secret = make(staff)

        assert ask(secret) == (staff, token)

    def test_notes_its_use_at_most_once_an_hour(self, staff):
        token, secret = make(staff)
        ask(secret)
        token.refresh_from_db()
        first = token.last_used_at

        ask(secret)
        token.refresh_from_db()
        assert token.last_used_at == first
        actions.note_token_use(token=token, at=first + timedelta(hours=1))
        token.refresh_from_db()
        assert token.last_used_at == first + timedelta(hours=1)

    @pytest.mark.parametrize("secret", ["", "wasl_", "wasl_made-up", "Basic abc", "wasl_é"])
    def test_refuses_what_is_no_token(self, secret, staff):
        make(staff)

        with pytest.raises(AuthenticationFailed, match="unknown, has expired or was revoked"):
            ask(secret)

    def test_leaves_other_schemes_to_others(self, db):
        assert ask("abc", scheme="Basic") is None

    def test_refuses_an_expired_one(self, staff):
        _token, secret = make(staff, days=1, at=timezone.now() - timedelta(days=2))

        with pytest.raises(AuthenticationFailed):
            ask(secret)

    def test_refuses_a_revoked_one(self, staff):
        token, secret = make(staff)
        actions.revoke_token(token=token, by=staff, at=timezone.now())

        with pytest.raises(AuthenticationFailed):
            ask(secret)

    def test_refuses_that_of_a_closed_account(self, staff, admin, now):
        _token, secret = make(staff)
        actions.deactivate(person=staff, by=admin, at=now)

        with pytest.raises(AuthenticationFailed):
            ask(secret)

    @pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
    def test_one_that_reads_does_not_write(self, method, staff):
        _token, secret = make(staff)

        with pytest.raises(ApiPermissionDenied, match="may only read"):
            ask(secret, method)

    def test_one_that_writes_writes(self, staff):
        _token, secret = make(staff, scope=TokenScope.WRITE)

        assert ask(secret, "post")[0] == staff


class TestPage:
    def test_shows_the_secret_once(self, staff, client_for):
        client = client_for(staff)
        made = client.post(TOKENS, {"name": "Sheet", "scope": "read", "life": "30"})
        secret = made.context["secret"]

        assert secret in made.text
        assert secret not in client.get(TOKENS).text
        assert ask(secret)[0] == staff

    def test_is_never_kept_by_a_browser(self, staff, client_for):
        assert "no-store" in client_for(staff).get(TOKENS).headers["Cache-Control"]

    def test_revokes(self, staff, client_for):
        token, _secret = make(staff)

        response = client_for(staff).post(f"{TOKENS}{token.uuid}/revoquer/", follow=True)

        token.refresh_from_db()
        assert token.revoked_at
        assert "Revoked" in response.text

    def test_those_of_others_do_not_exist(self, staff, stranger, client_for):
        token, _secret = make(stranger)
        client = client_for(staff)

        assert "Monthly sheet" not in client.get(TOKENS).text
        assert client.post(f"{TOKENS}{token.uuid}/revoquer/").status_code == 404
        with pytest.raises(PermissionDenied):
            actions.revoke_token(token=token, by=staff, at=timezone.now())

    def test_a_mistake_keeps_what_was_typed(self, staff, client_for):
        response = client_for(staff).post(TOKENS, {"name": "Sheet", "scope": "all", "life": "30"})

        assert "scope" in response.context["form"].errors
        assert 'value="Sheet"' in response.text
        assert not ApiToken.objects.exists()
