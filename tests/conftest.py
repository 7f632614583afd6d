"""People with a story, the organisations they work for, and a fixed clock."""

import io
from datetime import datetime
from zoneinfo import ZoneInfo

import pikepdf
import pytest
import time_machine
from django.db import transaction
from django.utils import translation

from actors.enums import Language, Role
from reports.loading.press import load_press
from reports.loading.reference import load_reference
from tests.factories.actors import OrganisationFactory, person
from tests.factories.regions import RegionFactory

pytest_plugins = ["tests.harness", "tests.browsers"]

LOADED_AT = datetime(2026, 1, 5, 8, 0, tzinfo=ZoneInfo("Africa/Casablanca"))


@pytest.fixture
def now():
    """The moment at which tests act; a Monday morning in Morocco."""
    return datetime(2026, 3, 16, 10, 0, tzinfo=ZoneInfo("Africa/Casablanca"))


@pytest.fixture
def stopped_clock(now):
    """It is that moment, and stays so, for what reads the clock itself."""
    with time_machine.travel(now, tick=False):
        yield


# Places


@pytest.fixture
def souss_massa(db):
    return RegionFactory(
        code="MA.09",
        slug="souss-massa",
        name_fr="Souss-Massa",
        name_ar="سوس ماسة",
        name_en="Souss-Massa",
    )


@pytest.fixture
def oriental(db):
    return RegionFactory(
        code="MA.02", slug="oriental", name_fr="Oriental", name_ar="الشرق", name_en="Oriental"
    )


# Organisations


@pytest.fixture
def council(souss_massa):
    """The regional council that `staff` and `validator` work for."""
    return OrganisationFactory(
        council=True,
        slug="conseil-regional-souss-massa",
        name_fr="Conseil régional de Souss-Massa",
        name_ar="مجلس جهة سوس ماسة",
        name_en="Souss-Massa Regional Council",
        place=souss_massa,
    )


@pytest.fixture
def other_council(oriental):
    """The regional council that `stranger` works for."""
    return OrganisationFactory(
        council=True,
        slug="conseil-regional-oriental",
        name_fr="Conseil régional de l'Oriental",
        name_ar="مجلس جهة الشرق",
        name_en="Oriental Regional Council",
        place=oriental,
    )


@pytest.fixture
def agency(db):
    """The implementing agency that `officer` works for."""
    return OrganisationFactory(agency=True, slug="enabel", acronym="Enabel", name_fr="Enabel")


@pytest.fixture
def funder(db):
    """The donor that `donor` works for."""
    return OrganisationFactory(
        donor=True, slug="union-europeenne", acronym="UE", name_fr="Union européenne"
    )


@pytest.fixture
def seat_holder(db):
    """The organisation that `member` represents in committees."""
    return OrganisationFactory(
        donor=True, slug="afd", acronym="AFD", name_fr="Agence française de développement"
    )


@pytest.fixture
def ministry(db):
    """The ministry that `coordinator` works for; `admin` has an account there too."""
    return OrganisationFactory(
        ministry=True,
        slug="maec",
        acronym="MAEC",
        name_fr="Ministère des affaires étrangères",
    )


# People


@pytest.fixture
def staff(council):
    """Nadia Berrada logs what the Souss-Massa council does."""
    return person("Nadia Berrada", Role.CONTRIBUTOR, council)


@pytest.fixture
def validator(council):
    """Driss Amrani signs for the Souss-Massa council."""
    return person("Driss Amrani", Role.VALIDATOR, council)


@pytest.fixture
def stranger(other_council):
    """Salma Ouali logs for the council of another region, the Oriental."""
    return person("Salma Ouali", Role.CONTRIBUTOR, other_council)


@pytest.fixture
def officer(agency):
    """Hind Tazi runs programmes at the implementing agency."""
    return person("Hind Tazi", Role.OFFICER, agency)


@pytest.fixture
def donor(funder):
    """Lukas Weber reads the reports of what his organisation funds."""
    return person("Lukas Weber", Role.DONOR, funder, language=Language.ENGLISH)


@pytest.fixture
def member(seat_holder):
    """Rachid Lamrini sits in steering committees."""
    return person("Rachid Lamrini", Role.COMMITTEE_MEMBER, seat_holder)


@pytest.fixture
def coordinator(ministry):
    """Karima Bennis coordinates at the ministry."""
    return person("Karima Bennis", Role.COORDINATOR, ministry)


@pytest.fixture
def admin(ministry):
    """Omar Skalli opens accounts and reads the audit trail."""
    return person("Omar Skalli", Role.ADMINISTRATOR, ministry)


# Data


@pytest.fixture(scope="module")
def press_data(django_db_setup, django_db_blocker):
    """Reference and press data, loaded once for a module's tests and rolled back after them."""
    with django_db_blocker.unblock(), transaction.atomic(), translation.override("fr"):
        load_reference(at=LOADED_AT)
        load_press(at=LOADED_AT)
        yield
        transaction.set_rollback(True)


# Files


@pytest.fixture(scope="session")
def pdf():
    """The bytes of a PDF of one empty page."""
    file = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(file)
    return file.getvalue()


@pytest.fixture
def own_files(settings, tmp_path):
    """What is uploaded goes to a folder of this test alone."""
    settings.MEDIA_ROOT = tmp_path
