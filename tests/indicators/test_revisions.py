"""Changes of signed values: proposed with a reason, decided by somebody else."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from actors.enums import EventKind, Role
from actors.models import Event, Notice
from indicators import totals
from indicators.actions import revisions
from indicators.enums import RevisionState, ValueState
from indicators.models import Revision, Total, Value
from indicators.selectors.entries import Part, told_of
from indicators.selectors.review import changes_for, waiting_values
from lib.workflow import WrongState
from tests.factories.actors import person
from tests.factories.indicators import (
    CategoryFactory,
    CellFactory,
    DimensionFactory,
    EntryFactory,
    FrameworkFactory,
    MeasureFactory,
    PeriodFactory,
)
from tests.factories.programmes import ProgrammeFactory
from tests.harness import assert_flat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]


@pytest.fixture
def prim(agency, souss_massa, funder):
    return ProgrammeFactory(
        slug="prim", acronym="PRIM", agency=agency, region=souss_massa, funder=funder
    )


@pytest.fixture
def women():
    return CategoryFactory(
        dimension=DimensionFactory(code="sexe", name_fr="sexe"), name_fr="Femmes"
    )


@pytest.fixture
def value(prim, souss_massa, staff, validator, women):
    """Nadia gave 16, of whom 9 women; Driss signed."""
    measure = MeasureFactory(result__programme=prim)
    measure.indicator.dimensions.add(women.dimension)
    value = EntryFactory(
        code="prim-1--souss-massa--2026-t1",
        measure=measure,
        period=PeriodFactory(programme=prim),
        place=souss_massa,
        entered_by=staff,
        submitted_by=staff,
        submitted_at="2026-03-02T09:00:00Z",
        validated_by=validator,
        number=Decimal(16),
    )
    CellFactory(value=value, category=women, number=Decimal(9))
    totals.rebuild()
    return value


@pytest.fixture
def propose(value, now):
    def by(user, *, reason="Une session comptée deux fois.", version=None, **said):
        return revisions.propose(
            value=value,
            said=replace(told_of(value), **{"number": Decimal(14)} | said),
            version=value.version if version is None else version,
            reason=reason,
            by=user,
            at=now,
        )

    return by


def total_of(value, category=None):
    return Total.objects.get(place=value.place, category=category).number


class TestPropose:
    def test_leaves_the_value_and_its_totals(self, value, propose, staff, validator, officer):
        revision = propose(staff)

        value.refresh_from_db()
        assert (value.number, value.version, value.state) == (16, 1, ValueState.VALIDATED)
        assert total_of(value) == 16
        assert (revision.before["number"], revision.after["number"]) == ("16", "14")
        event = Event.objects.about(value).get()
        assert (event.kind, event.note) == (EventKind.PROPOSED, "Une session comptée deux fois.")
        assert (event.before, event.after) == ({"number": "16"}, {"number": "14"})
        assert set(Notice.objects.values_list("to", flat=True)) == {validator.email, officer.email}

    @pytest.mark.parametrize("reason", ["", " \u200b", "x" * 3_000])
    def test_needs_a_reason_of_some_length(self, propose, staff, reason):
        with pytest.raises(ValidationError) as refusal:
            propose(staff, reason=reason)

        assert "reason" in refusal.value.message_dict
        assert not Revision.objects.exists()

    def test_needs_a_change(self, propose, staff):
        with pytest.raises(ValidationError, match="says already"):
            propose(staff, number=Decimal(16))

    def test_refuses_what_could_not_be_entered(self, propose, staff):
        with pytest.raises(ValidationError, match="more than the whole"):
            propose(staff, number=Decimal(5))

    def test_waits_for_the_one_before(self, propose, staff, validator):
        propose(staff)

        with pytest.raises(WrongState, match="Nadia Berrada proposed"):
            propose(validator, number=Decimal(13))

    def test_is_not_for_what_changed_since_it_was_read(self, propose, staff):
        with pytest.raises(WrongState, match="read it again"):
            propose(staff, version=0)

    def test_is_not_for_what_is_not_signed(self, value, propose, staff):
        Value.objects.filter(pk=value.pk).update(state=ValueState.SUBMITTED)

        with pytest.raises(WrongState, match="not signed"):
            propose(staff)

    def test_is_not_another_councils(self, propose, stranger, donor):
        for user in (stranger, donor):
            with pytest.raises(PermissionDenied):
                propose(user)


class TestAccept:
    def test_changes_the_value_and_its_totals(self, value, propose, staff, validator, women, now):
        revision = propose(staff, cells={women.pk: Part(Decimal(7))})

        revisions.accept(revision=revision, answer="", by=validator, at=now)

        value.refresh_from_db()
        assert (value.number, value.version, value.state) == (14, 2, ValueState.VALIDATED)
        assert value.cells.get().number == 7
        assert (total_of(value), total_of(value, women)) == (14, 7)
        assert totals.drift() == []
        revision.refresh_from_db()
        assert (revision.state, revision.decided_by) == (RevisionState.ACCEPTED, validator)
        event = Event.objects.about(value).last()
        assert (event.kind, event.after["number"]) == (EventKind.ACCEPTED, "14")
        assert Notice.objects.filter(to=staff.email).count() == 1

    def test_takes_a_part_away_from_the_totals(self, value, propose, staff, validator, women, now):
        revision = propose(staff, cells={})

        revisions.accept(revision=revision, answer="", by=validator, at=now)

        assert not Total.objects.filter(category=women).exists()
        assert totals.drift() == []

    def test_is_never_by_who_proposed(self, propose, validator, now):
        with pytest.raises(PermissionDenied, match="other than who proposed"):
            revisions.accept(revision=propose(validator), answer="", by=validator, at=now)

    def test_is_not_by_who_signs_nothing(self, propose, staff, council, now):
        other = person("Hicham Fassi", Role.CONTRIBUTOR, council)

        with pytest.raises(PermissionDenied, match="sign this value last"):
            revisions.accept(revision=propose(staff), answer="", by=other, at=now)

    def test_of_two_signatures_takes_the_last_one(
        self, prim, propose, staff, validator, officer, now
    ):
        FrameworkFactory(programme=prim, signatures=2)
        revision = propose(staff)
        assert set(Notice.objects.values_list("to", flat=True)) == {officer.email}

        with pytest.raises(PermissionDenied):
            revisions.accept(revision=revision, answer="", by=validator, at=now)
        revisions.accept(revision=revision, answer="", by=officer, at=now)

        revision.refresh_from_db()
        assert revision.state == RevisionState.ACCEPTED

    def test_waits_until_a_locked_period_is_open_again(self, value, propose, staff, validator, now):
        revision = propose(staff)
        later = now + timedelta(days=400)

        with pytest.raises(WrongState, match="locked"):
            revisions.accept(revision=revision, answer="", by=validator, at=later)

        value.refresh_from_db()
        assert value.number == 16

    def test_happens_once_and_names_who_decided(self, propose, staff, validator, officer, now):
        revision = propose(staff)
        revisions.accept(revision=revision, answer="", by=officer, at=now)

        for decide in (revisions.accept, revisions.refuse):
            with pytest.raises(WrongState, match="Hind Tazi"):
                decide(revision=revision, answer="Non.", by=validator, at=now)

    def test_another_change_may_follow(self, value, propose, staff, validator, now):
        revisions.accept(revision=propose(staff), answer="", by=validator, at=now)
        value.refresh_from_db()

        assert propose(staff, number=Decimal(13)).before["number"] == "14"


class TestRefuse:
    def test_leaves_the_value_and_says_why(self, value, propose, staff, validator, now):
        revision = propose(staff)

        revisions.refuse(
            revision=revision, answer="Les deux sont distinctes.", by=validator, at=now
        )

        value.refresh_from_db()
        assert (value.number, value.version) == (16, 1)
        revision.refresh_from_db()
        assert (revision.state, revision.answer) == (
            RevisionState.REFUSED,
            "Les deux sont distinctes.",
        )
        assert Event.objects.about(value).last().kind == EventKind.DECLINED
        assert "Les deux sont distinctes." in Notice.objects.get(to=staff.email).body

    def test_needs_an_answer(self, propose, staff, validator, now):
        revision = propose(staff)

        with pytest.raises(ValidationError):
            revisions.refuse(revision=revision, answer=" ", by=validator, at=now)

        revision.refresh_from_db()
        assert revision.state == RevisionState.PROPOSED

    def test_is_never_by_who_proposed(self, propose, validator, now):
        with pytest.raises(PermissionDenied):
            revisions.refuse(revision=propose(validator), answer="Non.", by=validator, at=now)


class TestPages:
    def test_from_the_proposal_to_the_new_value(self, value, staff, validator, women, client_for):
        client = client_for(staff)
        url = reverse("indicators:revision_propose", args=[value.code])
        form = client.get(url).context["form"]
        typed = {
            f"ver-{form.pk}": form.version,
            f"was-{form.pk}": "",
            f"v-{form.pk}": "14",
            f"q-{form.pk}": "exact",
            f"p{women.pk}-{form.pk}": "9",
            f"k-{form.pk}": "",
            "reason": "Une session comptée deux fois.",
        }

        answer = client.post(url, typed)

        revision = Revision.objects.get()
        assert answer["Location"] == reverse("indicators:revision", args=[revision.pk])
        assert revision.after["cells"] == {str(women.pk): ["9", None, None]}
        signing = client_for(validator)
        listed = signing.get(reverse("indicators:revision_list")).content.decode()
        assert "Une session comptée deux fois." in listed
        page = signing.get(answer["Location"])
        assert [(one.old, one.new) for one in page.context["line"].differences] == [("16", "14")]
        signing.post(reverse("indicators:revision_accept", args=[revision.pk]), {"answer": ""})
        value.refresh_from_db()
        assert value.number == 14

    def test_what_is_wrong_stays_on_the_page(self, value, staff, client_for):
        client = client_for(staff)
        url = reverse("indicators:revision_propose", args=[value.code])
        form = client.get(url).context["form"]
        typed = {f"ver-{form.pk}": form.version, f"v-{form.pk}": "quatorze", "reason": "Erreur."}

        page = client.post(url, typed)

        assert page.status_code == 200
        assert page.context["problems"]
        assert "quatorze" in page.content.decode()
        assert not Revision.objects.exists()

    def test_a_missing_reason_stays_on_the_page(self, value, staff, client_for):
        client = client_for(staff)
        url = reverse("indicators:revision_propose", args=[value.code])
        form = client.get(url).context["form"]

        page = client.post(url, {f"ver-{form.pk}": form.version, f"v-{form.pk}": "14"})

        assert "reason" in page.context["problems"]

    def test_a_refusal_without_an_answer_keeps_the_page(
        self, propose, staff, validator, client_for
    ):
        revision = propose(staff)

        page = client_for(validator).post(
            reverse("indicators:revision_refuse", args=[revision.pk]), {"answer": ""}
        )

        assert page.status_code == 200
        assert page.context["problem"] in page.content.decode()

    def test_outsiders_do_not_read_what_was_said(
        self, propose, staff, validator, donor, now, client_for
    ):
        revision = propose(staff)
        page = reverse("indicators:revision", args=[revision.pk])
        assert client_for(donor).get(page).status_code == 404

        revisions.accept(revision=revision, answer="", by=validator, at=now)

        assert client_for(donor).get(page).status_code == 404
        assert client_for(validator).get(page).status_code == 200

    def test_who_proposed_sees_it_wait_and_may_not_decide(self, propose, validator, client_for):
        revision = propose(validator)

        assert list(changes_for(validator)) == [revision]
        assert waiting_values(validator).changes == 0
        page = client_for(validator).get(reverse("indicators:revision", args=[revision.pk]))
        assert page.context["why_not"]

    def test_as_many_queries_for_many(self, prim, souss_massa, staff, validator, client_for, now):
        def more(count):
            for _count in range(count):
                value = EntryFactory(
                    measure=MeasureFactory(result__programme=prim),
                    period=PeriodFactory(programme=prim),
                    place=souss_massa,
                    entered_by=staff,
                )
                revisions.propose(
                    value=value,
                    said=replace(told_of(value), number=Decimal(3)),
                    version=1,
                    reason="Erreur.",
                    by=staff,
                    at=now,
                )

        assert_flat(client_for(validator), reverse("indicators:revision_list"), more)
