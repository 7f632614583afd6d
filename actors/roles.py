"""Who may do what: the one table of roles, as data.

The page « Qui peut faire quoi » and docs/roles.md are generated from it. A role comes with a
membership, so its reach follows from the organisation (`REACH`), never from a field in a form.
"""

from dataclasses import dataclass
from enum import StrEnum, auto

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from actors.enums import OrganisationKind, Role
from lib.formats import join_words


class Permission(StrEnum):
    ACTIVITY_LOG = auto()
    ACTIVITY_VALIDATE = auto()
    LIBRARY_EDIT = auto()
    INDICATOR_PROPOSE = auto()
    FRAMEWORK_EDIT = auto()
    PERIOD_MANAGE = auto()
    VALUE_ENTER = auto()
    VALUE_VALIDATE = auto()
    EDITION_DOWNLOAD = auto()
    EDITION_REQUEST = auto()
    NARRATIVE_WRITE = auto()
    DECISION_FOLLOW_UP = auto()
    COMMITTEE_MANAGE = auto()
    BUDGET_KEEP = auto()
    SCHEDULE_MANAGE = auto()
    ACCOUNT_MANAGE = auto()
    AUDIT_READ = auto()
    SETTINGS_MANAGE = auto()


class Reach(StrEnum):
    """Which records a role reaches, given the organisation of the membership."""

    OWN_REGION = auto()
    IMPLEMENTED_PROGRAMMES = auto()
    FUNDED_PROGRAMMES = auto()
    COMMITTEE_PROGRAMMES = auto()
    EVERYTHING = auto()


REACH = {
    Role.CONTRIBUTOR: Reach.OWN_REGION,
    Role.VALIDATOR: Reach.OWN_REGION,
    Role.OFFICER: Reach.IMPLEMENTED_PROGRAMMES,
    Role.DONOR: Reach.FUNDED_PROGRAMMES,
    Role.COMMITTEE_MEMBER: Reach.COMMITTEE_PROGRAMMES,
    Role.COORDINATOR: Reach.EVERYTHING,
    Role.ADMINISTRATOR: Reach.EVERYTHING,
}

GRANTS = {
    Role.CONTRIBUTOR: {
        Permission.ACTIVITY_LOG,
        Permission.VALUE_ENTER,
        Permission.DECISION_FOLLOW_UP,
        Permission.EDITION_REQUEST,
        Permission.EDITION_DOWNLOAD,
        Permission.NARRATIVE_WRITE,
    },
    Role.VALIDATOR: {
        Permission.ACTIVITY_VALIDATE,
        Permission.VALUE_VALIDATE,
        Permission.DECISION_FOLLOW_UP,
        Permission.EDITION_REQUEST,
        Permission.EDITION_DOWNLOAD,
        Permission.NARRATIVE_WRITE,
    },
    Role.OFFICER: {
        Permission.ACTIVITY_LOG,
        Permission.ACTIVITY_VALIDATE,
        Permission.INDICATOR_PROPOSE,
        Permission.FRAMEWORK_EDIT,
        Permission.PERIOD_MANAGE,
        Permission.VALUE_ENTER,
        Permission.VALUE_VALIDATE,
        Permission.DECISION_FOLLOW_UP,
        Permission.EDITION_REQUEST,
        Permission.EDITION_DOWNLOAD,
        Permission.NARRATIVE_WRITE,
        Permission.SCHEDULE_MANAGE,
        Permission.BUDGET_KEEP,
    },
    Role.DONOR: {Permission.EDITION_REQUEST, Permission.EDITION_DOWNLOAD},
    Role.COMMITTEE_MEMBER: {Permission.DECISION_FOLLOW_UP, Permission.EDITION_DOWNLOAD},
    Role.COORDINATOR: {
        Permission.LIBRARY_EDIT,
        Permission.EDITION_REQUEST,
        Permission.EDITION_DOWNLOAD,
        Permission.COMMITTEE_MANAGE,
        Permission.SCHEDULE_MANAGE,
        Permission.NARRATIVE_WRITE,
        Permission.BUDGET_KEEP,
    },
    Role.ADMINISTRATOR: {
        Permission.LIBRARY_EDIT,
        Permission.EDITION_DOWNLOAD,
        Permission.ACCOUNT_MANAGE,
        Permission.AUDIT_READ,
        Permission.SETTINGS_MANAGE,
    },
}

