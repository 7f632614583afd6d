"""The frame around every page."""

import re
import tomllib
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.template import engines
from django.test import RequestFactory
from django.urls import NoReverseMatch, reverse
from django.utils import translation

LAYOUT = settings.BASE_DIR / "templates" / "layout"
LINES = sorted(
    {
        name
        for path in LAYOUT.glob("*.html")
        for name in re.findall(r'{% nav_link "([^"]+)"', path.read_text(encoding="utf-8"))
    }
)


@pytest.mark.parametrize("name", LINES)
def test_every_line_of_the_navigation_leads_somewhere(name):
    """`nav_link` draws nothing for an unknown address; the portal must know them all."""
    try:
        address = reverse(name)
    except NoReverseMatch:
        pytest.fail(f"{name} is in the navigation and in no urls.py")
    assert address.startswith("/")


def test_the_languages_lead_to_the_same_page(client):
    html = client.get(
        "/components/", {"programme": "prim"}, headers={"accept-language": "fr"}
    ).content.decode()

    assert 'lang="ar" hreflang="ar" dir="rtl"' in html
    assert 'href="/components/?programme=prim" lang="en"' in html


def draw(source, path="/fr/"):
    return engines["django"].from_string(source).render({}, RequestFactory().get(path))


def test_the_current_line_is_marked_on_its_page_and_below():
    address = reverse("account_login")

    assert 'aria-current="page"' in draw('{% nav_link "account_login" "A" %}', address)
    assert 'aria-current="true"' in draw('{% nav_link "account_login" "A" %}', f"{address}more/")
    assert "aria-current" not in draw(
        '{% nav_link "account_login" "A" exact=True %}', f"{address}more/"
    )
    assert "aria-current" not in draw('{% nav_link "account_login" "A" %}', "/fr/other/")


@pytest.mark.parametrize(
    ("errors", "title"), [(("wrong",), "<title>Error: Wasl"), ((), "<title>Wasl")]
)
def test_a_form_with_errors_says_so_in_the_title(errors, title):
    page = engines["django"].from_string('{% extends "base.html" %}')
    request = RequestFactory().get("/en/")
    request.user = AnonymousUser()

    with translation.override("en"):
        html = page.render({"form": SimpleNamespace(errors=errors)}, request)

    assert title in html


def test_the_foot_of_a_page_says_the_version_of_the_project(client):
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))

    assert f"Wasl {project['project']['version']}" in client.get("/components/").content.decode()
