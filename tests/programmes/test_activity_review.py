"""The way of a record: submitted, returned, validated, thrown away, and who is told."""

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from actors.enums import EventKind, Role
from actors.models import Event, Notice
from lib.workflow import WrongState, may_move, unreachable
from programmes import totals, workflow
from programmes.actions import activities, review
from programmes.enums import ActivityState
from programmes.models import Activity, ActivityTotal
from programmes.selectors import activities as selectors
from programmes.selectors.details import details_of
from tests.factories.actors import MembershipFactory, person
from tests.factories.programmes import ActivityFactory, ProgrammeFactory
from tests.factories.regions import SourceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]


@pytest.fixture
def prim(agency):
    return ProgrammeFactory(slug="prim", acronym="PRIM", agency=agency)


@pytest.fixture
def draft(staff, council, prim):
    return ActivityFactory(owner=council, created_by=staff, programmes=[prim])


@pytest.fixture
def submitted(staff, council, prim):
    return ActivityFactory(submitted=True, owner=council, created_by=staff, programmes=[prim])


@pytest.fixture
def validated(staff, council, prim):
    return ActivityFactory(validated=True, owner=council, created_by=staff, programmes=[prim])


def retitled(details, title):
    return replace(details, title=title)


def state_of(activity):
    activity.refresh_from_db()
    return activity.state


def test_every_state_is_in_the_table_and_can_be_reached():
    assert set(workflow.MOVES) == set(ActivityState)
    assert not unreachable(workflow.MOVES, ActivityState.DRAFT)


def waiting():
    """How many records wait for validation, as the totals say it."""
    return sum(
        ActivityTotal.objects.filter(programme__isnull=True, place__isnull=True)
        .order_by("pk")
        .values_list("awaiting", flat=True)
    )


def test_the_totals_know_what_waits_at_every_step(draft, staff, validator, now):
    seen = [waiting()]
    record = review.submit(activity=draft, by=staff, at=now)
    seen.append(waiting())
    record = review.return_with_question(
        activity=record, version=record.version, question="Où ?", by=validator, at=now
    )
    seen.append(waiting())
    record = review.submit(activity=record, by=staff, at=now)
    seen.append(waiting())
    details = retitled(details_of(record), "Atelier sur les droits")
    record = activities.edit(
        activity=record, details=details, version=record.version, by=staff, at=now
    )
    seen.append(waiting())

    assert seen == [0, 1, 0, 1, 0]
    assert totals.drift() == []


class TestSubmit:
    def test_hands_a_draft_to_the_validators(self, draft, staff, validator, officer, now):
        review.submit(activity=draft, by=staff, at=now)

        assert state_of(draft) == ActivityState.SUBMITTED
        assert (draft.submitted_by, draft.submitted_at) == (staff, now)
        assert set(Notice.objects.values_list("to", flat=True)) == {validator.email, officer.email}
        event = Event.objects.about(draft).get()
        assert (event.kind, event.before, event.after) == (
            EventKind.SUBMITTED,
            {"state": "draft"},
            {"state": "submitted"},
        )

    def test_tells_a_validator_once_a_day(self, staff, council, prim, validator, now):
        for _count in range(3):
            one = ActivityFactory(owner=council, created_by=staff, programmes=[prim])
            review.submit(activity=one, by=staff, at=now)

        assert Notice.objects.filter(to=validator.email).count() == 1

    def test_does_not_tell_whose_role_has_ended(self, draft, staff, council, now):
        former = person("Samir Naciri", Role.VALIDATOR, council)
        former.memberships.update(ends_on="2026-01-31")

        review.submit(activity=draft, by=staff, at=now)

        assert not Notice.objects.filter(to=former.email).exists()

    def test_refuses_another_council(self, draft, stranger, now):
        with pytest.raises(PermissionDenied):
            review.submit(activity=draft, by=stranger, at=now)

    def test_refuses_what_lies_ahead(self, draft, staff, now):
        Activity.objects.filter(pk=draft.pk).update(starts_on="2026-05-01", is_planned=True)

        with pytest.raises(WrongState):
            review.submit(activity=draft, by=staff, at=now)

    def test_what_was_planned_and_took_place_is_no_longer_planned(self, draft, staff, now):
        Activity.objects.filter(pk=draft.pk).update(is_planned=True)

        review.submit(activity=draft, by=staff, at=now)

        draft.refresh_from_db()
        assert not draft.is_planned


