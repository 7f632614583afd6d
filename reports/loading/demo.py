"""Accounts to try the portal with: one per role, of invented people at real organisations."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from actors.audit import record
from actors.enums import EventKind, Language, Role
from actors.models import Membership, Organisation, User
from actors.selectors import why_unfit

# Known to everyone who reads this: the command refuses to run where accounts are meant seriously.
PASSWORD = "Bienvenue-Wasl-2026"


@dataclass(frozen=True)
class Account:
    name: str
    role: Role
    organisation: str
    language: Language = Language.FRENCH

    @property
    def email(self) -> str:
        return f"{self.name.lower().replace(' ', '.')}@wasl.example"


ACCOUNTS = (
    Account("Nadia Berrada", Role.CONTRIBUTOR, "conseil-regional-souss-massa"),
    Account("Driss Amrani", Role.VALIDATOR, "conseil-regional-souss-massa"),
    Account("Salma Ouali", Role.CONTRIBUTOR, "conseil-regional-oriental"),
    Account("Hind Tazi", Role.OFFICER, "enabel"),
    Account("Lukas Weber", Role.DONOR, "union-europeenne", Language.ENGLISH),
    Account("Rachid Lamrini", Role.COMMITTEE_MEMBER, "afd"),
    Account("Karima Bennis", Role.COORDINATOR, "maec"),
    Account("Omar Skalli", Role.ADMINISTRATOR, "maec"),
)


@transaction.atomic
def load_demo(*, at: datetime) -> int:
    """Open the accounts that are missing; returns how many. Needs the press data."""
    opened = 0
    for account in ACCOUNTS:
        if User.objects.filter(email=account.email).exists():
            continue
        organisation = Organisation.objects.get(slug=account.organisation)
        unfit = why_unfit(account.role, organisation)
        if unfit:
            raise ValueError(f"{account.email}: {unfit}")
        user = User.objects.create_user(
            account.email,
            PASSWORD,
            full_name=f"{account.name} (démonstration)",
            language=account.language,
        )
        Membership.objects.create(
            user=user, organisation=organisation, role=account.role, starts_on=at.date()
        )
        record(
            EventKind.LOADED,
            about=user,
            by=None,
            at=at,
            after={"role": account.role.value, "organisation": organisation.slug},
        )
        opened += 1
    return opened


def open_accounts() -> list[tuple[Account, str]]:
    """The accounts that are there, each with the name of its organisation."""
    names = {organisation.slug: organisation.name for organisation in Organisation.objects.all()}
    there = set(
        User.objects.filter(
            email__in=[account.email for account in ACCOUNTS], is_active=True
        ).values_list("email", flat=True)
    )
    return [
        (account, names.get(account.organisation, account.organisation))
        for account in ACCOUNTS
        if account.email in there
    ]
