import pytest
from django.core import mail
from django.core.cache import cache
from django.utils import timezone

from actors import actions
from actors.enums import Language
from actors.models import Event, Notice
from tests.factories.actors import PASSWORD

FORGOTTEN = "/en/compte/mot-de-passe/oublie/"
NEW = "Quatre-figues-et-un-seau"


@pytest.fixture(autouse=True)
def fresh_counters(db):
    cache.clear()


def link_in(text):
    line = next(line for line in text.splitlines() if "/nouveau/" in line)
    return "/" + line.split("/", 3)[3]


class TestForgottenPassword:
    def test_the_link_goes_out_with_the_tick_and_opens_the_way(self, client, staff):
        client.post(FORGOTTEN, {"email": staff.email})
        assert mail.outbox == []
        actions.send_due_notices(at=timezone.now())

        link = link_in(mail.outbox[0].body)
        form_page = client.get(link, follow=True)
        response = client.post(
            form_page.redirect_chain[-1][0], {"password1": NEW, "password2": NEW}, follow=True
        )

        staff.refresh_from_db()
        assert staff.check_password(NEW)
        assert response.status_code == 200
        assert Event.objects.filter(about_id=str(staff.pk), kind="changed").exists()

    def test_the_email_speaks_the_language_of_the_person(self, client, staff):
        staff.language = Language.ARABIC
        staff.save()

        client.post(FORGOTTEN, {"email": staff.email})

        notice = Notice.objects.get()
        assert notice.language == "ar"
        assert link_in(notice.body).startswith("/ar/compte/")

    def test_the_link_works_once(self, client, staff):
        client.post(FORGOTTEN, {"email": staff.email})
        link = link_in(Notice.objects.get().body).replace("/fr/", "/en/")
        page = client.get(link, follow=True)
        client.post(page.redirect_chain[-1][0], {"password1": NEW, "password2": NEW})

        assert "no longer works" in client.get(link, follow=True).text

    def test_answers_the_same_for_an_unknown_address(self, client, staff):
        known = client.post(FORGOTTEN, {"email": staff.email}, follow=True)
        unknown = client.post(FORGOTTEN, {"email": "nobody@wasl.example"}, follow=True)

        assert known.redirect_chain == unknown.redirect_chain
        assert "If this address has an account" in unknown.text
        told = Notice.objects.get(to="nobody@wasl.example")
        assert "no open account" in told.body
        assert "/nouveau/" not in told.body

    def test_a_double_click_sends_one_email(self, client, staff):
        client.post(FORGOTTEN, {"email": staff.email})
        client.post(FORGOTTEN, {"email": staff.email})

        assert Notice.objects.count() == 1

    def test_a_sixth_request_in_a_minute_waits(self, client, staff):
        for _request in range(5):
            client.post(FORGOTTEN, {"email": staff.email})

        assert client.post(FORGOTTEN, {"email": staff.email}).status_code == 429


class TestChange:
    def change(self, client, **fields):
        form = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW} | fields
        return client.post("/en/compte/mot-de-passe/", form)

    def test_keeps_the_session_and_tells_the_owner(self, client_for, staff):
        client = client_for(staff)

        assert self.change(client).status_code == 302

        staff.refresh_from_db()
        assert staff.check_password(NEW)
        assert client.get("/en/compte/profil/").status_code == 200
        assert Notice.objects.get().key.startswith("password_changed:")

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"oldpassword": "something else"}, "oldpassword"),
            ({"password1": "elevenchars", "password2": "elevenchars"}, "password1"),
            ({"password1": "Nadia Berrada", "password2": "Nadia Berrada"}, "password1"),
            ({"password2": "not the same at all"}, "password2"),
        ],
    )
    def test_a_mistake_is_told_beside_its_field(self, wrong, field, client_for, staff):
        response = self.change(client_for(staff), **wrong)

        assert field in response.context["form"].errors
        staff.refresh_from_db()
        assert staff.check_password(PASSWORD)
