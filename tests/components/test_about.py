"""The pages about the portal are open to anyone and say what the settings say."""

import pytest
from django.urls import reverse


@pytest.mark.parametrize("name", ["accessibility", "data_protection"])
def test_anyone_may_read_about_the_portal(client, name):
    response = client.get(reverse(name))

    assert response.status_code == 200


def test_the_smallest_count_is_the_one_that_is_applied(client, settings):
    settings.SUPPRESSION_BELOW_PEOPLE = 7

    html = client.get("/en/donnees-personnelles/").content.decode()

    assert "a group below 7 people" in html
