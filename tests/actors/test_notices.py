from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from actors import actions
from actors.actions.notices import LEASE, MAX_ATTEMPTS, PAUSES
from actors.enums import NoticeState
from actors.models import Notice


class DeadServer(EmailBackend):
    """A mail server that answers nobody."""

    def send_messages(self, messages):
        raise ConnectionRefusedError("no answer")


@pytest.fixture
def notice(now, db):
    return queue(now)


@pytest.fixture
def dead_server(settings):
    settings.EMAIL_BACKEND = "tests.actors.test_notices.DeadServer"


def queue(at, key="one"):
    return actions.queue_notice(
        to="nadia@wasl.example",
        language="fr",
        message="password_reset_key",
        context={"recipient": None, "link": "https://wasl.example/secret"},
        key=key,
        at=at,
    )


class TestQueue:
    def test_the_same_key_queues_nothing_twice(self, notice, now):
        assert queue(now) == notice
        assert Notice.objects.count() == 1

    def test_nothing_leaves_before_the_tick(self, notice):
        assert mail.outbox == []


class TestSend:
    def test_sends_what_is_due(self, notice, now):
        assert actions.send_due_notices(at=now) == 1

        message = mail.outbox[0]
        assert message.to == ["nadia@wasl.example"]
        assert "https://wasl.example/secret" in message.body
        assert message.extra_headers["Message-ID"].startswith(f"<notice-{notice.pk}@")

    def test_forgets_the_text_once_sent(self, notice, now):
        actions.send_due_notices(at=now)

        notice.refresh_from_db()
        assert (notice.state, notice.sent_at, notice.body) == (NoticeState.SENT, now, "")

    def test_a_second_tick_sends_nothing(self, notice, now):
        actions.send_due_notices(at=now)

        assert actions.send_due_notices(at=now + timedelta(hours=1)) == 0
        assert len(mail.outbox) == 1

    def test_what_is_not_due_waits(self, notice, now):
        assert actions.send_due_notices(at=now - timedelta(seconds=1)) == 0

    def test_a_notice_held_by_another_worker_is_left_to_it(self, notice, now):
        Notice.objects.update(lease_until=now + LEASE)

        assert actions.send_due_notices(at=now) == 0
        assert actions.send_due_notices(at=now + LEASE) == 1

    def test_who_lost_the_lease_does_not_finish(self, notice, now, settings):
        """While this worker talks to the mail server, another one takes the notice over."""
        settings.EMAIL_BACKEND = "tests.actors.test_notices.Overtaken"

        actions.send_due_notices(at=now)

        notice.refresh_from_db()
        assert notice.state == NoticeState.QUEUED

    def test_retries_after_a_failure_with_growing_pauses(self, notice, now, dead_server):
        at = now
        for pause in PAUSES:
            assert actions.send_due_notices(at=at) == 0
            notice.refresh_from_db()
            assert notice.not_before == at + pause
            assert "no answer" in notice.error
            assert actions.send_due_notices(at=at + pause - timedelta(seconds=1)) == 0
            at += pause

        actions.send_due_notices(at=at)

        notice.refresh_from_db()
        assert (notice.state, notice.attempts) == (NoticeState.FAILED, MAX_ATTEMPTS)

    def test_goes_out_once_the_server_is_back(self, notice, now, settings):
        backend = settings.EMAIL_BACKEND
        settings.EMAIL_BACKEND = "tests.actors.test_notices.DeadServer"
        actions.send_due_notices(at=now)
        settings.EMAIL_BACKEND = backend

        assert actions.send_due_notices(at=now + PAUSES[0]) == 1


class Overtaken(EmailBackend):
    """A mail server so slow that the lease ends meanwhile."""

    def send_messages(self, messages):
        Notice.objects.update(fence=99)
        return super().send_messages(messages)


class TestAPartBesideTheText:
    def test_goes_with_the_mail_as_another_form_of_it(self, now, db):
        part = actions.Part("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "text/calendar; method=REQUEST")
        notice = actions.queue_notice(
            to="nadia@wasl.example",
            language="fr",
            message="password_reset_key",
            context={"recipient": None, "link": "https://wasl.example/secret"},
            key="one",
            part=part,
            at=now,
        )

        actions.send_due_notices(at=now)

        sent = mail.outbox[0].message()
        assert sent.get_content_type() == "multipart/alternative"
        text, calendar = sent.get_payload()
        assert text.get_content_type() == "text/plain"
        assert (calendar.get_content_type(), calendar.get_param("method")) == (
            "text/calendar",
            "REQUEST",
        )
        assert calendar.get_payload(decode=True).startswith(b"BEGIN:VCALENDAR")
        notice.refresh_from_db()
        assert notice.attachment == ""
