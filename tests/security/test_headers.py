"""What answers tell the browser where the matrix of access, which looks at its own, does not go."""

import pytest
from django.urls import reverse

from tests.access.guarded import assert_guarded
from tests.access.matrix import PUBLIC
from tests.access.world import world

__all__ = ["world"]

NEEDS_ARGUMENTS = {
    "reports:verify": ["TEST-0000"],
    "actors:invitation_accept": ["unknown"],
    "programmes:calendar_feed": ["unknown"],
}


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
