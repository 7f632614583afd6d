"""A programme's calendar: made, added to, locked, opened again, and who is reminded of it."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from actors.enums import Language, Role
from actors.models import Event, Notice
from indicators.actions import entries, periods
from indicators.actions.reminders import remind
from indicators.enums import CollectedBy, PeriodStatus
from indicators.models import Period, Value
from indicators.selectors.entries import Told
from indicators.selectors.periods import expects, name_of, sheets_for
from lib import formats
from lib.dates import Frequency
from lib.dates import Period as Days
from lib.workflow import WrongState
from tests.factories.actors import person
from tests.factories.indicators import (
    EntryFactory,
    FrameworkFactory,
    MeasureFactory,
    PeriodFactory,
    ResultFactory,
)
from tests.factories.programmes import ProgrammeFactory
from tests.harness import assert_flat

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return datetime(2026, 4, 25, 10, 0, tzinfo=ZoneInfo("Africa/Casablanca"))


@pytest.fixture
def depomi(agency, souss_massa):
    return ProgrammeFactory(slug="depomi", acronym="DEPOMI", agency=agency, region=souss_massa)


@pytest.fixture
def framework(depomi):
    return FrameworkFactory(programme=depomi, first_on=date(2025, 1, 1))


def locked(programme, **rest):
    """A period that was locked ten days before the tests' day."""
    return PeriodFactory(
        programme=programme, due_on=date(2026, 4, 10), locks_on=date(2026, 4, 15), **rest
    )


class TestCalendar:
    def test_has_every_quarter_up_to_the_day(self, framework, officer, now):
        made = periods.make_calendar(
            framework=framework, until=date(2026, 2, 1), by=officer, at=now
        )
        assert [one.slug for one in made] == ["2025-t1", "2025-t2", "2025-t3", "2025-t4", "2026-t1"]
        first = made[0]
        assert (first.opens_on, first.due_on, first.locks_on) == (
            date(2025, 1, 1),
            date(2025, 4, 30),
            date(2025, 5, 15),
        )
        assert Event.objects.get().after["periods"][-1] == "2026-t1"

    def test_made_again_adds_only_what_is_missing(self, framework, officer, now):
        for until in (date(2025, 6, 30), date(2025, 6, 30), date(2025, 12, 31)):
            periods.make_calendar(framework=framework, until=until, by=officer, at=now)
        slugs = Period.objects.order_by("starts_on").values_list("slug", flat=True)
        assert list(slugs) == ["2025-t1", "2025-t2", "2025-t3", "2025-t4"]

    def test_leaves_days_alone_that_another_period_has(self, framework, officer, now):
        PeriodFactory(
            programme=framework.programme,
            slug="demarrage",
            starts_on=date(2025, 2, 1),
            ends_on=date(2025, 5, 31),
        )
        made = periods.make_calendar(
            framework=framework, until=date(2025, 9, 30), by=officer, at=now
        )
        assert [one.slug for one in made] == ["2025-t3"]

    @pytest.mark.parametrize(
        ("frequency", "slug"),
        [
            (Frequency.MONTHLY, "2025-01"),
            (Frequency.QUARTERLY, "2025-t1"),
            (Frequency.HALF_YEARLY, "2025-s1"),
            (Frequency.YEARLY, "2025"),
        ],
    )
    def test_follows_the_frequency(self, framework, officer, now, frequency, slug):
        framework.frequency = frequency
        made = periods.make_calendar(
            framework=framework, until=date(2025, 1, 31), by=officer, at=now
        )
        assert [one.slug for one in made] == [slug]

    @pytest.mark.parametrize("until", [date(2024, 12, 31), date(2125, 1, 1)])
    def test_refuses_a_day_that_makes_no_sense(self, framework, officer, now, until):
        framework.frequency = Frequency.MONTHLY
        with pytest.raises(ValidationError):
            periods.make_calendar(framework=framework, until=until, by=officer, at=now)

    def test_belongs_to_the_officers_of_the_programme(self, framework, staff, now):
        with pytest.raises(PermissionDenied):
            periods.make_calendar(framework=framework, until=date(2025, 6, 30), by=staff, at=now)


