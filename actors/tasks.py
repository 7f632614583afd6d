"""What Celery runs about accounts."""

from celery import shared_task
from django.core.management import call_command


@shared_task(name="actors.sweep_sessions")
def sweep_sessions(**kwargs):
    """Delete sessions that have expired: they tell when somebody was here, and serve nothing."""
    call_command("clearsessions")