class TestValidate:
    def test_signs_and_counts(self, submitted, validator, staff, now, prim):
        review.validate(activity=submitted, version=submitted.version, by=validator, at=now)

        assert state_of(submitted) == ActivityState.VALIDATED
        assert (submitted.validated_by, submitted.validated_at) == (validator, now)
        assert Notice.objects.get().to == staff.email
        total = ActivityTotal.objects.get(
            programme=prim, place=None, month="2026-02-01", kind=submitted.kind
        )
        assert total.activities == 1

    def test_an_officer_signs_for_the_agencys_programme(self, submitted, officer, now):
        review.validate(activity=submitted, version=submitted.version, by=officer, at=now)

        assert state_of(submitted) == ActivityState.VALIDATED

    def test_never_ones_own(self, submitted, staff, council, now):
        MembershipFactory(user=staff, organisation=council, role=Role.VALIDATOR)

        with pytest.raises(PermissionDenied, match=r"other than|autre"):
            review.validate(activity=submitted, version=submitted.version, by=staff, at=now)

    def test_not_another_regions(self, submitted, other_council, now):
        other = person("Yassine Ziani", Role.VALIDATOR, other_council)

        with pytest.raises(PermissionDenied):
            review.validate(activity=submitted, version=submitted.version, by=other, at=now)

    def test_not_what_changed_since_it_was_read(self, submitted, validator, now):
        with pytest.raises(WrongState):
            review.validate(activity=submitted, version=submitted.version - 1, by=validator, at=now)

        assert state_of(submitted) == ActivityState.SUBMITTED

    def test_says_who_was_faster(self, validated, validator, now):
        with pytest.raises(WrongState, match=str(validated.validated_by)):
            review.validate(activity=validated, version=validated.version, by=validator, at=now)

    def test_not_a_draft(self, draft, validator, now):
        with pytest.raises(WrongState):
            review.validate(activity=draft, version=draft.version, by=validator, at=now)


class TestReturn:
    def test_asks_the_author(self, submitted, validator, staff, now):
        review.return_with_question(
            activity=submitted,
            version=submitted.version,
            question="Combien de femmes ?",
            by=validator,
            at=now,
        )

        assert state_of(submitted) == ActivityState.RETURNED
        assert submitted.question == "Combien de femmes ?"
        notice = Notice.objects.get()
        assert notice.to == staff.email
        assert "Combien de femmes ?" in notice.body

    @pytest.mark.parametrize("question", ["", "  \u200b ", "x" * 5_000])
    def test_needs_a_question_of_some_length(self, submitted, validator, now, question):
        with pytest.raises(ValidationError):
            review.return_with_question(
                activity=submitted,
                version=submitted.version,
                question=question,
                by=validator,
                at=now,
            )


class TestEdit:
    def test_a_submitted_record_becomes_a_draft_again(self, submitted, staff, now):
        details = details_of(submitted)

        activities.edit(
            activity=submitted,
            details=retitled(details, "Atelier corrigé"),
            version=submitted.version,
            by=staff,
            at=now,
        )

        assert state_of(submitted) == ActivityState.DRAFT
        assert submitted.submitted_by is None
        event = Event.objects.about(submitted).get()
        assert event.after == {"title": "Atelier corrigé"}

    def test_a_validated_record_stays_as_it_is(self, validated, staff, now):
        with pytest.raises(WrongState):
            activities.edit(
                activity=validated,
                details=retitled(details_of(validated), "Autre"),
                version=validated.version,
                by=staff,
                at=now,
            )

    def test_without_a_change_nothing_is_written(self, submitted, staff, now):
        activities.edit(
            activity=submitted,
            details=details_of(submitted),
            version=submitted.version,
            by=staff,
            at=now,
        )

        assert state_of(submitted) == ActivityState.SUBMITTED
        assert not Event.objects.exists()

    def test_the_action_itself_refuses_bad_details(self, draft, staff, now):
        with pytest.raises(ValidationError) as refusal:
            activities.edit(
                activity=draft,
                details=retitled(details_of(draft), ""),
                version=draft.version,
                by=staff,
                at=now,
            )

        assert "title" in refusal.value.message_dict


class TestDiscard:
    def test_deletes_a_draft_and_says_so_in_the_trail(self, draft, staff, now):
        pk = draft.pk

        activities.discard(activity=draft, by=staff, at=now)

        assert not Activity.objects.filter(pk=pk).exists()
        event = Event.objects.get(about_id=str(pk))
        assert (event.kind, event.before["title"]) == (EventKind.DELETED, draft.title)

    def test_nothing_that_was_ever_submitted(self, submitted, staff, now):
        with pytest.raises(WrongState):
            activities.discard(activity=submitted, by=staff, at=now)


