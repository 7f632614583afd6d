"""The dashboard of a programme."""

from datetime import date

import pytest

from programmes import totals
from programmes.enums import ActivityState
from reports.selectors.dashboard import FIRST_DAY, MOST_MONTHS, period_between
from tests.factories.indicators import ValueFactory
from tests.factories.programmes import (
    ActivityFactory,
    ActivityKindFactory,
    EvidenceFactory,
    ProgrammeFactory,
)
from tests.factories.regions import CommuneFactory, ProvinceFactory
from tests.harness import assert_flat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]

URL = "/en/programmes/prim/tableau/"


@pytest.fixture
def prim():
    return ProgrammeFactory(slug="prim", acronym="PRIM")


@pytest.fixture
def agadir(souss_massa):
    return CommuneFactory(parent=ProvinceFactory(parent=souss_massa))


def log(programme, **fields):
    return ActivityFactory(validated=True, programmes=[programme], **fields)


def board(client_for, user, **query):
    totals.rebuild()
    response = client_for(user).get(URL, query)
    assert response.status_code == 200
    return response.context["board"], response.content.decode()


class TestPeriodBetween:
    def test_is_none_when_nothing_is_asked_for(self):
        assert period_between(None, None, today=date(2026, 3, 16)) is None

    def test_reaches_to_today_from_an_open_end(self):
        asked = period_between(date(2026, 1, 1), None, today=date(2026, 3, 16))

        assert (asked.start, asked.end) == (date(2026, 1, 1), date(2026, 3, 16))

    def test_reaches_back_to_before_any_programme(self):
        asked = period_between(None, date(2023, 12, 31), today=date(2026, 3, 16))

        assert (asked.start, asked.end) == (FIRST_DAY, date(2023, 12, 31))

    def test_takes_a_first_day_to_come(self):
        asked = period_between(date(2026, 5, 1), None, today=date(2026, 3, 16))

        assert asked.start == asked.end == date(2026, 5, 1)


