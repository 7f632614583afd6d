"""An edition says what changed in its frameworks since the one before; that one stays as it was."""

import hashlib
import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from openpyxl import load_workbook

from actors.audit import record
from actors.enums import EventKind
from indicators import totals
from indicators.actions import measures, revisions
from indicators.enums import Counted, RevisionState
from indicators.selectors.entries import Told, told_of
from indicators.selectors.framework_details import TargetKey, measure_details
from lib.dates import Period
from reports import generation
from reports.enums import EditionState
from reports.models import Edition
from reports.rendering.pages import Report
from tests.factories.actors import UserFactory
from tests.factories.indicators import EntryFactory, FrameworkFactory, RevisionFactory
from tests.reports.making import make as worked
from tests.reports.making import ordered, pdf_of, text_of

pytestmark = pytest.mark.django_db

FIRST_AT = datetime(2026, 7, 10, 9, 0, tzinfo=UTC)
CHANGED_AT = FIRST_AT + timedelta(days=1)
SECOND_AT = FIRST_AT + timedelta(days=2)
YEAR = Period(date(2026, 1, 1), date(2026, 7, 10))


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(FIRST_AT, tick=False):
        yield


@pytest.fixture
def trained(programme, make, souss_massa, oriental, quarters):
    """An indicator with a target, and values of two regions."""
    FrameworkFactory(programme=programme)
    quarters[0].locks_on = date(2026, 12, 31)
    quarters[0].save()
    measure = make("trained", target=500)
    for place in (souss_massa, oriental):
        EntryFactory(
            measure=measure, period=quarters[0], place=place, number=120, code=f"t-{place.slug}"
        )
    totals.rebuild()
    return measure


def edition(programme, *, at, language="en", region=None):
    with time_machine.travel(at, tick=False):
        return worked(
            ordered([programme], period=YEAR, language=language, region=region, at=at), at=at
        )


def raise_target(measure, officer, *, to, reason):
    details = measure_details(measure)
    measures.edit_measure(
        measure=measure,
        details=replace(details, targets={TargetKey(): Decimal(to)}),
        version=measure.version,
        reason=reason,
        by=officer,
        at=CHANGED_AT,
    )


def revise(value, *, to, reason, by, decided_by):
    proposed = revisions.propose(
        value=value,
        said=Told(number=Decimal(to), comment=told_of(value).comment),
        version=value.version,
        reason=reason,
        by=by,
        at=CHANGED_AT,
    )
    return revisions.accept(revision=proposed, answer="", by=decided_by, at=CHANGED_AT)


def lines_of(edition):
    with edition.workbook.open("rb") as file:
        sheet = load_workbook(io.BytesIO(file.read()))["Changes"]
    rows = list(sheet.iter_rows(values_only=True))
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