class TestFreeDates:
    def add(self, programme, officer, now, first, last, label=""):
        return periods.add(
            programme=programme,
            days=Days(first, last),
            label=label,
            due_on=last + timedelta(days=10),
            locks_on=last + timedelta(days=20),
            by=officer,
            at=now,
        )

    def test_are_added_once(self, depomi, officer, now):
        for _twice in range(2):
            one = self.add(
                depomi, officer, now, date(2026, 1, 15), date(2026, 3, 3), "Phase pilote"
            )
        assert Period.objects.get() == one
        assert (one.slug, name_of(one)) == ("phase-pilote", "Phase pilote")

    def test_never_cover_a_day_twice(self, depomi, officer, now):
        self.add(depomi, officer, now, date(2026, 1, 15), date(2026, 3, 3))
        with pytest.raises(ValidationError) as refused:
            self.add(depomi, officer, now, date(2026, 3, 3), date(2026, 4, 1))
        assert "starts_on" in refused.value.message_dict


class TestLocking:
    def test_holds_at_once(self, depomi, officer, now):
        period = PeriodFactory(programme=depomi)
        period = periods.lock(period=period, by=officer, at=now)
        assert period.status(on=now.date()) == PeriodStatus.LOCKED
        assert periods.lock(period=period, by=officer, at=now).version == period.version

    def test_also_on_the_day_it_opened(self, depomi, officer, now):
        period = PeriodFactory(programme=depomi, opens_on=now.date(), due_on=date(2026, 5, 1))
        period = periods.lock(period=period, by=officer, at=now)
        assert period.status(on=now.date()) == PeriodStatus.LOCKED

    def test_is_not_for_what_has_not_begun(self, depomi, officer, now):
        period = PeriodFactory(
            programme=depomi, starts_on=date(2027, 1, 1), ends_on=date(2027, 3, 31)
        )
        with pytest.raises(WrongState):
            periods.lock(period=period, by=officer, at=now)

    def test_keeps_every_action_out(self, depomi, officer, now, souss_massa):
        measure = MeasureFactory(result=ResultFactory(programme=depomi))
        period = locked(depomi)
        where = {"place": souss_massa, "period": period, "by": officer, "at": now}
        with pytest.raises(WrongState):
            entries.save(measure=measure, told=Told(number=3), version=0, **where)
        with pytest.raises(WrongState):
            entries.declare_complete(**where)
        with pytest.raises(WrongState):
            entries.withdraw_declaration(**where)
        value = EntryFactory(
            measure=measure, period=period, place=souss_massa, draft=True, entered_by=officer
        )
        with pytest.raises(WrongState):
            entries.submit(values=[value], by=officer, at=now)
        with pytest.raises(WrongState):
            entries.clear(measure=measure, version=1, **where)
        assert Value.objects.get().state == "draft"


class TestReopening:
    def test_lets_values_in_until_a_day_and_says_why(self, depomi, officer, now, souss_massa):
        measure = MeasureFactory(result=ResultFactory(programme=depomi))
        period = locked(depomi)
        periods.reopen(
            period=period,
            until=date(2026, 4, 30),
            reason="Le registre de Tiznit est arrivé en retard.",
            by=officer,
            at=now,
        )
        assert "Tiznit" in Event.objects.get().note
        where = {"measure": measure, "place": souss_massa, "period": period, "by": officer}
        entries.save(told=Told(number=3), version=0, at=now, **where)
        with pytest.raises(WrongState):
            entries.save(told=Told(number=4), version=1, at=now + timedelta(days=6), **where)

    def test_is_due_when_it_closes_again(self, depomi, staff, officer, now):
        MeasureFactory(result=ResultFactory(programme=depomi))
        period, until = locked(depomi), date(2026, 4, 30)
        periods.reopen(period=period, until=until, reason="Oubli.", by=officer, at=now)
        [sheet] = sheets_for(staff, on=now.date())
        assert sheet.due_on == until

    @pytest.mark.parametrize(
        ("until", "reason", "field"),
        [
            (date(2026, 4, 24), "Une erreur de saisie.", "until"),
            (date(2026, 4, 30), "  ", "reason"),
        ],
    )
    def test_needs_a_day_to_come_and_a_reason(self, depomi, officer, now, until, reason, field):
        with pytest.raises(ValidationError) as refused:
            periods.reopen(period=locked(depomi), until=until, reason=reason, by=officer, at=now)
        assert list(refused.value.message_dict) == [field]

    def test_is_for_locked_periods(self, depomi, officer, now):
        with pytest.raises(WrongState):
            periods.reopen(
                period=PeriodFactory(programme=depomi),
                until=date(2026, 4, 30),
                reason="Pour rien.",
                by=officer,
                at=now,
            )


