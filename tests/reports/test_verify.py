"""Anyone may check a report, without an account."""

import pytest

from tests.factories.programmes import ProgrammeFactory
from tests.factories.reports import EditionFactory, SnapshotFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    return EditionFactory(
        ready=True,
        code="7K3M-Q2XD",
        series="prim",
        programmes=[ProgrammeFactory(slug="prim")],
        workbook_sha256="b" * 64,
    )


def text(response):
    return response.content.decode()


class TestKnownCode:
    def test_tells_anyone_that_it_is_genuine_and_current(self, client, edition):
        response = client.get("/en/verifier/7K3M-Q2XD/")

        assert response.status_code == 200
        assert "Genuine and current" in text(response)
        assert "PRIM" in text(response)
        assert edition.pdf_sha256 in text(response)

    def test_gives_the_browser_both_hashes_to_compare(self, client, edition):
        page = text(client.get("/en/verifier/7K3M-Q2XD/"))

        assert f'data-file-hash="{edition.pdf_sha256} {"b" * 64}"' in page
        # The file stays with its reader: nothing on the page could send it.
        assert "multipart" not in page

    def test_names_the_edition_that_replaced_it(self, client, edition):
        EditionFactory(ready=True, series="prim", number=3, code="AAAA-AAAA")

        page = text(client.get("/en/verifier/7K3M-Q2XD/"))

        assert "edition 3 has replaced it" in page
        assert "Genuine and current" not in page

    @pytest.mark.parametrize("typed", ["7k3mq2xd", "7k3m q2xd", "7K3M--Q2XD"])
    def test_a_code_may_be_typed_carelessly(self, client, edition, typed):
        response = client.get(f"/en/verifier/{typed}/")

        assert response.status_code == 302
        assert response.url == "/en/verifier/7K3M-Q2XD/"

    def test_the_printed_address_has_no_language(self, client, edition):
        response = client.get("/verifier/7K3M-Q2XD/", follow=True)

        assert response.status_code == 200

    def test_does_not_say_what_the_report_says(self, client, edition):
        edition.content = {"body": "secret words"}
        edition.save()

        assert "secret words" not in text(client.get("/en/verifier/7K3M-Q2XD/"))


class TestUnknownCode:
    @pytest.mark.parametrize("typed", ["0000-0000", "hello", "%F0%9F%98%80", "<script>"])
    def test_is_404_with_a_sentence(self, client, edition, typed):
        response = client.get(f"/en/verifier/{typed}/")

        assert response.status_code == 404
        assert "No report of this portal has this code" in text(response)
        assert "<script>" not in text(response).split("</head>")[1].split("<main")[1]

    def test_an_edition_that_is_not_ready_does_not_exist(self, client):
        EditionFactory(code="7K3M-Q2XD")

        assert client.get("/en/verifier/7K3M-Q2XD/").status_code == 404


class TestBox:
    def test_leads_to_the_page_of_the_code(self, client):
        response = client.get("/en/verifier/?code=7k3m-q2xd")

        assert response.url == "/en/verifier/7K3M-Q2XD/"

    def test_says_what_is_wrong_with_what_cannot_be_a_code(self, client):
        response = client.get("/en/verifier/?code=abc")

        assert response.status_code == 200
        assert "This cannot be a code" in text(response)


class TestFrozenDashboard:
    def test_is_known_by_its_code_to_anyone(self, client, db):
        snapshot = SnapshotFactory()
        answer = client.get(f"/fr/verifier/{snapshot.code}/")
        html = answer.content.decode()
        assert answer.status_code == 200
        assert snapshot.sha256 in html
        assert snapshot.programme.acronym in html
