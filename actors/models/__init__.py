from actors.models.committees import Charter, Committee, Seat
from actors.models.decisions import CLOSED, CommitteeFile, Decision, FollowUp
from actors.models.facilities import Facility, FacilityStatus
from actors.models.meetings import (
    AgendaComment,
    AgendaItem,
    AgendaNote,
    Attendance,
    CalendarFeed,
    Convocation,
    Correction,
    Meeting,
    Minutes,
    Rectification,
)
from actors.models.organisations import OfficeHolder, Organisation, OrganisationName, PlanRole
from actors.models.people import ApiToken, Invitation, Membership, User
from actors.models.trail import Event, Notice

__all__ = [
    "CLOSED",
    "AgendaComment",
    "AgendaItem",
    "AgendaNote",
    "ApiToken",
    "Attendance",
    "CalendarFeed",
    "Charter",
    "Committee",
    "CommitteeFile",
    "Convocation",
    "Correction",
    "Decision",
    "Event",
    "Facility",
    "FacilityStatus",
    "FollowUp",
    "Invitation",
    "Meeting",
    "Membership",
    "Minutes",
    "Notice",
    "OfficeHolder",
    "Organisation",
    "OrganisationName",
    "PlanRole",
    "Rectification",
    "Seat",
    "User",
]