class TestExpecting:
    @pytest.mark.parametrize(
        ("frequency", "ends_on", "expected"),
        [
            ("", date(2026, 2, 28), True),
            ("quarterly", date(2026, 3, 31), True),
            ("yearly", date(2026, 3, 31), False),
            ("yearly", date(2026, 12, 31), True),
            ("half_yearly", date(2026, 6, 30), True),
        ],
    )
    def test_a_measure_is_asked_when_its_own_period_ends(self, frequency, ends_on, expected):
        measure = MeasureFactory.build(frequency=frequency)
        assert expects(measure, PeriodFactory.build(ends_on=ends_on)) is expected

    @pytest.mark.parametrize(
        ("frequency", "days", "expected"),
        [
            ("yearly", (date(2026, 4, 1), date(2027, 3, 31)), True),
            ("yearly", (date(2026, 2, 1), date(2026, 4, 30)), False),
            ("half_yearly", (date(2026, 5, 16), date(2026, 8, 15)), True),
            ("monthly", (date(2026, 1, 1), date(2026, 3, 31)), True),
        ],
    )
    def test_free_dates_are_asked_for_what_ends_within_them(self, frequency, days, expected):
        starts_on, ends_on = days
        period = PeriodFactory.build(starts_on=starts_on, ends_on=ends_on)
        assert expects(MeasureFactory.build(frequency=frequency), period) is expected

    def test_a_sheet_counts_what_is_active_and_asked(
        self, depomi, staff, officer, now, souss_massa
    ):
        result = ResultFactory(programme=depomi)
        given, _blank = MeasureFactory(result=result), MeasureFactory(result=result)
        MeasureFactory(result=result, frequency="yearly")
        MeasureFactory(result=result, removed_at=now)
        MeasureFactory(result=result, collected_by=CollectedBy.PROGRAMME)
        period = PeriodFactory(programme=depomi)
        EntryFactory(measure=given, period=period, place=souss_massa, number=None)
        [sheet] = sheets_for(staff, on=now.date())
        assert (sheet.given, sheet.expected) == (1, 2)
        places = {one.place for one in sheets_for(officer, on=now.date())}
        assert places == {souss_massa, None}

    @pytest.mark.parametrize(
        ("days", "name"),
        [
            ((date(2026, 1, 1), date(2026, 3, 31)), "Q1 2026"),
            ((date(2026, 7, 1), date(2026, 12, 31)), "H2 2026"),
            ((date(2026, 1, 1), date(2026, 12, 31)), "2026"),
            ((date(2026, 5, 1), date(2026, 5, 31)), "mai 2026"),
        ],
    )
    def test_a_period_is_called_by_its_days(self, days, name):
        first, last = days
        assert name_of(PeriodFactory.build(starts_on=first, ends_on=last)) == name


