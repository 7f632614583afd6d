"""What a reader sees when something goes wrong."""

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.test import RequestFactory
from django.urls import path

from config import errors
from config.urls import *  # noqa: F403  the portal, with pages more that fail
from tests.harness import HouseClient

pytestmark = pytest.mark.urls(__name__)


def forbidden(request):
    raise PermissionDenied("Only a validator of your council may do this.")


def broken(request):
    raise ZeroDivisionError


def suspicious(request):
    raise SuspiciousOperation


urlpatterns = [
    *urlpatterns,  # noqa: F405  comes with the star above
    path("components/forbidden/", forbidden),
    path("components/broken/", broken),
    path("components/suspicious/", suspicious),
    path("api/forbidden/", forbidden),
    path("api/broken/", broken),
    path("api/suspicious/", suspicious),
]


@pytest.fixture
def reader(client, donor):
    """The donor reads English; pages without a language in their address follow the person."""
    client.force_login(donor)
    client.raise_request_exception = False
    return client


def get(client, address):
    response = client.get(address, headers={"accept-language": "en"})
    return response.status_code, response.content.decode()


def test_a_missing_page_offers_a_way_back(reader):
    status, html = get(reader, "/en/nowhere/")

    assert status == 404
    assert "Back to the home page" in html


def test_a_refusal_says_why(reader):
    status, html = get(reader, "/components/forbidden/")

    assert status == 403
    assert "Only a validator of your council may do this." in html


def test_a_failure_gives_a_reference_that_is_in_the_log(reader, caplog):
    status, html = get(reader, "/components/broken/")

    assert status == 500
    references = [record.args[2] for record in caplog.records if record.name == "wasl.errors"]
    assert len(references) == 1
    assert references[0] in html


def test_a_request_not_understood_gives_one_too(reader):
    status, html = get(reader, "/components/suspicious/")

    assert status == 400
    assert "Reference to quote:" in html


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("/api/v1/activities/nothing/", 404, "not_found"),
        ("/api/v1/nowhere/", 404, "not_found"),
        ("/api/forbidden/", 403, "permission_denied"),
        ("/api/suspicious/", 400, "bad_request"),
        ("/api/broken/", 500, "server_error"),
    ],
)
def test_a_program_is_answered_in_json(reader, address, status, code):
    response = reader.get(address)

    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    assert (response.json()["status"], response.json()["code"]) == (status, code)
    assert response.json()["title"]


def test_an_expired_form_says_that_nothing_was_saved(donor):
    client = HouseClient(enforce_csrf_checks=True)
    client.force_login(donor)
    response = client.post("/components/", headers={"accept-language": "en"})

    assert response.status_code == 403
    assert "Nothing was saved." in response.content.decode()


def test_the_page_of_a_failure_needs_no_request_context():
    response = errors.server_error(RequestFactory().get("/"))

    assert response.status_code == 500
    assert b"site-nav" not in response.content
