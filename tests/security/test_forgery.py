"""Requests that another site makes a browser send, and addresses that lead elsewhere."""

import pytest
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.exceptions import NoReverseMatch

from tests.access.matrix import PAGES
from tests.access.test_access import address
from tests.access.world import world
from tests.factories.actors import PASSWORD
from tests.harness import HouseClient

__all__ = ["world"]

FORMS = [row for row in PAGES if row.name not in {"reports:home"}]
ELSEWHERE = (
    "https://elsewhere.example/",
    "//elsewhere.example/",
    "/\\elsewhere.example/",
    "http:elsewhere.example",
    "javascript:alert(1)",
    "https://testserver@elsewhere.example/",
    "\thttps://elsewhere.example/",
)


def signed_in(person):
    browser = HouseClient(enforce_csrf_checks=True)
    browser.force_login(person)
    return browser


@pytest.mark.parametrize("row", FORMS, ids=str)
def test_nothing_is_done_without_the_token_of_ones_own_page(row, db, world):
    """The check comes before everything else, so it does not depend on whether one may."""
    for person in ("staff", "admin"):
        browser = signed_in(world.people[person])
        assert browser.post(address(row, world), row.data).status_code in {403, 405}
    assert HouseClient(enforce_csrf_checks=True).post(address(row, world)).status_code in {403, 405}


def body_of(where):
    return {"content_type": "application/json"} if where.startswith("/api/") else {}


def addresses_without_arguments(patterns=None, namespace=""):
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from addresses_without_arguments(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern) and pattern.name:
            try:
                yield reverse(f"{namespace}{pattern.name}")
            except NoReverseMatch:
                continue


def test_every_address_refuses_a_post_from_elsewhere(db, world):
    """Sign-in, sign-out, password and second factor included; the API by session, too."""
    browser = signed_in(world.people["staff"])
    answers = {
        where: browser.post(where, {"x": "1"}, **body_of(where)).status_code
        for where in sorted(set(addresses_without_arguments()))
    }
    allowed = {403, 405}
    assert {where: code for where, code in answers.items() if code not in allowed} == {}
    assert sum(code == 403 for code in answers.values()) > 20


def test_the_api_by_session_wants_the_token_for_each_kind_of_write(db, world):
    browser = signed_in(world.people["staff"])
    detail = reverse("api:activity-detail", args=[world.draft.uuid])
    for method in ("put", "patch", "delete"):
        answer = getattr(browser, method)(detail, {}, content_type="application/json")
        assert answer.status_code == 403


@pytest.mark.parametrize("where", ELSEWHERE)
def test_signing_in_leads_nowhere_else(where, db, world, client):
    with transaction.atomic():
        answer = client.post(
            reverse("account_login"),
            {"login": "nadia.berrada@wasl.example", "password": PASSWORD, "next": where},
        )
        transaction.set_rollback(True)

    assert answer.status_code == 302
    assert answer["Location"].startswith("/fr/")


@pytest.mark.parametrize("where", ELSEWHERE)
def test_no_address_with_a_next_leads_elsewhere(where, db, world, client, client_for):
    names = ("account_login", "account_logout", "account_reauthenticate", "reports:home")
    for browser in (client, client_for(world.people["staff"])):
        for name in names:
            for method in ("get", "post"):
                answer = getattr(browser, method)(f"{reverse(name)}?next={where}", {"next": where})
                assert "elsewhere" not in answer.get("Location", "").split("?")[0], (name, method)
                assert not answer.get("Location", "").startswith(("//", "javascript"))


@pytest.mark.parametrize("where", ["https://elsewhere.example/", "//elsewhere.example/"])
def test_going_back_after_a_refusal_stays_here(where, db, world, client_for):
    """A record that is not in the right state sends one back where one came from."""
    url = reverse("programmes:activity_submit", args=[world.waiting.uuid])

    answer = client_for(world.people["staff"]).post(url, headers={"Referer": where})

    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_the_sign_in_page_of_a_protected_page_comes_back_to_it(db, world, client):
    answer = client.get(reverse("programmes:activity_list"))

    assert answer["Location"] == f"{reverse('account_login')}?next=/fr/activites/"


def test_a_foreign_host_is_refused(db, client):
    assert client.get("/fr/", headers={"Host": "elsewhere.example"}).status_code == 400