class TestReminders:
    @pytest.fixture(autouse=True)
    def _measures(self, depomi):
        result = ResultFactory(programme=depomi)
        MeasureFactory(result=result)
        MeasureFactory(result=result)

    def test_one_message_tells_each_person_of_all_that_is_due(
        self, depomi, agency, staff, stranger, officer, now, souss_massa
    ):
        prim = ProgrammeFactory(acronym="PRIM", agency=agency, region=souss_massa)
        MeasureFactory(result=ResultFactory(programme=prim))
        for programme in (depomi, prim):
            PeriodFactory(programme=programme)
        assert remind(at=now) == 1
        notice = Notice.objects.get()
        assert notice.to == staff.email
        assert "DEPOMI" in notice.body
        assert "PRIM" in notice.body
        assert "2" in notice.body
        for _again in range(2):
            assert remind(at=now + timedelta(seconds=2)) == 0
        assert Notice.objects.count() == 1

    def test_speaks_the_language_of_the_person(self, depomi, council, now):
        person("Aziz Benjelloun", Role.CONTRIBUTOR, council, language=Language.ARABIC)
        PeriodFactory(programme=depomi)
        remind(at=now)
        assert "/ar/saisie/" in Notice.objects.get().body

    def test_comes_once_before_and_once_after_the_due_date(self, depomi, staff, now):
        PeriodFactory(programme=depomi)
        told = [remind(at=now + timedelta(days=days)) for days in (-20, 0, 3, 5, 6, 7, 30)]
        assert told == [0, 1, 0, 0, 1, 0, 0]

    def test_is_not_sent_where_all_is_given_or_declared(self, depomi, staff, now, souss_massa):
        period = PeriodFactory(programme=depomi)
        entries.declare_complete(period=period, place=souss_massa, by=staff, at=now)
        assert remind(at=now) == 0
        assert not Notice.objects.exists()

    def test_is_not_sent_for_a_locked_period(self, depomi, staff, now):
        locked(depomi)
        assert remind(at=now) == 0

    def test_says_until_when_a_reopened_period_is_waited_for(self, depomi, staff, officer, now):
        period = PeriodFactory(programme=depomi)
        late = now + timedelta(days=6)
        assert remind(at=late) == 1
        periods.lock(period=period, by=officer, at=late)
        until = (late + timedelta(days=10)).date()
        periods.reopen(period=period, until=until, reason="Oubli.", by=officer, at=late)
        assert remind(at=late + timedelta(days=1)) == 1
        assert formats.date(until) in Notice.objects.order_by("-pk").first().body
        assert remind(at=late + timedelta(days=2)) == 0

    def test_tells_officers_of_what_the_programme_gives_as_a_whole(
        self, depomi, staff, officer, now
    ):
        result = ResultFactory(programme=depomi)
        MeasureFactory(result=result, collected_by=CollectedBy.PROGRAMME)
        PeriodFactory(programme=depomi)
        assert remind(at=now) == 2
        assert {one.to for one in Notice.objects.all()} == {staff.email, officer.email}


class TestPages:
    def test_shows_each_period_with_its_state_in_words(self, client_for, donor, depomi, staff):
        PeriodFactory(programme=depomi)
        address = reverse("indicators:period_list", args=["depomi"])
        page = client_for(staff).get(address)
        assert 'class="status' in page.content.decode()
        assert reverse("indicators:period_new", args=["depomi"]) not in page.content.decode()

    def test_makes_the_calendar(self, client_for, officer, framework):
        address = reverse("indicators:period_calendar", args=["depomi"])
        answer = client_for(officer).post(address, {"until": "31/12/2025"})
        assert answer.status_code == 302
        assert Period.objects.count() == 4

    def test_asks_for_a_whole_day(self, client_for, officer, framework):
        address = reverse("indicators:period_calendar", args=["depomi"])
        answer = client_for(officer).post(address, {"until": "2025"})
        assert answer.context["form"].errors["until"]
        assert not Period.objects.exists()

    def test_adds_locks_and_opens_again(self, client_for, officer, framework, depomi):
        hind = client_for(officer)
        new = {
            "starts_on": "02/01/2020",
            "ends_on": "30/06/2020",
            "due_on": "31/07/2020",
            "locks_on": "31/12/2119",
        }
        hind.post(reverse("indicators:period_new", args=["depomi"]), new)
        period = Period.objects.get()
        hind.post(reverse("indicators:period_lock", args=["depomi", period.slug]))
        period.refresh_from_db()
        assert period.locks_on < date(2119, 12, 31)
        reopen = reverse("indicators:period_reopen", args=["depomi", period.slug])
        hind.post(reopen, {"until": "01/01/2100", "reason": "Un bureau a répondu tard."})
        period.refresh_from_db()
        assert period.reopened_until == date(2100, 1, 1)

    def test_queries_do_not_grow_with_periods(self, client_for, officer, depomi):
        def grow(count):
            for _one in range(count):
                number = Period.objects.count()
                PeriodFactory(
                    programme=depomi,
                    slug=f"p-{number}",
                    starts_on=date(2020, 1, 1) + timedelta(days=10 * number),
                    ends_on=date(2020, 1, 5) + timedelta(days=10 * number),
                )

        assert_flat(client_for(officer), reverse("indicators:period_list", args=["depomi"]), grow)
