"""The people and records that a portal under test begins with.

Runs in a process with that portal's environment: `portal.inside("settle")`.
"""

from datetime import UTC, date, datetime, timedelta

from django.db import transaction
from django.test import Client

from actors.enums import Role
from programmes import totals
from tests.factories.actors import OrganisationFactory, person
from tests.factories.programmes import ActivityFactory, ActivityKindFactory, ProgrammeFactory
from tests.factories.regions import RegionFactory

CLERKS = 8
ACTIVITIES = 150


def settle():
    """A council with its staff, an agency, a programme with activities; everybody signed in."""
    with transaction.atomic():
        region = RegionFactory(code="MA.09", slug="souss-massa", name_fr="Souss-Massa")
        council = OrganisationFactory(council=True, slug="conseil-souss-massa", place=region)
        agency = OrganisationFactory(agency=True, slug="enabel")
        ministry = OrganisationFactory(ministry=True, slug="maec")
        programme = ProgrammeFactory(slug="prim", agency=agency, region=region)
        people = {
            "nadia": _person("Nadia Berrada", Role.CONTRIBUTOR, council),
            "driss": _person("Driss Amrani", Role.VALIDATOR, council),
            "hind": _person("Hind Tazi", Role.OFFICER, agency),
            "karima": _person("Karima Bennis", Role.COORDINATOR, ministry),
        }
        for number in range(CLERKS):
            people[f"clerk{number}"] = _person(f"Agent {number}", Role.CONTRIBUTOR, council)
        _activities(programme, council, people["nadia"], people["driss"])
        totals.rebuild()
    return {name: _session_of(user) for name, user in people.items()}


def _person(name, role, organisation):
    # Not the addresses of the demonstration accounts, which the portal lists when it starts.
    email = f"{name.lower().replace(' ', '.')}@essai.example"
    return person(name, role, organisation, email=email)


def _activities(programme, council, author, validator):
    kind = ActivityKindFactory()
    logged = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    for number in range(ACTIVITIES):
        ActivityFactory(
            validated=True,
            title=f"Atelier de concertation n° {number} sur la planification territoriale",
            kind=kind,
            owner=council,
            places=[council.place],
            programmes=[programme],
            starts_on=date(2026, 1, 5) + timedelta(days=number),
            participants=20 + number,
            created_by=author,
            submitted_by=author,
            submitted_at=logged,
            validated_by=validator,
        )


def _session_of(user):
    browser = Client()
    browser.force_login(user)
    return browser.cookies["sessionid"].value