class TestTheSecondEdition:
    def test_lists_what_changed_and_the_first_stays_as_it_was(
        self, programme, trained, agency, officer, staff, validator
    ):
        first = edition(programme, at=FIRST_AT)
        kept, frozen = pdf_of(first), first.content
        raise_target(trained, officer, to=900, reason="Le comité a relevé la cible.")
        value = trained.values.get(code="t-souss-massa")
        revise(value, to=140, reason="Une antenne manquait.", by=staff, decided_by=validator)

        second = edition(programme, at=SECOND_AT)

        old = Edition.objects.get(pk=first.pk)
        assert pdf_of(old) == kept
        assert old.pdf_sha256 == hashlib.sha256(kept).hexdigest()
        assert old.content == frozen
        assert frozen["since"] is None
        assert (second.state, second.number) == (EditionState.READY, 2)
        (framework,) = Report(second.content).results
        assert framework["old_changes"] == []
        amended, revised = framework["new_changes"]
        (line,) = amended.lines
        assert (line["before"], line["after"]) == ("500", "900")
        assert (amended.reason, amended.by) == (
            "Le comité a relevé la cible.",
            agency.name_en,
        )
        assert revised.lines == ({"name": "value", "before": "120", "after": "140"},)
        assert (revised.reason, revised.where) == ("Une antenne manquait.", "Souss-Massa")
        assert revised.by == "Souss-Massa Regional Council"
        words = text_of(pdf_of(second), "-layout")
        assert "What was changed since edition 1 of 10 July 2026, and why" in words
        for told in ("500 → 900", "120 → 140", "Le comité a relevé la cible.", "manquait."):
            assert told in words
            assert told not in text_of(kept, "-layout")
        assert [
            (row["New in this edition"], row["Before"], row["After"]) for row in lines_of(second)
        ] == [("yes", "500", "900"), ("yes", "120", "140")]
        assert lines_of(old) == []

    def test_tells_what_is_new_from_what_was_told_before(self, programme, trained, officer):
        edition(programme, at=FIRST_AT)
        raise_target(trained, officer, to=900, reason="Première hausse.")
        edition(programme, at=SECOND_AT)
        trained.refresh_from_db()
        raise_target(trained, officer, to=950, reason="Seconde hausse.")

        third = edition(programme, at=SECOND_AT + timedelta(days=1))

        (framework,) = Report(third.content).results
        assert [one.reason for one in framework["new_changes"]] == ["Seconde hausse."]
        assert [one.reason for one in framework["old_changes"]] == ["Première hausse."]
        words = text_of(pdf_of(third))
        assert words.index("Seconde hausse.") < words.index("Première hausse.")

    def test_is_not_made_where_nothing_changed(self, programme, trained, officer):
        edition(programme, at=FIRST_AT)
        raise_target(trained, officer, to=900, reason="Première hausse.")
        second = edition(programme, at=SECOND_AT)

        # Asked past the first check, as after an event that changes no report.
        waiting = ordered([programme], period=YEAR, language="en", at=SECOND_AT)
        if waiting.pk == second.pk:
            Edition.objects.filter(pk=second.pk).update(trail_mark=0)
            waiting = ordered([programme], period=YEAR, language="en", at=SECOND_AT)
        generation.make(edition_id=waiting.pk, version=waiting.fence, at=SECOND_AT)

        waiting.refresh_from_db()
        assert (waiting.state, waiting.same_as_id) == (EditionState.UNCHANGED, second.pk)

    def test_says_so_where_the_framework_did_not_change(
        self, programme, trained, oriental, quarters
    ):
        edition(programme, at=FIRST_AT)
        trained.targets.update(number=501)
        record(EventKind.CHANGED, about=trained, by=None, at=CHANGED_AT)

        second = edition(programme, at=SECOND_AT)

        assert second.number == 2
        assert "was changed since edition 1 of 10 July 2026" in text_of(pdf_of(second))

    def test_after_one_of_an_older_layout_lists_every_change(self, programme, trained, officer):
        first = edition(programme, at=FIRST_AT)
        del first.content["body"]["results"], first.content["since"]
        first.save()
        raise_target(trained, officer, to=900, reason="Première hausse.")

        second = edition(programme, at=SECOND_AT)

        assert len(second.content["since"]["new"]["depomi"]["amendments"]) == 1
        assert Report(first.content).results == []
        assert Report(first.content).since is None


class TestWhatIsTold:
    @pytest.fixture
    def people(self, make, programme, quarters, souss_massa, oriental, trained):
        """An indicator of persons; many in both regions."""
        measure = make("people", counted=Counted.PERSONS)
        for place in (souss_massa, oriental):
            EntryFactory(measure=measure, period=quarters[0], place=place, number=60)
        totals.rebuild()
        return measure

    def revised(self, measure, place, before, after):
        return RevisionFactory(
            value=measure.values.get(place=place),
            state=RevisionState.ACCEPTED,
            before={"number": str(before), "qualifier": "exact"},
            after={"number": str(after), "qualifier": "exact"},
            reason=f"Il y en avait {before}.",
            decided_by=UserFactory(),
            decided_at=FIRST_AT,
        )

    @pytest.mark.parametrize(("before", "is_told"), [(45, True), (58, False), (3, False)])
    def test_of_few_people_is_only_that_there_was_a_change(
        self, people, programme, souss_massa, before, is_told
    ):
        self.revised(people, souss_massa, before, 60)

        made = edition(programme, at=SECOND_AT)

        (told,) = made.content["body"]["results"][0]["revisions"]
        assert told["is_withheld"] is not is_told
        sentence = f"Il y en avait {before}."
        assert (sentence in json.dumps(made.content)) is is_told
        assert (sentence in text_of(pdf_of(made))) is is_told
        (line,) = lines_of(made)
        assert line["Before"] == (str(before) if is_told else "withheld")

    def test_of_a_value_that_is_withheld_is_nothing(self, people, programme, souss_massa, quarters):
        people.values.filter(place=souss_massa).update(number=2)
        totals.rebuild()
        self.revised(people, souss_massa, 40, 80)

        made = edition(programme, at=SECOND_AT)

        assert made.content["body"]["results"][0]["revisions"][0]["is_withheld"]

    def test_in_a_region_is_of_that_region(self, trained, programme, souss_massa, oriental):
        for place in (souss_massa, oriental):
            self.revised(trained, place, 100, 120)

        made = edition(programme, at=SECOND_AT, region=oriental)

        told = made.content["body"]["results"][0]["revisions"]
        assert [one["place"] for one in told] == ["Oriental"]

    def test_is_nothing_of_changes_that_nobody_accepted(self, trained, programme, souss_massa):
        RevisionFactory(value=trained.values.get(place=souss_massa))

        made = edition(programme, at=SECOND_AT)

        assert made.content["body"]["results"][0]["revisions"] == []
