"""Frameworks, periods and values in the portal that the journeys visit."""

import hashlib
import time
from datetime import UTC, date, datetime, timedelta

from django.core.files.base import ContentFile
from django.utils import timezone

from actors.enums import Role
from actors.models import Organisation
from indicators import totals
from indicators.models import Value
from lib.dates import Period
from programmes.models import Programme
from regions.models import Place
from reports.models import Edition
from tests.browser.steps import MADE_SECONDS
from tests.factories.actors import MembershipFactory, OrganisationFactory, person
from tests.factories.indicators import (
    CategoryFactory,
    DimensionFactory,
    EntryFactory,
    FrameworkFactory,
    IndicatorFactory,
    MeasureFactory,
    PeriodFactory,
    ResultFactory,
    RevisionFactory,
    TargetFactory,
    ValueFileFactory,
)
from tests.factories.programmes import ProgrammeFactory
from tests.reports.making import ordered, pdf_of, text_of

#: So many rows has the grid that the journeys fill.
ROWS = 22
#: One period for each journey, so that none finds what another typed.
JOURNEYS = ("clavier-fr", "clavier-ar", "bloc-fr", "bloc-ar", "conflit", "sans-script", "images")
STILL_OPEN = {"locks_on": date(2120, 1, 1)}
# Days that no calendar has, beside the periods of the demonstration.
ODD_DAYS = {"starts_on": date(2018, 1, 2), "ends_on": date(2018, 12, 30)}

LONG = "Nombre de personnes orientées vers les services de droit commun par les bureaux d'accueil"
MIXED = "Nombre de conventions signées avec l'AREF et l'OFPPT (الاتفاقيات)"


def values(users, depomi, prim, small_file):
    """What the pages of periods and values are opened for; by the names of the access matrix."""
    souss_massa = Place.objects.get(slug="souss-massa")
    measure = MeasureFactory(result=ResultFactory(programme=depomi, number="E1"), code="essai-d-1")
    hidden = MeasureFactory(result=ResultFactory(programme=prim, number="E1"), code="essai-p-1")
    open_period = PeriodFactory(programme=depomi, slug="ouverte", **ODD_DAYS, **STILL_OPEN)
    typed = EntryFactory(
        measure=measure,
        period=open_period,
        place=souss_massa,
        draft=True,
        entered_by=users["staff"],
    )
    signed = entry(measure, open_period, souss_massa, users, validated_by=users["validator"])
    taken = MeasureFactory(
        result=measure.result, indicator=IndicatorFactory(code="essai-bib", is_in_library=True)
    )
    council = Organisation.objects.get(slug="conseil-regional-souss-massa")
    _sheet_of_journeys(souss_massa)
    totals.rebuild()
    return {
        "indicator": taken.indicator,
        "proposal": IndicatorFactory(
            code="essai-prop",
            is_in_library=True,
            proposed_by=users["officer"].memberships.get().organisation,
        ),
        "result": taken.result,
        "taken": taken,
        "signed_value": signed,
        "waiting_value": entry(
            measure, open_period, souss_massa, users, submitted=True, submitted_by=users["staff"]
        ),
        "revision": RevisionFactory(value=signed, proposed_by=users["staff"]),
        "delegation": MembershipFactory(
            user=person("Imane Zerouali", Role.CONTRIBUTOR, council),
            organisation=council,
            role=Role.VALIDATOR,
            ends_on=date(2120, 1, 1),
            delegated_by=users["validator"],
        ),
        "measure": measure,
        "hidden_measure": hidden,
        "framework": FrameworkFactory(programme=depomi, first_on=date(2020, 1, 1)),
        "open_period": open_period,
        "hidden_period": PeriodFactory(programme=prim, slug="ouverte", **ODD_DAYS, **STILL_OPEN),
        "locked_period": PeriodFactory(
            programme=depomi, slug="fermee", starts_on=date(2019, 1, 2), ends_on=date(2019, 12, 30)
        ),
        "value_file": ValueFileFactory(
            value=typed,
            added_by=users["staff"],
            file=ContentFile(small_file, name="registre.pdf"),
            size=len(small_file),
        ),
    }


def entry(beside, period, place, users, **traits):
    """A value of another measure under the same result."""
    measure = MeasureFactory(result=beside.result)
    return EntryFactory(
        measure=measure, period=period, place=place, entered_by=users["staff"], **traits
    )