class TestDashboard:
    def test_is_not_found_by_whoever_may_not_see_the_programme(self, client_for, donor, prim):
        assert client_for(donor).get(URL).status_code == 404

    def test_rises_by_one_when_an_activity_is_validated(self, client_for, staff, prim):
        log(prim)
        before, _page = board(client_for, staff)
        log(prim)

        after, _page = board(client_for, staff)

        assert (before.counts.activities, after.counts.activities) == (1, 2)

    def test_draws_every_month_between_the_first_and_the_last(self, client_for, staff, prim):
        log(prim, starts_on=date(2025, 11, 3))
        log(prim, starts_on=date(2026, 2, 3))

        shown, _page = board(client_for, staff)

        assert [(month.on, month.value) for month in shown.months] == [
            (date(2025, 11, 1), 1),
            (date(2025, 12, 1), 0),
            (date(2026, 1, 1), 0),
            (date(2026, 2, 1), 1),
        ]

    def test_draws_years_when_months_would_not_fit(self, client_for, staff, prim):
        for day in (date(2020, 1, 15), date(2020, 1, 16), date(2026, 2, 3)):
            log(prim, starts_on=day)
        for month in (3, 4):
            log(prim, starts_on=date(2026, month, 3))

        shown, page = board(client_for, staff)

        assert shown.months == ()
        assert [(bar.label, bar.value) for bar in shown.years] == [
            (str(year), {2020: 2, 2026: 3}.get(year, 0)) for year in range(2020, 2027)
        ]
        # The year with the most, although January 2020 is the month with the most.
        assert "5 activities, the most in 2026" in page
        assert MOST_MONTHS < (2026 - 2020) * 12

    def test_says_how_many_activities_have_no_date(self, client_for, staff, prim):
        log(prim)
        log(prim, starts_on=None, starts_precision="unknown")

        shown, page = board(client_for, staff)

        assert shown.undated == 1
        assert "1 activity without a date is not drawn." in page

    def test_does_not_take_an_unreported_sex_for_a_man(self, client_for, staff, prim):
        log(prim, participants=30, women=10)
        log(prim, participants=12, women=None)

        shown, _page = board(client_for, staff)

        assert [(part.label, part.is_rest) for part in shown.sexes] == [
            ("Women", False),
            ("Men", False),
            ("Sex not reported", True),
        ]
        men, rest = shown.sexes[1], shown.sexes[2]
        assert (men.value.number, rest.value) == (20, 12)

    def test_says_that_nobody_reported_a_number(self, client_for, staff, prim):
        log(prim, participants=None)

        shown, page = board(client_for, staff)

        assert shown.sexes == ()
        assert "No activity says how many people took part." in page

    def test_tells_how_complete_the_records_are(self, client_for, staff, council, prim, agadir):
        log(prim, participants=30, women=10, places=[agadir])
        EvidenceFactory(activity=log(prim, participants=8))
        log(prim)
        ActivityFactory(submitted=True, owner=council, programmes=[prim])

        shown, page = board(client_for, staff)

        known = shown.counts.completeness
        assert (known.with_participants, known.with_sex, known.with_place) == (2, 1, 1)
        assert (known.with_evidence, known.awaiting_validation) == (1, 1)
        assert "2 of 3" in page

    def test_crosses_regions_and_kinds(self, client_for, staff, prim, agadir):
        training = ActivityKindFactory(
            code="training", name_fr="Formation", name_en="Training", position=2
        )
        log(prim, places=[agadir])
        log(prim, places=[agadir], kind=training)
        log(prim, places=[agadir], kind=training)

        shown, _page = board(client_for, staff)

        assert shown.crossing.kinds == ("Workshop", "Training")
        assert shown.crossing.lines == (("Souss-Massa", (1, 2), 3),)

    def test_links_a_kind_to_its_activities(self, client_for, staff, prim):
        log(prim)

        _shown, page = board(client_for, staff)

        assert "/en/activites/?programme=prim&amp;kind=workshop" in page

    def test_narrows_to_a_period(self, client_for, staff, prim):
        log(prim, starts_on=date(2026, 1, 15))
        log(prim, starts_on=date(2026, 2, 10))
        log(prim, starts_on=date(2026, 2, 20))

        shown, _page = board(client_for, staff, du="01/02/2026", au="15/02/2026")

        assert shown.counts.activities == 1

    def test_takes_the_whole_month_that_is_asked_for(self, client_for, staff, prim):
        log(prim, starts_on=date(2026, 2, 1))
        log(prim, starts_on=date(2026, 2, 28))
        log(prim, starts_on=date(2026, 3, 1))

        shown, _page = board(client_for, staff, du="2026-02", au="2026-02")

        assert shown.counts.activities == 2

    @pytest.mark.parametrize(
        ("du", "au"),
        [("9999-12-31", ""), ("", "9999-12-31"), ("9999-12-05", "9999-12-31"), ("0001-01-02", "")],
    )
    def test_reaches_to_the_ends_of_the_calendar(self, client_for, staff, prim, du, au):
        log(prim, starts_on=date(2026, 2, 10))

        shown, _page = board(client_for, staff, du=du, au=au)

        assert shown.counts.activities == (0 if du.startswith("9999") else 1)

    def test_says_which_day_is_the_last_one_with_data(self, client_for, staff, prim):
        log(prim, starts_on=date(2026, 2, 10))

        shown, page = board(client_for, staff, du="2019", au="2019")

        assert shown.counts.is_empty
        assert "No validated activity in this period." in page
        assert "10 February 2026" in page

    def test_says_that_nothing_was_ever_validated(self, client_for, staff, council, prim):
        ActivityFactory(submitted=True, owner=council, programmes=[prim])

        _shown, page = board(client_for, staff)

        assert "No activity of this programme is validated yet." in page
        assert "1 activity awaits validation." in page

    @pytest.mark.parametrize(
        ("query", "sentence"),
        [
            ({"du": "2026", "au": "2025"}, "The period ends before it begins."),
            ({"du": "yesterday"}, "Write a day"),
            ({"au": "31/02/2026"}, "The calendar has no such day."),
        ],
    )
    def test_shows_all_and_says_why_a_period_cannot_be_read(
        self, client_for, staff, prim, query, sentence
    ):
        log(prim)

        shown, page = board(client_for, staff, **query)

        assert shown.period is None
        assert shown.counts.activities == 1
        assert sentence in page

    def test_tells_what_changed_lately_the_latest_first(self, client_for, staff, prim, now):
        log(prim, title="Atelier", validated_at=now.replace(hour=8))
        ValueFactory(programme=prim, validated_at=now.replace(hour=9), code="v-1")

        shown, _page = board(client_for, staff)

        assert [change.kind for change in shown.changes] == ["value", "activity"]

    def test_does_not_tell_of_what_is_not_validated(self, client_for, staff, council, prim):
        ActivityFactory(submitted=True, owner=council, programmes=[prim])

        shown, _page = board(client_for, staff)

        assert shown.changes == ()

    @pytest.mark.parametrize("query", ["", "?du=2025-12-05&au=2026-02-15"])
    def test_costs_the_same_with_more_activities(self, client_for, staff, prim, agadir, query):
        def grow(number):
            for _ in range(number):
                activity = log(prim, places=[agadir], participants=20)
                log(prim, places=[agadir], starts_on=date(2025, 12, 10))
                log(prim, places=[agadir], starts_on=date(2026, 1, 10))
                EvidenceFactory(activity=activity)
                ValueFactory(programme=prim)
                assert activity.state == ActivityState.VALIDATED
            totals.rebuild()

        assert_flat(client_for(staff), URL + query, grow)
