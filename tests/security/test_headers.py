"""What every answer tells the browser, whoever asks and whatever comes of it."""

import pytest
from django.db import transaction
from django.urls import reverse

from tests.access.matrix import PUBLIC
from tests.access.test_access import ROWS, address
from tests.access.world import PEOPLE, world

__all__ = ["world"]

NEEDS_ARGUMENTS = {
    "reports:verify": ["TEST-0000"],
    "actors:invitation_accept": ["unknown"],
    "programmes:calendar_feed": ["unknown"],
}


def policy_of(answer):
    """The content security policy, by directive."""
    parts = (part.split() for part in answer["Content-Security-Policy"].split(";"))
    return {name: values for name, *values in parts}


def assert_guarded(answer):
    policy = policy_of(answer)
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert policy["default-src"] == ["'none'"]
    if "sandbox" not in policy:
        assert policy["frame-ancestors"] == policy["object-src"] == policy["base-uri"] == ["'none'"]
        assert policy["form-action"] == ["'self'"]
        assert not {"*", "https:", "http:", "data:"} & set(policy["script-src"])
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"


def send(client, row, world):
    with transaction.atomic():
        answer = getattr(client, row.method)(address(row, world), row.data)
        if answer.streaming:
            list(answer.streaming_content)
        transaction.set_rollback(True)
    return answer


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_an_answer_to_someone_signed_in_is_guarded_and_kept_nowhere(row, db, world, client_for):
    welcome = next(name for name in PEOPLE if name not in row.forbidden | row.hidden)
    refused = next((name for name in PEOPLE if name in row.forbidden | row.hidden), welcome)
    for name in (welcome, refused):
        answer = send(client_for(world.people[name]), row, world)
        assert_guarded(answer)
        assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", ")), name


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_an_answer_to_nobody_is_guarded(row, db, world, client):
    assert_guarded(send(client, row, world))


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_a_public_answer_is_guarded(name, db, client):
    assert_guarded(client.get(reverse(name, args=NEEDS_ARGUMENTS.get(name, []))))


def test_a_page_that_is_not_there_is_guarded(db, client, client_for, world):
    for browser in (client, client_for(world.people["staff"])):
        assert_guarded(browser.get("/fr/nulle-part/"))
        assert_guarded(browser.get("/api/v1/nowhere/"))


def test_no_other_site_may_read_an_answer(db, world, client_for):
    answer = client_for(world.people["staff"]).get(
        reverse("api:activity-list"), headers={"Origin": "https://elsewhere.example"}
    )

    assert not [name for name in answer.headers if name.startswith("Access-Control-")]
