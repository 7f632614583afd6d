"""Synthetic activities are labelled, plausible, repeatable and removable."""

import pytest
from django.db.models import F, Sum

from actors.models import User
from programmes import totals
from programmes.enums import ActivityState
from programmes.models import Activity, Attribution, Participation
from regions.models import Source
from reports.loading.synthetic import AUTHORS, LABEL, populate, take_away

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("press_data")]


def synthetic():
    return Activity.objects.filter(source__code="donnees-synthetiques")


class TestPopulate:
    def test_adds_as_many_as_asked_all_labelled(self, now):
        populate(activities=120, seed=1, at=now)

        assert synthetic().count() == 120
        assert all(title.startswith(LABEL) for title in synthetic().values_list("title", flat=True))

    def test_spreads_over_states_programmes_and_kinds(self, now):
        populate(activities=300, seed=1, at=now)

        assert set(synthetic().values_list("state", flat=True)) == set(ActivityState.values)
        assert synthetic().values("attributions__programme").distinct().count() == 6
        assert synthetic().values("kind").distinct().count() == 10

    def test_leaves_numbers_unsaid_now_and_then(self, now):
        populate(activities=300, seed=1, at=now)

        assert synthetic().filter(participants__isnull=True).exists()
        assert synthetic().filter(participants__isnull=False, women__isnull=True).exists()
        assert synthetic().filter(starts_on__isnull=True).exists()

    def test_attributes_each_activity_whole(self, now):
        populate(activities=300, seed=1, at=now)

        shares = Attribution.objects.filter(activity__in=synthetic()).values("activity")
        assert {row["whole"] for row in shares.annotate(whole=Sum("share"))} == {100}

    def test_says_the_component_mostly_and_of_the_right_programme(self, now):
        populate(activities=300, seed=1, at=now)

        rows = Attribution.objects.filter(activity__in=synthetic(), programme__slug="depomi")
        told = rows.filter(component__isnull=False)
        assert rows.count() / 2 < told.count() < rows.count()
        assert not Attribution.objects.exclude(component=None).exclude(
            component__programme=F("programme")
        )

    def test_breakdowns_add_up_to_the_participants(self, now):
        populate(activities=300, seed=1, at=now)

        parts = Participation.objects.filter(activity__in=synthetic())
        rows = parts.values("activity__participants", "activity").annotate(people=Sum("count"))
        assert rows
        assert all(row["people"] == row["activity__participants"] for row in rows)

    def test_nothing_happens_after_the_present_day(self, now):
        populate(activities=300, seed=1, at=now)

        assert not synthetic().filter(starts_on__gt=now.date()).exists()
        assert not synthetic().filter(ends_on__gt=now.date()).exists()
        assert not synthetic().filter(validated_at__gt=now).exists()

    def test_the_same_seed_makes_the_same_activities(self, now):
        columns = ("uuid", "title", "starts_on", "participants", "state")
        populate(activities=50, seed=7, at=now)
        first = list(synthetic().order_by("pk").values_list(*columns))
        take_away(at=now)

        populate(activities=50, seed=7, at=now)

        assert list(synthetic().order_by("pk").values_list(*columns)) == first

    def test_a_second_run_adds_others(self, now):
        populate(activities=50, seed=7, at=now)

        populate(activities=50, seed=7, at=now)

        assert synthetic().count() == 100

    def test_keeps_the_totals_equal_to_the_log(self, now):
        populate(activities=60, seed=1, at=now)

        assert totals.drift() == []

    def test_authors_cannot_sign_in(self, now):
        populate(activities=1, seed=1, at=now)

        for user in User.objects.filter(email__in=AUTHORS):
            assert not user.is_active
            assert not user.has_usable_password()


class TestTakeAway:
    def test_leaves_only_what_was_there_before(self, now):
        before = set(Activity.objects.values_list("pk", flat=True))
        populate(activities=60, seed=1, at=now)

        removed = take_away(at=now)

        assert removed == 60
        assert set(Activity.objects.values_list("pk", flat=True)) == before
        assert not Source.objects.filter(code="donnees-synthetiques").exists()
        assert not User.objects.filter(email__in=AUTHORS).exists()
        assert totals.drift() == []

    def test_of_nothing_removes_nothing(self, now):
        assert take_away(at=now) == 0
