"""The Celery application: reads its settings from Django's, finds the tasks of each app."""

import os
import time

from celery import Celery, bootsteps

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

app = Celery("wasl")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

LOOK_SECONDS = 5
# kombu asks Redis for work every second, and Redis answers that there is none.
SILENCE_SECONDS = 15


class Watch(bootsteps.StartStopStep):
    """Connects again when Redis has long said nothing.

    Where packets are swallowed (a firewall, a machine that is gone) the connection never ends,
    and kombu waits for it: without this, a worker stayed deaf for up to two minutes.
    """

    requires = {"celery.worker.consumer.tasks:Tasks"}

    def start(self, parent):
        channel = parent.task_consumer.channel
        # Other brokers have no such handlers, and need no watch.
        read = getattr(channel, "handlers", {}).get("BRPOP")
        if read is None:
            return
        heard_at = time.monotonic()

        def note_and_read(**options):
            nonlocal heard_at
            heard_at = time.monotonic()
            return read(**options)

        def look():
            nonlocal heard_at
            if not channel.qos.can_consume():
                # Busy: nothing is asked, so nothing is answered.
                heard_at = time.monotonic()
            elif time.monotonic() - heard_at > SILENCE_SECONDS:
                raise ConnectionError(f"Redis has said nothing for {SILENCE_SECONDS} s.")

        channel.handlers["BRPOP"] = note_and_read
        parent.timer.call_repeatedly(LOOK_SECONDS, look)


app.steps["consumer"].add(Watch)