# Which kinds of organisation each role makes sense in; the others are not offered in forms.
FITS = {
    Role.CONTRIBUTOR: {OrganisationKind.REGIONAL_COUNCIL},
    Role.VALIDATOR: {OrganisationKind.REGIONAL_COUNCIL},
    Role.OFFICER: {
        OrganisationKind.AGENCY,
        OrganisationKind.UN_BODY,
        OrganisationKind.MINISTRY,
        OrganisationKind.STATE_SERVICE,
        OrganisationKind.NGO,
        OrganisationKind.UNIVERSITY,
    },
    Role.DONOR: {
        OrganisationKind.DONOR,
        OrganisationKind.EMBASSY,
        OrganisationKind.AGENCY,
        OrganisationKind.UN_BODY,
        OrganisationKind.MINISTRY,
    },
    Role.COMMITTEE_MEMBER: set(OrganisationKind),
    Role.COORDINATOR: {OrganisationKind.MINISTRY},
    Role.ADMINISTRATOR: {
        OrganisationKind.MINISTRY,
        OrganisationKind.STATE_SERVICE,
        OrganisationKind.REGIONAL_COUNCIL,
    },
}

# Roles that sign, coordinate or administer need a second factor in production.
SECOND_FACTOR = {Role.VALIDATOR, Role.COORDINATOR, Role.ADMINISTRATOR}

# Roles whose signature may be lent to a colleague until a day (docs/adr/0013).
DELEGABLE = {Role.VALIDATOR, Role.OFFICER}

PERMISSION_LABELS = {
    Permission.ACTIVITY_LOG: _("log and edit activities, and submit them"),
    Permission.ACTIVITY_VALIDATE: _("validate or return activities, never their own"),
    Permission.LIBRARY_EDIT: _("keep the shared library of indicators"),
    Permission.INDICATOR_PROPOSE: _("propose indicators to the shared library"),
    Permission.FRAMEWORK_EDIT: _("build and amend the results framework of their programmes"),
    Permission.PERIOD_MANAGE: _("open, lock and reopen reporting periods"),
    Permission.VALUE_ENTER: _("give the values of indicators, and submit them"),
    Permission.VALUE_VALIDATE: _("sign or return values, never their own"),
    Permission.EDITION_DOWNLOAD: _("download reports"),
    Permission.EDITION_REQUEST: _("request reports"),
    Permission.NARRATIVE_WRITE: _("write the narrative sections of reports"),
    Permission.DECISION_FOLLOW_UP: _("say what became of the decisions in their charge"),
    Permission.COMMITTEE_MANAGE: _("manage committees"),
    Permission.SCHEDULE_MANAGE: _("plan periodic reports"),
    Permission.BUDGET_KEEP: _("keep the budget and the spending of programmes"),
    Permission.ACCOUNT_MANAGE: _("manage accounts and roles"),
    Permission.AUDIT_READ: _("read the audit trail"),
    Permission.SETTINGS_MANAGE: _("change settings"),
}

REACH_LABELS = {
    Reach.OWN_REGION: _(
        "the records of their own region in all states; those of other regions once validated"
    ),
    Reach.IMPLEMENTED_PROGRAMMES: _("the programmes their organisation implements"),
    Reach.FUNDED_PROGRAMMES: _(
        "the programmes their organisation funds: validated records and reports"
    ),
    Reach.COMMITTEE_PROGRAMMES: _(
        "the programmes of their committees: validated records, dashboards and meetings"
    ),
    Reach.EVERYTHING: _("everything"),
}


