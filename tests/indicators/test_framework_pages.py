"""Pages of frameworks: the tree, the forms, the amendments between two dates."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import translation

from indicators.actions import measures
from indicators.enums import ResultLevel
from indicators.models import Amendment, Framework, Measure, Result, Rule
from indicators.selectors.framework_details import MeasureDetails, TargetKey, measure_details
from tests.factories.indicators import (
    CategoryFactory,
    EntryFactory,
    FrameworkFactory,
    IndicatorFactory,
    MeasureFactory,
    PeriodFactory,
    ResultFactory,
    TargetFactory,
)
from tests.harness import assert_flat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]

LIBRARY = {"is_in_library": True}


@pytest.fixture
def result(prim):
    return ResultFactory(
        programme=prim, number="1", title_fr="Accueil", title_ar="الاستقبال", title_en="Welcome"
    )


@pytest.fixture
def measure(result):
    indicator = IndicatorFactory(code="BAOM", name_en="Offices opened", **LIBRARY)
    return MeasureFactory(result=result, indicator=indicator, code="prim-1-1")


@pytest.fixture
def under_way(measure, souss_massa):
    return EntryFactory(measure=measure, place=souss_massa)


@pytest.fixture
def browser(client_for, officer):
    return client_for(officer)


def page(name, *arguments):
    with translation.override("en"):
        return reverse(f"indicators:{name}", args=arguments)


def text(response):
    return response.content.decode()


def result_form(**changes):
    return {
        "level": ResultLevel.OUTPUT,
        "number": "1",
        "title_fr": "Accueil",
        "title_ar": "الاستقبال",
        "title_en": "Welcome",
        "version": "1",
    } | changes


def measure_form(measure, **changes):
    """What the browser sends when nothing is changed, but for the changes."""
    return {
        "result": measure.result_id,
        "collected_by": measure.collected_by,
        "baseline_qualifier": "exact",
        "version": measure.version,
        "parts-TOTAL_FORMS": "3",
        "parts-INITIAL_FORMS": "0",
    } | changes


class TestTree:
    def test_shows_results_with_their_indicators_and_what_is_missing(
        self, client_for, donor, funder, prim, measure
    ):
        prim.partnerships.create(organisation=funder, role="funding")
        shown = text(client_for(donor).get(page("framework", "prim")))
        assert "Welcome" in shown
        assert "Offices opened" in shown
        assert "no target" in shown
        assert "Add indicators" not in shown

    def test_offers_officers_what_to_do_first(self, browser, prim):
        shown = text(browser.get(page("framework", "prim")))
        assert "Add the first result" in shown
        assert page("result_new", "prim") in shown

    def test_tells_others_who_builds_it(self, client_for, staff, prim):
        assert "Its agency builds it." in text(client_for(staff).get(page("framework", "prim")))

    def test_calls_the_levels_as_the_programme_does(self, browser, prim, result):
        FrameworkFactory(programme=prim, output_name_en="deliverable")
        assert "Deliverable" in text(browser.get(page("framework", "prim")))

    def test_asks_as_many_queries_for_one_result_as_for_many(self, browser, prim, measure):
        def grow(count):
            for _one in range(count):
                more = ResultFactory(programme=prim)
                TargetFactory(measure=MeasureFactory(result=more))

        assert_flat(browser, page("framework", "prim"), grow)

    def test_says_what_the_portal_counts_itself(self, browser, measure):
        Rule.objects.create(measure=measure, kind="activities", settings={})
        assert "counted by the portal" in text(browser.get(page("framework", "prim")))
        shown = text(browser.get(page("measure", "prim", measure.code)))
        assert "Counted by the portal" in shown

    def test_leaves_out_what_was_taken_out(self, browser, measure, now):
        Measure.objects.filter(pk=measure.pk).update(removed_at=now)
        assert "Offices opened" not in text(browser.get(page("framework", "prim")))


class TestResultForm:
    def test_begins_with_the_next_number_under_a_parent(self, browser, prim):
        parent = ResultFactory(programme=prim, number="2", level=ResultLevel.OUTCOME)
        form = browser.get(page("result_new", "prim") + f"?sous={parent.pk}").context["form"]
        assert form.initial == {"parent": parent.pk, "number": "2.1", "level": ResultLevel.OUTPUT}

    def test_adds_a_result(self, browser, prim):
        answer = browser.post(page("result_new", "prim"), result_form())
        assert answer.url == page("framework", "prim")
        assert Result.objects.get().title_fr == "Accueil"

    def test_shows_what_is_refused_beside_its_field(self, browser, prim, result):
        form = browser.post(page("result_new", "prim"), result_form()).context["form"]
        assert form.errors["number"] == ["Another result has this number already."]

    def test_asks_for_no_reason_before_a_value_is_validated(self, browser, prim, result):
        answer = browser.get(page("result_edit", "prim", result.pk))
        assert "reason" not in answer.context["form"].fields

    @pytest.mark.usefixtures("under_way")
    def test_asks_for_a_reason_after(self, browser, prim, result):
        url = page("result_edit", "prim", result.pk)
        refused = browser.post(url, result_form(title_fr="Autre"))
        assert "reason" in refused.context["form"].errors
        answer = browser.post(url, result_form(title_fr="Autre", reason="Décision du COPIL"))
        assert answer.status_code == 302
        assert Amendment.objects.get().reason == "Décision du COPIL"

    def test_keeps_what_was_typed_when_someone_saved_meanwhile(self, browser, prim, result):
        url = page("result_edit", "prim", result.pk)
        browser.post(url, result_form(title_fr="Première"))
        answer = browser.post(url, result_form(title_fr="Seconde"))
        assert answer.status_code == 409
        shown = text(answer)
        assert "Première" in shown
        assert "Seconde" in shown
        # Saving again, knowingly, replaces theirs.
        browser.post(url, result_form(title_fr="Seconde", version="2"))
        result.refresh_from_db()
        assert result.title_fr == "Seconde"

    def test_removes_an_empty_result(self, browser, prim, result):
        assert browser.post(page("result_remove", "prim", result.pk)).status_code == 302
        assert not Result.objects.exists()

    def test_says_why_a_result_stays(self, browser, prim, result, measure):
        answer = browser.post(page("result_remove", "prim", result.pk))
        assert "Take out first what stands under this result." in text(answer)

    def test_of_another_programme_does_not_exist(self, browser, prim):
        other = ResultFactory()
        assert browser.get(page("result_edit", "prim", other.pk)).status_code == 404


class TestAdding:
    def test_takes_ten_ticked_indicators_in_one_go(self, browser, prim, result):
        codes = [IndicatorFactory(**LIBRARY).code for _one in range(10)]
        answer = browser.post(
            page("measures_add", "prim"), {"result": result.pk, "indicators": codes}, follow=True
        )
        assert "10 indicators are added to the framework." in text(answer)
        assert Measure.objects.filter(result=result).count() == 10

    def test_keeps_the_ticks_while_one_searches(self, browser, prim, result):
        ticked = IndicatorFactory(name_en="Offices", **LIBRARY)
        IndicatorFactory(name_en="Trainings", **LIBRARY)
        IndicatorFactory(name_en="Studies", **LIBRARY)
        answer = browser.post(
            page("measures_add", "prim"),
            {"result": result.pk, "indicators": [ticked.code], "q": "traini", "do": "search"},
        )
        offers = {
            one.indicator.name: one.is_ticked
            for group in answer.context["groups"]
            for one in group.offers
        }
        assert offers == {"Offices": True, "Trainings": False}
        assert not Measure.objects.exists()

    def test_does_not_offer_what_the_result_has(self, browser, prim, measure):
        answer = browser.get(page("measures_add", "prim"))
        (group,) = answer.context["groups"]
        assert [one.is_there for one in group.offers] == [True]

    def test_needs_a_tick(self, browser, prim, result):
        answer = browser.post(page("measures_add", "prim"), {"result": result.pk})
        assert "Choose at least one indicator." in text(answer)

    def test_needs_a_result_first(self, browser, prim):
        answer = browser.get(page("measures_add", "prim"))
        assert answer.url == page("result_new", "prim")

    def test_asks_as_many_queries_for_a_longer_library(self, browser, prim, result):
        def grow(count):
            IndicatorFactory.create_batch(count, **LIBRARY)

        assert_flat(browser, page("measures_add", "prim"), grow)


class TestMeasureForm:
    def test_shows_what_is_stored(self, browser, prim, measure):
        PeriodFactory(programme=prim, slug="2026-t1")
        TargetFactory(measure=measure, number=Decimal("12.5"))
        form = browser.get(page("measure_edit", "prim", measure.code)).context["form"]
        assert [bound.name for bound in form.whole_targets()] == ["target_", "target_2026-t1"]
        assert form["target_"].value() == "12.5"
        assert form["target_2026-t1"].value() is None

    def test_saves_words_baseline_and_targets(self, browser, prim, measure, souss_massa):
        PeriodFactory(programme=prim, slug="2026-t1")
        category = CategoryFactory(code="F")
        measure.indicator.dimensions.add(category.dimension)
        sent = measure_form(
            measure,
            wording_fr="Bureaux ouverts au public",
            baseline_number="4",
            baseline_qualifier="at_least",
            baseline_year="2022",
            target_="20",
            **{
                "target_2026-t1": "5,5",
                "parts-0-place": souss_massa.code,
                "parts-0-number": "12",
                "parts-1-period": "2026-t1",
                "parts-1-category": f"{category.dimension.code}:F",
                "parts-1-number": "3",
            },
        )
        answer = browser.post(page("measure_edit", "prim", measure.code), sent)
        assert answer.status_code == 302
        stored = measure_details(Measure.objects.for_table().get(pk=measure.pk))
        assert stored.wording_fr == "Bureaux ouverts au public"
        assert (stored.baseline_number, stored.baseline_qualifier) == (4, "at_least")
        assert stored.targets == {
            TargetKey(): Decimal(20),
            TargetKey(period="2026-t1"): Decimal("5.5"),
            TargetKey(place="MA.09"): Decimal(12),
            TargetKey(period="2026-t1", category=f"{category.dimension.code}:F"): Decimal(3),
        }

    def test_names_years_as_years(self, browser, prim, measure):
        sent = measure_form(measure, baseline_number="4", baseline_year="1200")
        answer = browser.post(page("measure_edit", "prim", measure.code), sent)
        assert answer.context["form"].errors["baseline_year"] == ["Write a year from 1990 to 2100."]

    def test_sent_unchanged_changes_nothing(self, browser, prim, measure, souss_massa):
        TargetFactory(measure=measure, number=Decimal(20))
        TargetFactory(measure=measure, place=souss_massa, number=Decimal(12))
        url = page("measure_edit", "prim", measure.code)
        form = browser.get(url).context["form"]
        sent = {bound.html_name: bound.value() for bound in form}
        for row in form.rows:
            sent |= {bound.html_name: bound.value() for bound in row}
        sent |= {bound.html_name: bound.value() for bound in form.rows.management_form}
        sent = {name: value for name, value in sent.items() if value not in (None, False)}
        assert browser.post(url, sent).status_code == 302
        measure.refresh_from_db()
        assert measure.version == 1
        assert measure.targets.count() == 2

    def test_refuses_a_target_for_nobody(self, browser, prim, measure):
        sent = measure_form(measure, **{"parts-0-number": "12"})
        shown = text(browser.post(page("measure_edit", "prim", measure.code), sent))
        assert "Choose a region or a category for this target." in shown

    def test_refuses_two_targets_for_the_same_thing(self, browser, prim, measure, souss_massa):
        rows = {f"parts-{row}-place": souss_massa.code for row in range(2)}
        rows |= {f"parts-{row}-number": "1" for row in range(2)}
        sent = measure_form(measure, **rows)
        shown = text(browser.post(page("measure_edit", "prim", measure.code), sent))
        assert "Two rows give a target for the same thing." in shown

    def test_shows_what_cannot_be_beside_its_field(self, browser, prim, result):
        share = MeasureFactory(result=result, indicator=IndicatorFactory(share=True))
        sent = measure_form(share, baseline_number="120")
        form = browser.post(page("measure_edit", "prim", share.code), sent).context["form"]
        assert form.errors["baseline_number"] == ["A percentage lies between 0 and 100."]

    def test_asks_no_number_of_what_is_told_in_words(self, browser, prim, result):
        words = MeasureFactory(result=result, indicator=IndicatorFactory(text=True))
        url = page("measure_edit", "prim", words.code)
        assert "baseline_number" not in browser.get(url).context["form"].fields
        sent = measure_form(words, wording_fr="Récit", baseline_number="4")
        assert browser.post(url, sent).status_code == 302
        words.refresh_from_db()
        assert (words.wording_fr, words.baseline_number) == ("Récit", None)

    @pytest.mark.usefixtures("under_way")
    def test_asks_for_a_reason_of_a_changed_target(self, browser, prim, measure):
        url = page("measure_edit", "prim", measure.code)
        refused = browser.post(url, measure_form(measure, target_="20", reason=""))
        assert "reason" in refused.context["form"].errors
        assert not measure.targets.exists()
        browser.post(url, measure_form(measure, target_="20", reason="Avenant 2"))
        assert measure.targets.get().number == 20
        assert Framework.objects.get(programme=prim).version == 2

    @pytest.mark.usefixtures("under_way")
    def test_needs_no_reason_for_what_is_usual(self, browser, prim, measure):
        url = page("measure_edit", "prim", measure.code)
        assert browser.post(url, measure_form(measure, usual_high="30")).status_code == 302
        assert not Amendment.objects.exists()

    def test_keeps_what_was_typed_when_someone_saved_meanwhile(self, browser, prim, measure):
        url = page("measure_edit", "prim", measure.code)
        browser.post(url, measure_form(measure, target_="20"))
        answer = browser.post(url, measure_form(measure, target_="30"))
        assert answer.status_code == 409
        (change,) = answer.context["stale"]
        assert (change.label, change.before, change.after) == ("Target: at the end", "20", "30")
        assert answer.context["form"]["target_"].value() == "30"

    def test_takes_a_measure_out(self, browser, prim, measure):
        assert browser.post(page("measure_remove", "prim", measure.code)).status_code == 302
        assert not Measure.objects.exists()

    @pytest.mark.usefixtures("under_way")
    def test_asks_why_it_is_taken_out(self, browser, prim, measure):
        url = page("measure_remove", "prim", measure.code)
        assert "reason" in browser.post(url).context["form"].errors
        browser.post(url, {"reason": "Hors champ"})
        shown = text(browser.get(page("measure", "prim", measure.code)))
        assert "Taken out of the framework" in shown
        assert "Hors champ" in shown
        assert page("measure_edit", "prim", measure.code) not in shown


class TestSettings:
    def test_are_saved(self, browser, prim):
        sent = {
            "frequency": "free",
            "first_on": "01/07/2026",
            "due_days": "20",
            "grace_days": "0",
            "signatures": "2",
            "output_name_fr": "Extrant",
        }
        assert browser.post(page("framework_settings", "prim"), sent).status_code == 302
        framework = Framework.objects.get(programme=prim)
        assert (framework.frequency, framework.signatures, framework.grace_days) == ("", 2, 0)
        assert framework.first_on.isoformat() == "2026-07-01"
        form = browser.get(page("framework_settings", "prim")).context["form"]
        assert form["frequency"].value() == "free"
        assert form["grace_days"].value() == "0"

    def test_want_a_whole_day(self, browser, prim):
        sent = {"frequency": "yearly", "first_on": "2026", "due_days": 30, "grace_days": 15}
        sent["signatures"] = "1"
        form = browser.post(page("framework_settings", "prim"), sent).context["form"]
        assert form.errors["first_on"] == ["Write the whole day, such as 01/01/2026."]


def change(measure, *, by, at, reason, **changes):
    stored = Measure.objects.for_table().get(pk=measure.pk)
    details = measure_details(stored)
    values = {name: getattr(details, name) for name in MeasureDetails.__slots__} | changes
    measures.edit_measure(
        measure=stored,
        details=MeasureDetails(**values),
        version=stored.version,
        reason=reason,
        by=by,
        at=at,
    )


@pytest.mark.usefixtures("under_way")
class TestAmendments:
    def test_tell_what_changed_why_and_by_whom(self, browser, prim, measure, officer, now):
        change(
            measure, targets={TargetKey(): Decimal(20)}, reason="Mi-parcours", by=officer, at=now
        )
        answer = browser.get(page("amendments", "prim"))
        (line,) = answer.context["lines"]
        assert [(one.label, one.before, one.after) for one in line.changes] == [
            ("Target: at the end", "", "20")
        ]
        shown = text(answer)
        assert "Mi-parcours" in shown
        assert "Hind Tazi" in shown

    def test_are_those_between_two_dates(self, browser, prim, measure, officer, now):
        for days, number in ((40, 10), (20, 11), (0, 12)):
            change(
                measure,
                targets={TargetKey(): Decimal(number)},
                reason=f"Cible {number}",
                by=officer,
                at=now - timedelta(days=days),
            )
        since, until = now - timedelta(days=30), now - timedelta(days=20)
        answer = browser.get(
            page("amendments", "prim"),
            {"since": since.strftime("%d/%m/%Y"), "until": until.strftime("%d/%m/%Y")},
        )
        assert [one.amendment.reason for one in answer.context["lines"]] == ["Cible 11"]

    def test_name_what_their_targets_are_about(
        self, browser, prim, measure, souss_massa, officer, now
    ):
        PeriodFactory(programme=prim, slug="2026-t1")
        key = TargetKey(period="2026-t1", place=souss_massa.code)
        change(measure, targets={key: Decimal(3)}, reason="Région", by=officer, at=now)
        (line,) = browser.get(page("amendments", "prim")).context["lines"]
        assert line.changes[0].label == "Target: Q1 2026 · Souss-Massa"

    def test_ask_as_many_queries_for_one_as_for_many(
        self, browser, prim, measure, souss_massa, officer, now
    ):
        key = TargetKey(place=souss_massa.code)

        def grow(count):
            for _one in range(count):
                target = Decimal(1 + Amendment.objects.count())
                change(measure, targets={key: target}, reason="R", by=officer, at=now)

        assert_flat(browser, page("amendments", "prim"), grow)

    def test_of_a_programme_one_does_not_see_do_not_exist(self, client_for, donor, prim):
        assert client_for(donor).get(page("amendments", "prim")).status_code == 404


class TestFrameworkWithoutValues:
    def test_says_that_it_changes_freely(self, browser, prim):
        assert "changes freely" in text(browser.get(page("amendments", "prim")))
