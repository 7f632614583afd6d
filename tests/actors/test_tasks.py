"""What runs by itself about accounts."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone

from actors.tasks import sweep_sessions
from config.celery import app


@pytest.mark.django_db
def test_only_expired_sessions_are_swept():
    now = timezone.now()
    for key, expires in {"gone": now - timedelta(days=1), "here": now + timedelta(days=1)}.items():
        Session.objects.create(session_key=key, session_data="", expire_date=expires)

    sweep_sessions()

    assert list(Session.objects.order_by("pk").values_list("session_key", flat=True)) == ["here"]


def test_what_beat_sends_is_a_task_that_workers_know():
    app.loader.import_default_modules()

    assert {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()} <= set(app.tasks)
