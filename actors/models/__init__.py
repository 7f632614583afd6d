from actors.models.committees import (
    AgendaItem,
    Attendance,
    Committee,
    Decision,
    FollowUp,
    Meeting,
    Seat,
)
from actors.models.facilities import Facility, FacilityStatus
from actors.models.organisations import OfficeHolder, Organisation, OrganisationName, PlanRole
from actors.models.people import ApiToken, Invitation, Membership, User
from actors.models.trail import Event, Notice

__all__ = [
    "AgendaItem",
    "ApiToken",
    "Attendance",
    "Committee",
    "Decision",
    "Event",
    "Facility",
    "FacilityStatus",
    "FollowUp",
    "Invitation",
    "Meeting",
    "Membership",
    "Notice",
    "OfficeHolder",
    "Organisation",
    "OrganisationName",
    "PlanRole",
    "Seat",
    "User",
]