def _sheet_of_journeys(region):
    """A programme of its own with a framework of 22 measures: numbers, shares, one broken down."""
    programme = ProgrammeFactory(slug="saisie", acronym="SAISIE", region=region)
    FrameworkFactory(programme=programme)
    result = ResultFactory(programme=programme, number="1")
    sex = DimensionFactory(
        code="essai-sexe", name_fr="Sexe", name_ar="الجنس", name_en="Sex", position=90
    )
    for code, fr, ar in (("F", "Femmes", "نساء"), ("H", "Hommes", "رجال")):
        CategoryFactory(dimension=sex, code=code, name_fr=fr, name_ar=ar, name_en=code)
    measures = []
    for number in range(ROWS):
        indicator = IndicatorFactory(share=number % 7 == 6, code=f"essai-{number + 1:02}")
        if number == 0:
            indicator.name_fr, indicator.name_ar = LONG, MIXED
            indicator.save()
            indicator.dimensions.add(sex)
        measures.append(
            MeasureFactory(
                result=result,
                programme=programme,
                indicator=indicator,
                code=f"saisie-{number + 1}",
                usual_high=500 if number == 1 else None,
                position=number,
            )
        )
        TargetFactory(measure=measures[-1], place=region, number=40 + number)
    for place, slug in enumerate(JOURNEYS):
        first = date(2025, 1, 1) + timedelta(days=31 * place)
        PeriodFactory(
            programme=programme,
            slug=slug,
            label=slug,
            starts_on=first,
            ends_on=first + timedelta(days=20),
            **STILL_OPEN,
        )


def rows_of(slug):
    """What the server has of a journey's period: the numbers by measure, in order."""
    programme = Programme.objects.get(slug="saisie")
    period = programme.periods.get(slug=slug)
    rows = period.values.order_by("measure__position").select_related("measure")
    return [(str(row.measure.code), str(row.number), row.qualifier) for row in rows]


def to_sign(code, year):
    """Four values of a programme of its own that wait for the validator of Souss-Massa: about the
    second of them there is something to say. Gives their codes, the oldest first; the year keeps
    those of one journey together in the queue."""
    region = Place.objects.get(slug="souss-massa")
    programme = ProgrammeFactory(slug=f"visa-{code}", acronym="VISA", region=region)
    period = PeriodFactory(programme=programme, **STILL_OPEN)
    result = ResultFactory(programme=programme, number="1")
    author = person(f"Hicham Fassi {code}", Role.CONTRIBUTOR, OrganisationFactory(council=True))
    return [
        EntryFactory(
            submitted=True,
            code=f"visa-{code}-{number}",
            measure=MeasureFactory(
                result=result, code=f"visa-{code}-{number}", usual_high=5 if number == 2 else None
            ),
            period=period,
            place=region,
            entered_by=author,
            submitted_by=author,
            submitted_at=datetime(year, 1, number, tzinfo=UTC),
        ).code
        for number in range(1, 5)
    ]


def state_of(code):
    """Where a value stands."""
    return str(Value.objects.get(code=code).state)


def journey(code):
    """A programme of its own, without a framework yet: of the officer's agency, in the region of
    the staff and the validator."""
    ProgrammeFactory(
        slug=f"parcours-{code}",
        acronym=f"PARCOURS-{code.upper()}",
        region=Place.objects.get(slug="souss-massa"),
        agency=Organisation.objects.get(slug="enabel"),
    )


def report_on(code, language, start, end):
    """Order an edition about the programme of a journey and wait until a worker has made it."""
    edition = ordered(
        [Programme.objects.get(slug=f"parcours-{code}")],
        period=Period(date.fromisoformat(start), date.fromisoformat(end)),
        language=language,
        at=timezone.now(),
    )
    until = time.monotonic() + MADE_SECONDS
    while edition.is_under_way and time.monotonic() < until:
        time.sleep(0.3)
        edition.refresh_from_db()
    return edition_of(edition.code)


def edition_of(code):
    """What an edition says and what its file is, as it stands now."""
    edition = Edition.objects.get(code=code)
    file = pdf_of(edition)
    return {
        "code": edition.code,
        "number": edition.number,
        "content": edition.content["body"],
        "sha256": hashlib.sha256(file).hexdigest(),
        "kept": edition.pdf_sha256,
        "text": text_of(file, "-layout"),
    }
