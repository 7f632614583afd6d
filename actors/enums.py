from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class OrganisationKind(models.TextChoices):
    REGIONAL_COUNCIL = "regional_council", _("regional council")
    LOCAL_COUNCIL = "local_council", _("municipal council")
    WILAYA = "wilaya", _("wilaya")
    MINISTRY = "ministry", _("ministry")
    STATE_SERVICE = "state_service", _("state service")
    AGENCY = "agency", _("implementing agency")
    DONOR = "donor", _("donor")
    EMBASSY = "embassy", _("embassy")
    UN_BODY = "un_body", _("United Nations body")
    NGO = "ngo", _("association or NGO")
    UNIVERSITY = "university", _("university")
    PRIVATE = "private", _("private sector")
    OTHER = "other", _("other")


class Role(models.TextChoices):
    """What a person does in the portal, through a membership of an organisation."""

    CONTRIBUTOR = "contributor", _("council staff")
    VALIDATOR = "validator", _("council validator")
    OFFICER = "officer", _("programme officer")
    DONOR = "donor", _("donor")
    COMMITTEE_MEMBER = "committee_member", _("committee member")
    COORDINATOR = "coordinator", _("national coordination")
    ADMINISTRATOR = "administrator", _("administrator")


class Language(models.TextChoices):
    FRENCH = "fr", "français"
    ARABIC = "ar", "العربية"
    ENGLISH = "en", "English"


class FacilityKind(models.TextChoices):
    RECEPTION_OFFICE = "reception_office", _("reception and orientation office")
    LISTENING_UNIT = "listening_unit", _("listening unit")
    INCUBATOR = "incubator", _("incubator")
    REGIONAL_CENTRE = "regional_centre", _("regional centre")
    OBSERVATORY = "observatory", _("observatory")
    NETWORK = "network", _("network")
    PLATFORM = "platform", _("platform")
    FUNDING_SCHEME = "funding_scheme", _("funding scheme")
    MECHANISM = "mechanism", _("support mechanism")


class FacilityState(models.TextChoices):
    """The steps of a facility's life; a facility's history is a list of them with dates."""

    WISHED = "wished", _("wished for")
    DESIGNED = "designed", _("being designed")
    PLANNED = "planned", _("planned")
    OPENING = "opening", _("being set up")
    OPEN = "open", _("open")
    STRENGTHENED = "strengthened", _("strengthened")
    CLOSED = "closed", _("closed")


class CommitteeKind(models.TextChoices):
    STEERING = "steering", _("steering committee")
    COORDINATION = "coordination", _("coordination committee")
    MIGRATION = "migration", _("migration committee")
    NETWORK = "network", _("network")


class SeatKind(models.TextChoices):
    CHAIR = "chair", _("chair")
    MEMBER = "member", _("member")
    GUEST = "guest", _("guest")
    SECRETARY = "secretary", _("secretariat")


class AgendaItemKind(models.TextChoices):
    OBJECTIVE = "objective", _("objective")
    SUBJECT = "subject", _("subject")
    MESSAGE = "message", _("message")
    TO_DECIDE = "to_decide", _("to decide")
    # One for a meeting: what became of the decisions that are still open.
    FOLLOW_UP = "follow_up", _("follow-up of decisions")


class MeetingState(models.TextChoices):
    """The life of a meeting; what sources tell of was held."""

    PLANNED = "planned", pgettext_lazy("meeting", "planned")
    CONVENED = "convened", pgettext_lazy("meeting", "convened")
    HELD = "held", pgettext_lazy("meeting", "held")
    CANCELLED = "cancelled", pgettext_lazy("meeting", "cancelled")


class Reply(models.TextChoices):
    """What somebody who was convened answers."""

    AWAITED = "awaited", _("no reply yet")
    COMING = "coming", _("comes")
    REPRESENTED = "represented", _("sends the alternate")
    EXCUSED = "excused", _("is excused")


class Presence(models.TextChoices):
    PRESENT = "present", _("present")
    REPRESENTED = "represented", _("represented")
    EXCUSED = "excused", _("excused")
    ABSENT = "absent", _("absent")


class MinutesState(models.TextChoices):
    """The life of minutes: once approved, only a rectification is added."""

    DRAFT = "draft", _("draft")
    CIRCULATED = "circulated", _("circulated")
    APPROVED = "approved", _("approved")


class Priority(models.TextChoices):
    LOW = "low", _("low")
    NORMAL = "normal", _("normal")
    HIGH = "high", _("high")


class DecisionKind(models.TextChoices):
    DECISION = "decision", _("decision")
    RECOMMENDATION = "recommendation", _("recommendation")
    PROPOSAL = "proposal", _("proposal")


class DecisionState(models.TextChoices):
    TO_START = "to_start", _("to start")
    UNDER_WAY = "under_way", _("under way")
    DONE = "done", _("done")
    LAPSED = "lapsed", _("lapsed")


class PlanRoleKind(models.TextChoices):
    LEAD = "lead", _("lead")
    PARTNER = "partner", _("partner")


class EventKind(models.TextChoices):
    """The verbs of the audit trail."""

    SIGNED_IN = "signed_in", _("signed in")
    SIGNED_OUT = "signed_out", _("signed out")
    REFUSED = "refused", _("was refused at sign-in")
    CREATED = "created", pgettext_lazy("audit trail", "created")
    CHANGED = "changed", _("changed")
    DELETED = "deleted", _("deleted")
    SUBMITTED = "submitted", pgettext_lazy("audit trail", "submitted")
    RETURNED = "returned", pgettext_lazy("audit trail", "returned with a question")
    ENDORSED = "endorsed", pgettext_lazy("audit trail", "signed once")
    VALIDATED = "validated", pgettext_lazy("audit trail", "validated")
    PROPOSED = "proposed", pgettext_lazy("audit trail", "proposed a change of")
    ACCEPTED = "accepted", pgettext_lazy("audit trail", "accepted a change of")
    DECLINED = "declined", pgettext_lazy("audit trail", "declined a change of")
    COMMENTED = "commented", _("commented")
    CONVENED = "convened", pgettext_lazy("audit trail", "convened")
    REPLIED = "replied", pgettext_lazy("audit trail", "replied to")
    CIRCULATED = "circulated", pgettext_lazy("audit trail", "circulated")
    APPROVED = "approved", pgettext_lazy("audit trail", "approved")
    RECTIFIED = "rectified", pgettext_lazy("audit trail", "rectified")
    FROZEN = "frozen", pgettext_lazy("audit trail", "froze")
    REQUESTED = "requested", _("requested")
    PRODUCED = "produced", _("produced")
    FAILED = "failed", pgettext_lazy("audit trail", "failed")
    DOWNLOADED = "downloaded", _("downloaded")
    EXPORTED = "exported", _("exported")
    INVITED = "invited", _("invited")
    GRANTED = "granted", _("granted a role to")
    REVOKED = "revoked", _("withdrew a role from")
    LOADED = "loaded", _("loaded")


class NoticeState(models.TextChoices):
    QUEUED = "queued", _("queued")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed")


class TokenScope(models.TextChoices):
    READ = "read", _("read")
    WRITE = "write", _("read and write")
