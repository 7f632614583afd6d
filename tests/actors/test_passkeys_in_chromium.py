"""A passkey, from adding it to signing in with it, in a real browser under the real policy."""

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import expect

from tests.browsers import PATIENCE_MS
from tests.factories.actors import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(chromium):
    context = chromium.new_context(locale="en")
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "console",
        lambda line: faults.append(line.text) if "Content Security Policy" in line.text else None,
    )
    yield page
    context.close()
    assert faults == []


@pytest.fixture
def authenticator(page):
    """The fingerprint reader of the machine: it always recognises its owner."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
    }
    return session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


@pytest.fixture
def address(live_server, settings):
    """A browser gives passkeys to a name, never to an IP address."""
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
    return live_server.url.replace("127.0.0.1", "localhost")


def sign_in(page, address, person):
    page.goto(f"{address}/en/compte/connexion/")
    page.fill("#id_login", person.email)
    page.fill("#id_password", PASSWORD)
    page.click("main button[type=submit] >> nth=0")
    page.wait_for_url(lambda url: "connexion" not in url)


def sign_out(page, address):
    page.goto(f"{address}/en/compte/deconnexion/")
    page.click("main button[type=submit]")
    page.wait_for_url("**/connexion/**")


def test_is_added_and_then_opens_the_portal_alone(page, address, authenticator, validator):
    sign_in(page, address, validator)
    page.goto(f"{address}/en/compte/securite/webauthn/add/")
    page.fill("#id_name", "Empreinte du bureau")
    page.check("#id_passwordless")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/recovery-codes/")
    sign_out(page, address)

    page.goto(f"{address}/en/compte/connexion/")
    page.click("#passkey_login")
    page.wait_for_url(f"{address}/fr/**")

    key = Authenticator.objects.get(type=Authenticator.Type.WEBAUTHN)
    assert key.wrap().name == "Empreinte du bureau"
    assert key.last_used_at is not None


def test_is_the_second_step_after_a_password(page, address, authenticator, validator):
    sign_in(page, address, validator)
    page.goto(f"{address}/en/compte/securite/webauthn/add/")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/recovery-codes/")
    sign_out(page, address)

    sign_in(page, address, validator)
    page.wait_for_url("**/authenticate/")
    page.click("#mfa_webauthn_authenticate")
    page.click("button[value=skip]")

    page.wait_for_url(f"{address}/fr/**")


def test_one_that_does_not_answer_is_told_on_the_page(page, address):
    page.goto(f"{address}/en/compte/connexion/")
    page.evaluate("""() => {
        navigator.credentials.get = () => Promise.reject(new Error("stopped"));
    }""")
    page.click("#passkey_login")

    expect(page.locator("[data-key-failed]")).to_be_visible()
    expect(page.locator("[data-key-failed]")).to_contain_text("did not answer")
