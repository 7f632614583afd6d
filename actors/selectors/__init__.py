"""Reads about people, roles and the trail that compose several models."""

from actors.selectors.people import (
    SECOND_FACTORS,
    colleagues_of,
    delegations_of,
    invitation_for,
    lendable,
    organisations_for_choice,
    people_table,
    person_by_email,
    token_for,
    why_unfit,
)
from actors.selectors.roles import RoleLine, role_duties, roles_document, roles_table
from actors.selectors.trail import (
    Change,
    EventLine,
    days_of,
    event_lines,
    events_before,
    history_of,
    kinds_of_record,
)

__all__ = [
    "SECOND_FACTORS",
    "Change",
    "EventLine",
    "RoleLine",
    "colleagues_of",
    "days_of",
    "delegations_of",
    "event_lines",
    "events_before",
    "history_of",
    "invitation_for",
    "kinds_of_record",
    "lendable",
    "organisations_for_choice",
    "people_table",
    "person_by_email",
    "role_duties",
    "roles_document",
    "roles_table",
    "token_for",
    "why_unfit",
]
