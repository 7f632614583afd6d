"""Reports that are made by themselves."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from actors.enums import EventKind
from actors.models import Event
from lib.dates import Frequency, Period
from reports import actions, generation
from reports.enums import EditionKind, EditionState
from reports.models import Edition
from tests.factories.programmes import ProgrammeFactory
from tests.factories.reports import EditionFactory, ScheduleFactory
from tests.reports.making import make, ordered

pytestmark = pytest.mark.django_db

# The third quarter of 2026 is over, the fourth is not.
NOVEMBER = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def periods(plan):
    rows = Edition.objects.filter(schedule=plan).order_by("starts_on", "language")
    return [(row.starts_on, row.ends_on, row.language) for row in rows]


class TestDue:
    def test_each_ended_period_in_each_language(self):
        plan = ScheduleFactory(first_on=date(2026, 7, 1), languages=["fr", "ar"])

        assert generation.queue_due_periods(at=NOVEMBER) == 2
        assert periods(plan) == [
            (date(2026, 7, 1), date(2026, 9, 30), "ar"),
            (date(2026, 7, 1), date(2026, 9, 30), "fr"),
        ]

    def test_missed_periods_are_caught_up_once(self):
        plan = ScheduleFactory(first_on=date(2026, 1, 1), languages=["fr"])

        assert generation.queue_due_periods(at=NOVEMBER) == 3
        assert generation.queue_due_periods(at=NOVEMBER) == 0
        assert [start for start, _end, _language in periods(plan)] == [
            date(2026, 1, 1),
            date(2026, 4, 1),
            date(2026, 7, 1),
        ]

    def test_a_period_is_due_the_day_after_its_end_in_morocco(self):
        ScheduleFactory(first_on=date(2026, 7, 1), languages=["fr"])
        # 23:30 on 30 September at Greenwich is half past midnight in Casablanca.
        still = datetime(2026, 9, 30, 22, 30, tzinfo=UTC)
        over = datetime(2026, 9, 30, 23, 30, tzinfo=UTC)

        assert generation.queue_due_periods(at=still) == 0
        assert generation.queue_due_periods(at=over) == 1

    def test_a_stopped_plan_makes_nothing(self):
        ScheduleFactory(first_on=date(2026, 1, 1), is_active=False)

        assert generation.queue_due_periods(at=NOVEMBER) == 0

    def test_the_database_refuses_a_second_one(self):
        plan = ScheduleFactory(first_on=date(2026, 7, 1), languages=["fr"])
        generation.queue_due_periods(at=NOVEMBER)

        with pytest.raises(IntegrityError), transaction.atomic():
            EditionFactory(schedule=plan, starts_on=date(2026, 7, 1), language="fr")

    def test_waits_for_the_same_report_that_somebody_asked_for(self):
        plan = ScheduleFactory(first_on=date(2026, 7, 1), languages=["fr"])
        asked = ordered(
            [plan.programme], period=Period(date(2026, 7, 1), date(2026, 9, 30)), at=NOVEMBER
        )

        assert generation.queue_due_periods(at=NOVEMBER) == 0

        ready = make(asked, at=NOVEMBER)
        assert generation.queue_due_periods(at=NOVEMBER) == 1
        planned = make(Edition.objects.get(schedule=plan), at=NOVEMBER)
        assert (planned.state, planned.same_as) == (EditionState.UNCHANGED, ready)


class TestSaving:
    def test_an_agency_plans_its_programme(self, officer, agency, now):
        programme = ProgrammeFactory(agency=agency)

        plan = actions.save_schedule(
            programme=programme,
            kind=EditionKind.CAPITALISATION,
            frequency=Frequency.MONTHLY,
            languages=["ar"],
            is_active=True,
            first_on=date(2026, 1, 1),
            by=officer,
            at=now,
        )

        assert (plan.frequency, plan.languages) == (Frequency.MONTHLY, ["ar"])
        assert Event.objects.about(plan).get().kind == EventKind.CREATED

    def test_a_council_does_not(self, staff, now):
        with pytest.raises(PermissionDenied, match="does not plan"):
            actions.save_schedule(
                programme=ProgrammeFactory(),
                kind=EditionKind.CAPITALISATION,
                frequency=Frequency.MONTHLY,
                languages=["fr"],
                is_active=True,
                first_on=date(2026, 1, 1),
                by=staff,
                at=now,
            )

    def test_the_page_saves_a_plan_and_shows_it(self, client_for, officer, agency):
        ProgrammeFactory(slug="prim", agency=agency)
        client = client_for(officer)

        response = client.post(
            "/en/rapports/calendrier/prim/",
            {
                "frequency": "half_yearly",
                "languages": ["fr", "en"],
                "first_on": "01/2026",
                "is_active": "on",
            },
            follow=True,
        )

        assert "every half-year" in response.content.decode()
        assert "1 January 2026" in response.content.decode()

    def test_the_page_asks_for_a_language(self, client_for, officer, agency):
        ProgrammeFactory(slug="prim", agency=agency)

        response = client_for(officer).post(
            "/en/rapports/calendrier/prim/", {"frequency": "monthly", "first_on": "2026"}
        )

        assert response.status_code == 200
        assert "languages" in response.context["form"].errors
