"""What stands in the portal that the journeys visit: the press data, and one of each thing beside.

Each function runs in a process with that portal's environment; what it gives must fit in JSON.
"""

from datetime import date, timedelta
from types import SimpleNamespace

from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from actors import actions as people
from actors.enums import Language, Role
from actors.models import Committee, Facility, Organisation, User
from indicators.models import Value
from programmes import totals
from programmes.models import ActivityKind, Programme
from regions.models import Place
from reports.loading.demo import ACCOUNTS
from tests.access.matrix import PAGES
from tests.access.world import PEOPLE
from tests.browser.scene_steering import steering
from tests.browser.scene_values import values
from tests.factories.actors import MeetingFactory, person
from tests.factories.programmes import ActivityFactory, EvidenceFactory
from tests.factories.reports import EditionFactory, NarrativeFactory

SMALL_PDF = b"%PDF-1.7 essai"
# What a page must bear: a word that no line can break, two scripts in one line, markup, and
# characters that turn the direction of everything after them.
LONG = "Atelier" + "interinstitutionnel" * 9
MIXED = "ورشة DEPOMI حول 3 خدمات للقرب بأكادير (الدورة 2) مع <b>AREF</b> & شركاء"
PLAIN = "Atelier de concertation sur la planification territoriale"


def settle():
    """Fill the portal; gives who is signed in by which session, and where the pages are."""
    with transaction.atomic():
        world = _world()
        sessions = {name: _session_of(user) for name, user in world.people.items()}
    addresses = {str(row): _address(row, world) for row in PAGES if row.method == "get"}
    people_in = {
        str(row): next(name for name in _BEST if name not in row.forbidden | row.hidden)
        for row in PAGES
        if row.method == "get"
    }
    return {
        "sessions": sessions,
        "addresses": addresses,
        "people": people_in,
        "edition_code": world.edition.code,
    }


# Whoever sees most comes first: the fullest page is the one to look at.
_BEST = ("coordinator", "admin", "staff", "validator", "officer", "donor", "member", "stranger")


def invite():
    """Invite a colleague, by e-mail, as the administrator does."""
    people.invite(
        email="mehdi.zerouali@essai.example",
        full_name="Mehdi Zerouali",
        organisation=Organisation.objects.get(slug="conseil-regional-souss-massa"),
        role=Role.CONTRIBUTOR,
        language=Language.ARABIC,
        by=User.objects.get(email="omar.skalli@wasl.example"),
        at=timezone.now(),
    )
    return "mehdi.zerouali@essai.example"


def _address(row, world):
    with translation.override("fr"):
        path = reverse(row.name, args=row.arguments(world))
    return f"{path}?{row.query}" if row.query else path


def _world():
    accounts = {account.role: account.email for account in reversed(ACCOUNTS)}
    emails = {
        "staff": accounts[Role.CONTRIBUTOR],
        "validator": accounts[Role.VALIDATOR],
        "stranger": "salma.ouali@wasl.example",
        "officer": accounts[Role.OFFICER],
        "donor": accounts[Role.DONOR],
        "member": accounts[Role.COMMITTEE_MEMBER],
        "coordinator": accounts[Role.COORDINATOR],
        "admin": accounts[Role.ADMINISTRATOR],
    }
    assert set(emails) == set(PEOPLE)
    users = {name: User.objects.get(email=email) for name, email in emails.items()}
    council = Organisation.objects.get(slug="conseil-regional-souss-massa")
    # Two colleagues who work in Arabic.
    for name, role in (("Aziz Benjelloun", Role.CONTRIBUTOR), ("Fadma Ait Lahcen", Role.VALIDATOR)):
        person(name, role, council, language=Language.ARABIC)
    depomi = Programme.objects.get(slug="depomi")
    prim = Programme.objects.get(slug="prim")
    things = _activities(users, council, depomi, prim)
    copil = Committee.objects.get(slug="copil-prim")
    NarrativeFactory(programme=depomi, written_by=users["staff"], text=f"{PLAIN}.\n\n{MIXED}")
    with_files = {"pdf_bytes": SMALL_PDF, "programmes": [depomi]}
    return SimpleNamespace(
        people=users,
        depomi=depomi,
        prim=prim,
        region=Place.objects.get(slug="souss-massa"),
        copil=copil,
        closed_committee=Committee.objects.get(slug="cmsm"),
        meeting=copil.meetings.get(),
        closed_meeting=MeetingFactory(committee=Committee.objects.get(slug="cmsm")),
        facility=Facility.objects.order_by("slug").first(),
        organisation=council,
        value=Value.objects.get(code="PRIM-0004"),
        hidden_value=Value.objects.get(code="OIM-PNUD-0002"),
        edition=EditionFactory(ready=True, series="essai:1", **with_files),
        hidden_edition=EditionFactory(
            ready=True, programmes=[prim], series="essai:2", pdf_bytes=SMALL_PDF
        ),
        failed_edition=EditionFactory(failed=True, programmes=[depomi], series="essai:3"),
        someone=users["staff"],
        **things,
        **steering(users, council, depomi, prim),
        **values(users, depomi, prim, SMALL_PDF),
    )


def _activities(users, council, depomi, prim):
    kinds = list(ActivityKind.objects.order_by("position", "code"))
    oriental = Organisation.objects.get(slug="conseil-regional-oriental")
    common = {"owner": council, "programmes": [depomi], "created_by": users["staff"]}
    provinces = list(Place.objects.filter(code__startswith="MA.09.").order_by("code")[:6])
    for number in range(14):
        ActivityFactory(
            **common,
            validated=True,
            title=f"{PLAIN} n° {number + 1}",
            kind=kinds[number % len(kinds)],
            places=[provinces[number % len(provinces)]],
            starts_on=date(2025, 1, 20) + timedelta(days=31 * number),
            participants=None if number % 5 == 4 else 18 + 7 * number,
            women=9 + 3 * number if number % 5 not in {2, 4} else None,
            validated_by=users["validator"],
        )
    draft = ActivityFactory(
        **common, kind=kinds[0], title=LONG, note=MIXED, places=provinces, participants=1234
    )
    waiting = ActivityFactory(**common, kind=kinds[1], submitted=True, title=MIXED, note=LONG)
    signed = ActivityFactory(
        **common,
        kind=kinds[2],
        validated=True,
        validated_by=users["validator"],
        title=MIXED,
        note=f"{PLAIN}.\n{MIXED}",
        places=provinces[:2],
        participants=1234,
        women=567,
    )
    elsewhere = {
        "owner": oriental,
        "programmes": [prim],
        "created_by": users["stranger"],
        "kind": kinds[0],
    }
    ActivityFactory(**common, kind=kinds[0], returned=True, title=PLAIN)
    things = {
        "draft": draft,
        "waiting": waiting,
        "signed": signed,
        "elsewhere": ActivityFactory(**elsewhere),
        "signed_elsewhere": ActivityFactory(**elsewhere, validated=True),
        "evidence": _evidence(draft, users["staff"], "liste-de-presence.pdf"),
        "signed_evidence": _evidence(signed, users["staff"], f"{LONG[:80]}.pdf"),
    }
    totals.rebuild()
    return things


def _evidence(activity, author, name):
    file = ContentFile(SMALL_PDF, name="piece.pdf")
    return EvidenceFactory(
        activity=activity, added_by=author, name=name, file=file, size=len(SMALL_PDF)
    )


def _session_of(user):
    browser = Client()
    browser.force_login(user)
    return browser.cookies["sessionid"].value
