"""Agenda items with the programmes that they are about."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from actors.actions import agenda as actions
from actors.actions.agenda import ItemDetails
from actors.models import AgendaItem, Meeting, User
from lib.links import relink
from programmes.models import AgendaProgramme, Programme


@transaction.atomic
def save_item(
    *,
    meeting: Meeting,
    item: AgendaItem | None,
    details: ItemDetails,
    programmes: Iterable[Programme],
    version: int = 0,
    by: User,
    at: datetime,
) -> AgendaItem:
    """Add an item (None) or change one, and link its programmes; see `actors.actions.agenda`."""
    if item is None:
        saved = actions.add_item(meeting=meeting, details=details, by=by, at=at)
    else:
        saved = actions.change_item(item=item, details=details, version=version, by=by, at=at)
    # Nobody unticks a programme that they were not shown.
    shown = Programme.objects.visible_to(by)
    links = AgendaProgramme.objects.filter(item=saved, programme__in=shown)
    relink(links, "programme", programmes, item=saved)
    return saved
