"""Who may do what, in words: the page and docs/roles.md read the same table."""

from dataclasses import dataclass

from django.utils import translation

from actors.enums import OrganisationKind, Role
from actors.roles import (
    FITS,
    GRANTS,
    PERMISSION_LABELS,
    REACH,
    REACH_LABELS,
    SECOND_FACTOR,
    Permission,
)


@dataclass(frozen=True, slots=True)
class RoleLine:
    """One role: what it sees, what it may do, where it belongs."""

    role: Role
    name: str
    sees: str
    may: tuple[str, ...]
    belongs_to: tuple[str, ...]
    permissions: frozenset[Permission]
    needs_second_factor: bool


def roles_table() -> tuple[RoleLine, ...]:
    """Each role in words of the current language, in the order of the table of roles."""
    return tuple(
        RoleLine(
            role=role,
            name=str(role.label),
            sees=str(REACH_LABELS[REACH[role]]),
            may=tuple(str(PERMISSION_LABELS[one]) for one in Permission if one in GRANTS[role]),
            belongs_to=_kinds(role),
            permissions=frozenset(GRANTS[role]),
            needs_second_factor=role in SECOND_FACTOR,
        )
        for role in Role
    )


def role_duties() -> tuple[tuple[Permission, str], ...]:
    """The permissions with their words, in the order in which the page lists them."""
    return tuple((one, str(PERMISSION_LABELS[one])) for one in Permission)


def roles_document() -> str:
    """The text of docs/roles.md, in English whatever the current language."""
    with translation.override("en"):
        lines = [
            "| role | sees | may | in an organisation that is | second factor |",
            "|---|---|---|---|---|",
        ]
        for line in roles_table():
            belongs_to = ", ".join(line.belongs_to) or "any"
            factor = "required" if line.needs_second_factor else "optional"
            lines.append(
                f"| {line.name} (`{line.role}`) | {line.sees} | {'; '.join(line.may)} "
                f"| {belongs_to} | {factor} |"
            )
    return "\n".join(lines) + "\n"


def _kinds(role: Role) -> tuple[str, ...]:
    """The kinds of organisation of a role; nothing where every kind will do."""
    if FITS[role] == set(OrganisationKind):
        return ()
    return tuple(str(kind.label) for kind in OrganisationKind if kind in FITS[role])
