"""A small framework to try the portal with: named an example, with no baseline and no target."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from django.db import transaction

from actors.models import User
from indicators.actions import frameworks, measures, periods
from indicators.enums import ResultLevel
from indicators.models import Indicator, Result
from indicators.selectors.framework_details import ResultDetails, SettingsDetails, measure_details
from lib.dates import Frequency, period_of
from programmes.models import Programme
from reports.loading.demo import ACCOUNTS

PROGRAMME = "depomi"
# With the thirty days until it is due, a quarter takes values until the next one is over.
GRACE_DAYS = 62
OFFICER = next(account for account in ACCOUNTS if account.organisation == "enabel")
# The indicators that the programme would be judged by first.
KEY = {"OUT-01", "EXT-08", "EXT-18"}
# Level, number, the number it stands under, titles, indicators of the library.
RESULTS = (
    (
        ResultLevel.OUTCOME,
        "1",
        "",
        (
            "Exemple : la migration est intégrée dans les politiques des régions",
            "مثال: إدماج الهجرة في سياسات الجهات",
            "Example: migration is part of the policies of the regions",
        ),
        ("OUT-01", "OUT-02", "OUT-03"),
    ),
    (
        ResultLevel.OUTPUT,
        "1.1",
        "1",
        (
            "Exemple : les collectivités sont accompagnées",
            "مثال: مواكبة الجماعات الترابية",
            "Example: territorial authorities are supported",
        ),
        ("EXT-08", "EXT-10", "EXT-11"),
    ),
    (
        ResultLevel.OUTPUT,
        "1.2",
        "1",
        (
            "Exemple : les acteurs se rencontrent et partagent leurs pratiques",
            "مثال: يلتقي الفاعلون ويتقاسمون ممارساتهم",
            "Example: actors meet and share their practices",
        ),
        ("EXT-07", "EXT-18", "EXT-20"),
    ),
)


@transaction.atomic
def load_example(*, at: datetime) -> int:
    """Build the example framework, as its officer would; returns how many results were made.

    A programme that has a framework already keeps it.
    """
    programme = Programme.objects.get(slug=PROGRAMME)
    if Result.objects.filter(programme=programme).exists():
        return 0
    officer = User.objects.get(email=OFFICER.email)
    # Figures count periods that are over: from the last quarter on, and each open so long that
    # on every day one that is over still takes values.
    last = period_of(Frequency.QUARTERLY, at.date()).start - timedelta(days=1)
    calendar = SettingsDetails(
        frequency=Frequency.QUARTERLY,
        first_on=period_of(Frequency.QUARTERLY, last).start,
        grace_days=GRACE_DAYS,
    )
    framework = frameworks.save_settings(programme=programme, details=calendar, by=officer, at=at)
    made: dict[str, Result] = {}
    for level, number, above, titles, codes in RESULTS:
        title_fr, title_ar, title_en = titles
        details = ResultDetails(
            level=level,
            number=number,
            title_fr=title_fr,
            title_ar=title_ar,
            title_en=title_en,
            parent=made.get(above),
        )
        made[number] = frameworks.add_result(
            programme=programme, details=details, by=officer, at=at
        )
        library = {one.code: one for one in Indicator.objects.filter(code__in=codes)}
        added = measures.add_measures(
            result=made[number], indicators=[library[code] for code in codes], by=officer, at=at
        )
        for measure in added:
            if measure.indicator.code in KEY:
                as_key = replace(measure_details(measure), is_key=True)
                measures.edit_measure(measure=measure, details=as_key, version=1, by=officer, at=at)
    periods.make_calendar(framework=framework, until=date(at.year, 12, 31), by=officer, at=at)
    return len(made)