class TestPages:
    def test_from_submission_to_signature(self, client_for, draft, staff, validator):
        client_for(staff).post(reverse("programmes:activity_submit", args=[draft.uuid]))
        queue = client_for(validator).get(reverse("programmes:validation_queue"))
        assert draft.title in queue.content.decode()
        version = queue.context["shown"].version

        answer = client_for(validator).post(
            reverse("programmes:activity_validate", args=[draft.uuid]),
            {"version": version, "next": "queue"},
        )

        assert answer["Location"] == reverse("programmes:validation_queue")
        assert state_of(draft) == ActivityState.VALIDATED

    def test_another_regions_draft_is_not_there(self, client_for, draft, stranger):
        for name in ("detail", "edit", "duplicate"):
            url = reverse(f"programmes:activity_{name}", args=[draft.uuid])
            assert client_for(stranger).get(url).status_code == 404

    def test_only_programmes_that_one_sees_are_linked(self, client_for, donor, funder, council):
        ours, theirs = ProgrammeFactory(funder=funder), ProgrammeFactory()
        shared = ActivityFactory(owner=council, programmes=[ours, theirs], validated=True)

        url = reverse("programmes:activity_detail", args=[shared.uuid])
        page = client_for(donor).get(url).content.decode()

        assert reverse("reports:programme_detail", args=[ours.slug]) in page
        assert theirs.acronym in page
        assert reverse("reports:programme_detail", args=[theirs.slug]) not in page

    def test_a_validated_record_is_read_but_not_changed_by_others(
        self, client_for, validated, stranger
    ):
        client = client_for(stranger)

        assert (
            client.get(reverse("programmes:activity_detail", args=[validated.uuid])).status_code
            == 200
        )
        refusal = client.get(reverse("programmes:activity_edit", args=[validated.uuid]))
        assert refusal.status_code == 403
        assert "organisation" in refusal.content.decode()

    def test_ones_own_record_in_the_queue_cannot_be_signed(
        self, client_for, submitted, staff, council
    ):
        MembershipFactory(user=staff, organisation=council, role=Role.VALIDATOR)

        page = client_for(staff).get(reverse("programmes:validation_queue")).content.decode()

        assert submitted.title in page
        assert "disabled" in page
        assert reverse("programmes:activity_validate", args=[submitted.uuid]) not in page

    def test_the_empty_queue_names_the_last_validation(self, client_for, validated, validator):
        page = client_for(validator).get(reverse("programmes:validation_queue")).content.decode()

        assert validated.title in page

    def test_the_queue_of_someone_who_signs_nothing_is_empty(self, client_for, submitted, donor):
        page = client_for(donor).get(reverse("programmes:validation_queue"))

        assert submitted.title not in page.content.decode()

    def test_the_record_asked_for_is_shown_from_whichever_page_of_the_queue(
        self, client_for, submitted, council, validator, now
    ):
        ActivityFactory.create_batch(25, submitted=True, owner=council)
        Activity.objects.filter(pk=submitted.pk).update(submitted_at=now)

        url = f"{reverse('programmes:validation_queue')}?fiche={submitted.uuid}"
        queue = client_for(validator).get(url)

        assert submitted not in queue.context["page"].rows
        assert queue.context["shown"] == submitted

    def test_an_empty_question_keeps_the_page(self, client_for, submitted, validator):
        url = reverse("programmes:activity_return", args=[submitted.uuid])

        answer = client_for(validator).post(url, {"version": submitted.version, "question": " "})

        assert answer.status_code == 200
        assert state_of(submitted) == ActivityState.SUBMITTED

    def test_a_record_is_duplicated_without_its_numbers(self, client_for, validated, staff):
        Activity.objects.filter(pk=validated.pk).update(participants=20, women=8)

        page = client_for(staff).get(
            reverse("programmes:activity_duplicate", args=[validated.uuid])
        )

        form = page.context["form"]
        assert form["title"].value() == validated.title
        assert form["participants"].value() is None
        assert Activity.objects.count() == 1

    def test_a_record_taken_over_from_a_source_says_so(self, client_for, staff, council, prim):
        taken = ActivityFactory(
            validated=True,
            owner=council,
            programmes=[prim],
            created_by=None,
            validated_by=None,
            submitted_by=None,
            submitted_at=None,
            source=SourceFactory(),
        )

        page = (
            client_for(staff)
            .get(reverse("programmes:activity_detail", args=[taken.uuid]))
            .content.decode()
        )

        assert "une source publiée" in page
        assert "pas encore" not in page


class TestHomeBlocks:
    def test_who_waits_for_what(self, draft, submitted, staff, validator, council, prim):
        back = ActivityFactory(returned=True, owner=council, created_by=staff, programmes=[prim])

        assert list(selectors.drafts_of(staff)) == [draft]
        assert list(selectors.returned_to(staff)) == [back]
        waiting = selectors.waiting_summary(validator)
        assert (waiting.count, waiting.since) == (1, submitted.submitted_at)
        assert selectors.waiting_summary(staff).count == 0


def test_the_table_lets_an_author_take_a_record_back(submitted):
    assert may_move(submitted, to=ActivityState.DRAFT, moves=workflow.MOVES)
