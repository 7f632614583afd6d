"""Every write that people ask for on reports: editions, schedules, narratives."""

from reports.actions.editions import (
    note_download,
    order_edition,
    order_meeting_edition,
    request_edition,
    request_meeting_edition,
    retry_edition,
)
from reports.actions.headlines import write_headline
from reports.actions.narratives import write_narrative
from reports.actions.schedules import save_schedule
from reports.actions.snapshots import freeze

__all__ = [
    "freeze",
    "note_download",
    "order_edition",
    "order_meeting_edition",
    "request_edition",
    "request_meeting_edition",
    "retry_edition",
    "save_schedule",
    "write_headline",
    "write_narrative",
]