def why_unfit(role: Role, kind: OrganisationKind, *, region_code: str) -> str:
    """The reason why a role has no meaning in an organisation of this kind; empty when it fits."""
    if kind not in FITS[role]:
        kinds = join_words(sorted(str(OrganisationKind(one).label) for one in FITS[role]))
        return gettext("The role “%(role)s” belongs to: %(kinds)s.") % {
            "role": role.label,
            "kinds": kinds,
        }
    if REACH[role] == Reach.OWN_REGION and not region_code:
        return gettext(
            "This organisation has no territory yet, so “%(role)s” would reach no region. "
            "Give the organisation its region first."
        ) % {"role": role.label}
    return ""


@dataclass(frozen=True, slots=True)
class Grant:
    """One membership in force: a role, through an organisation, in its territory."""

    role: Role
    organisation_id: int
    region_code: str


@dataclass(frozen=True, slots=True)
class Scope:
    """What one person's memberships add up to; read once per request."""

    grants: tuple[Grant, ...] = ()

    def has(self, permission: Permission) -> bool:
        """Tell whether any membership gives the permission, somewhere."""
        return any(permission in GRANTS[grant.role] for grant in self.grants)

    def has_role(self, *roles: Role) -> bool:
        return any(grant.role in roles for grant in self.grants)

    @property
    def sees_everything(self) -> bool:
        return bool(self._reaching(Reach.EVERYTHING))

    @property
    def sees_every_programme(self) -> bool:
        """Councils and the ministry; the others see those of their organisation."""
        return self.sees_everything or bool(self._reaching(Reach.OWN_REGION))

    @property
    def sees_every_committee(self) -> bool:
        """Councils and the ministry; the others see those where they sit, or sat."""
        return self.sees_every_programme

    @property
    def logs_activities(self) -> bool:
        return self.has(Permission.ACTIVITY_LOG)

    @property
    def signs_records(self) -> bool:
        return self.has(Permission.ACTIVITY_VALIDATE) or self.has(Permission.VALUE_VALIDATE)

    @property
    def gives_values(self) -> bool:
        return self.has(Permission.VALUE_ENTER)

    @property
    def sees_audit(self) -> bool:
        return self.has(Permission.AUDIT_READ)

    @property
    def region_codes(self) -> frozenset[str]:
        """Codes of the regions whose records the person sees in all states."""
        return frozenset(
            grant.region_code for grant in self._reaching(Reach.OWN_REGION) if grant.region_code
        )

    @property
    def implementing_ids(self) -> frozenset[int]:
        return frozenset(g.organisation_id for g in self._reaching(Reach.IMPLEMENTED_PROGRAMMES))

    @property
    def funding_ids(self) -> frozenset[int]:
        return frozenset(g.organisation_id for g in self._reaching(Reach.FUNDED_PROGRAMMES))

    @property
    def seated_ids(self) -> frozenset[int]:
        return frozenset(g.organisation_id for g in self._reaching(Reach.COMMITTEE_PROGRAMMES))

    @property
    def organisation_ids(self) -> frozenset[int]:
        return frozenset(grant.organisation_id for grant in self.grants)

    @property
    def working_ids(self) -> frozenset[int]:
        """Ids of the organisations the person works for: a donor reads, and works for none."""
        return frozenset(grant.organisation_id for grant in self.grants if grant.role != Role.DONOR)

    @property
    def needs_second_factor(self) -> bool:
        return any(grant.role in SECOND_FACTOR for grant in self.grants)

    def regions_with(self, permission: Permission) -> frozenset[str]:
        """Codes of the regions where a council membership gives the permission."""
        return frozenset(
            grant.region_code
            for grant in self._reaching(Reach.OWN_REGION)
            if grant.region_code and permission in GRANTS[grant.role]
        )

    def has_everywhere(self, permission: Permission) -> bool:
        """Tell whether a role that reaches everything gives the permission."""
        return any(permission in GRANTS[grant.role] for grant in self._reaching(Reach.EVERYTHING))

    def organisations_with(self, permission: Permission) -> frozenset[int]:
        """Ids of the organisations through which the person has the permission."""
        return frozenset(
            grant.organisation_id for grant in self.grants if permission in GRANTS[grant.role]
        )

    def _reaching(self, reach: Reach) -> tuple[Grant, ...]:
        return tuple(grant for grant in self.grants if REACH[grant.role] == reach)
