"""The grid as people use it without scripts: by plain forms."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from indicators.enums import CollectedBy, OverTime, ValueState
from indicators.models import Declaration, Value, ValueFile
from lib.quantities import Qualifier
from tests.factories.indicators import (
    CategoryFactory,
    DimensionFactory,
    EntryFactory,
    FrameworkFactory,
    IndicatorFactory,
    MeasureFactory,
    PeriodFactory,
    ResultFactory,
    TargetFactory,
)
from tests.factories.programmes import ProgrammeFactory
from tests.harness import assert_flat

TODAY = datetime(2026, 4, 10, 9, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def depomi(agency, funder, souss_massa):
    programme = ProgrammeFactory(slug="depomi", agency=agency, funder=funder, region=souss_massa)
    FrameworkFactory(programme=programme)
    return programme


@pytest.fixture
def period(depomi):
    return PeriodFactory(programme=depomi)


@pytest.fixture
def result(depomi):
    return ResultFactory(programme=depomi, number="1")


def measure(result, **rest):
    return MeasureFactory(result=result, programme=result.programme, **rest)


@pytest.fixture
def address(depomi, period):
    return reverse("indicators:grid", args=["depomi", "souss-massa", period.slug])


def boxes(client, address):
    """The form as the page draws it, by the names of its boxes."""
    return fields_of(client.get(address))


def fields_of(answer):
    fields = {}
    for form in answer.context["forms"]:
        if form.row.is_validated:
            continue
        fields |= {f"{key}-{form.pk}": text for key, text in form.texts.items()}
        fields |= {f"ver-{form.pk}": form.version, f"was-{form.pk}": form.was}
    return fields


def text_of(answer):
    return " ".join(answer.content.decode().split())


class TestGrid:
    def test_saves_what_was_typed_and_nothing_else(self, client_for, staff, result, address):
        first, second = measure(result), measure(result)
        browser = client_for(staff)
        answer = browser.post(
            address, {**boxes(browser, address), f"v-{first.pk}": "1 250", "do": "save"}
        )
        assert answer.status_code == 302
        value = Value.objects.get()
        assert (value.measure, value.number, value.state) == (first, 1250, ValueState.DRAFT)
        assert value.entered_by == staff
        assert f'name="v-{second.pk}" value=""' in text_of(browser.get(address))

    def test_tells_nd_from_zero_from_blank(self, client_for, staff, result, address):
        none, zero, blank = measure(result), measure(result), measure(result)
        browser = client_for(staff)
        fields = {**boxes(browser, address), f"v-{none.pk}": "n", f"v-{zero.pk}": "0"}
        browser.post(address, fields)
        assert Value.objects.get(measure=none).number is None
        assert Value.objects.get(measure=zero).number == 0
        assert not Value.objects.filter(measure=blank).exists()
        assert f'name="v-{none.pk}" value="n.d."' in text_of(browser.get(address))

    @pytest.mark.parametrize(
        ("typed", "qualifier"),
        [
            ("~30", Qualifier.ABOUT),
            ("≥30", Qualifier.AT_LEAST),
            ("au moins 30", Qualifier.AT_LEAST),
            ("على الأقل 30", Qualifier.AT_LEAST),
            ("30", Qualifier.EXACT),
        ],
    )
    def test_understands_a_qualifier_typed_with_the_number(
        self, client_for, staff, result, address, typed, qualifier
    ):
        one = measure(result)
        browser = client_for(staff)
        browser.post(address, {**boxes(browser, address), f"v-{one.pk}": typed})
        value = Value.objects.get()
        assert (value.number, value.qualifier) == (30, qualifier)
        # The same page sent again says the same: nothing changes.
        fields = boxes(browser, address)
        browser.post(address, fields)
        value.refresh_from_db()
        assert (value.qualifier, value.version) == (qualifier, 1)

    def test_keeps_an_ambiguous_number_on_the_page_and_saves_the_others(
        self, client_for, staff, result, address
    ):
        bad, good = measure(result), measure(result)
        browser = client_for(staff)
        answer = browser.post(
            address, {**boxes(browser, address), f"v-{bad.pk}": "1.234", f"v-{good.pk}": "7"}
        )
        assert answer.status_code == 422
        page = text_of(answer)
        assert "1.234" in page
        assert "peut se lire de deux façons" in page or "can be read in two ways" in page
        assert Value.objects.get().measure == good
        states = {form.pk: form.cell_state for form in answer.context["forms"]}
        assert states == {bad.pk: "invalid", good.pk: "draft"}

    def test_refuses_parts_above_the_whole_and_shows_the_rest(
        self, client_for, staff, result, address
    ):
        indicator = IndicatorFactory()
        sex = DimensionFactory(code="sexe")
        women, men = CategoryFactory(dimension=sex), CategoryFactory(dimension=sex)
        indicator.dimensions.add(sex)
        one = measure(result, indicator=indicator)
        browser = client_for(staff)
        fields = {
            **boxes(browser, address),
            f"v-{one.pk}": "10",
            f"p{women.pk}-{one.pk}": "8",
            f"p{men.pk}-{one.pk}": "5",
        }
        answer = browser.post(address, fields)
        assert answer.status_code == 422
        assert not Value.objects.exists()
        browser.post(address, {**fields, f"p{men.pk}-{one.pk}": "1"})
        parts = {cell.category: cell.number for cell in Value.objects.get().cells.all()}
        assert parts == {women: 8, men: 1}
        [form] = browser.get(address).context["forms"]
        assert form.dimensions[0].rest.number == 1

    def test_makes_a_percentage_of_both_its_sides(self, client_for, staff, result, address):
        one = measure(result, indicator=IndicatorFactory(share=True))
        browser = client_for(staff)
        fields = boxes(browser, address)
        alone = browser.post(address, {**fields, f"a-{one.pk}": "3"})
        assert alone.status_code == 422
        browser.post(address, {**fields, f"a-{one.pk}": "3", f"b-{one.pk}": "8"})
        value = Value.objects.get()
        assert (value.numerator, value.denominator, value.number) == (3, 8, Decimal("37.5"))

    def test_takes_days_over_files_and_shows_how_many_each_took(
        self, client_for, staff, result, address
    ):
        indicator = IndicatorFactory(over_time="average", over_places="weighted")
        one = measure(result, indicator=indicator)
        nadia = client_for(staff)
        fields = boxes(nadia, address) | {f"a-{one.pk}": "90", f"b-{one.pk}": "4"}

        nadia.post(address, fields)

        value = Value.objects.get(measure=one)
        assert (value.number, value.numerator, value.denominator) == (Decimal("22.5"), 90, 4)
        page = nadia.get(address).content.decode()
        row = page.split('data-row="')[1].split("</tr>")[0]
        assert "22,5" in row
        assert "%" not in row

    def test_takes_steps_of_a_scale_and_words(self, client_for, staff, result, address):
        step = measure(result, indicator=IndicatorFactory(scale=True))
        words = measure(result, indicator=IndicatorFactory(text=True))
        browser = client_for(staff)
        fields = boxes(browser, address)
        answer = browser.post(address, {**fields, f"v-{step.pk}": "5", f"k-{words.pk}": "En cours"})
        assert answer.status_code == 422
        assert Value.objects.get().comment == "En cours"
        browser.post(address, {**fields_of(answer), f"v-{step.pk}": "4"})
        assert Value.objects.get(measure=step).number == 4

    def test_shows_both_versions_when_someone_saved_meanwhile(
        self, client_for, staff, officer, result, address
    ):
        one = measure(result)
        nadia, hind = client_for(staff), client_for(officer)
        old = boxes(nadia, address)
        hind.post(address, {**boxes(hind, address), f"v-{one.pk}": "25"})
        answer = nadia.post(address, {**old, f"v-{one.pk}": "30"})
        assert answer.status_code == 422
        page = text_of(answer)
        assert "Hind Tazi" in page
        assert f'name="v-{one.pk}" value="30"' in page
        assert Value.objects.get().number == 25
        nadia.post(address, fields_of(answer))
        assert Value.objects.get().number == 30

    def test_takes_the_version_on_the_server(self, client_for, staff, officer, result, address):
        one = measure(result)
        nadia, hind = client_for(staff), client_for(officer)
        old = boxes(nadia, address)
        hind.post(address, {**boxes(hind, address), f"v-{one.pk}": "25"})
        answer = nadia.post(address, {**old, f"v-{one.pk}": "30"})
        answer = nadia.post(address, {**fields_of(answer), "take": one.pk})
        assert answer.status_code == 302
        assert Value.objects.get().number == 25

    def test_an_old_page_does_not_undo_rows_that_were_not_touched(
        self, client_for, staff, officer, result, address
    ):
        theirs, mine = measure(result), measure(result)
        nadia, hind = client_for(staff), client_for(officer)
        old = boxes(nadia, address)
        hind.post(address, {**boxes(hind, address), f"v-{theirs.pk}": "25"})
        nadia.post(address, {**old, f"v-{mine.pk}": "4"})
        assert {v.measure: v.number for v in Value.objects.all()} == {theirs: 25, mine: 4}

    def test_sent_twice_has_one_effect(self, client_for, staff, result, address):
        one = measure(result)
        browser = client_for(staff)
        fields = {**boxes(browser, address), f"v-{one.pk}": "12", "do": "submit"}
        browser.post(address, fields)
        browser.post(address, fields)
        value = Value.objects.get()
        assert (value.state, value.version) == (ValueState.SUBMITTED, 2)

    def test_blank_again_deletes_the_draft(self, client_for, staff, result, address):
        one = measure(result)
        browser = client_for(staff)
        browser.post(address, {**boxes(browser, address), f"v-{one.pk}": "12"})
        browser.post(address, {**boxes(browser, address), f"v-{one.pk}": ""})
        assert not Value.objects.exists()

    def test_a_locked_period_takes_nothing(self, client_for, staff, result, address, period):
        one = measure(result)
        browser = client_for(staff)
        fields = boxes(browser, address)
        period.locks_on = date(2026, 4, 9)
        period.due_on = date(2026, 4, 9)
        period.save()
        answer = browser.post(
            address, {**fields, f"v-{one.pk}": "12"}, headers={"referer": "http://testserver/"}
        )
        assert answer.status_code == 302
        assert not Value.objects.exists()
        assert '<input type="text"' not in text_of(browser.get(address))

    def test_a_validated_value_is_shown_and_not_asked(
        self, client_for, staff, result, address, period, souss_massa
    ):
        one = measure(result)
        EntryFactory(measure=one, period=period, place=souss_massa, number=17)
        page = text_of(client_for(staff).get(address))
        assert f'name="v-{one.pk}"' not in page
        assert "<b>17</b>" in page

    def test_shows_what_came_before_and_adds_it(
        self, client_for, staff, depomi, result, address, souss_massa
    ):
        indicator = IndicatorFactory(over_time=OverTime.SUM)
        one = measure(result, indicator=indicator)
        for slug, month, number in (("2025-t3", 7, 4), ("2025-t4", 10, 6)):
            before = PeriodFactory(
                programme=depomi,
                slug=slug,
                starts_on=date(2025, month, 1),
                ends_on=date(2025, month + 2, 28),
            )
            EntryFactory(measure=one, period=before, place=souss_massa, number=number)
        TargetFactory(measure=one, place=souss_massa, number=40)
        browser = client_for(staff)
        browser.post(address, {**boxes(browser, address), f"v-{one.pk}": "5"})
        [form] = browser.get(address).context["forms"]
        assert form.row.previous.number == 6
        assert form.cumulative.number == 15
        assert (form.row.target, form.row.is_final_target) == (40, True)

    def test_asks_only_what_the_period_and_the_place_are_asked(
        self, client_for, staff, officer, result, address
    ):
        yearly = measure(result, frequency="yearly")
        whole = measure(result, collected_by=CollectedBy.PROGRAMME)
        regional = measure(result)
        shown = client_for(staff).get(address).context["forms"]
        assert [form.pk for form in shown] == [regional.pk]
        programme = address.replace("souss-massa", "programme")
        shown = client_for(officer).get(programme).context["forms"]
        assert [form.pk for form in shown] == [whole.pk]
        assert yearly.pk not in {regional.pk, whole.pk}

    def test_queries_do_not_grow_with_measures(
        self, client_for, staff, result, address, period, souss_massa
    ):
        dimension = DimensionFactory()
        CategoryFactory.create_batch(3, dimension=dimension)

        def grow(count):
            for _one in range(count):
                indicator = IndicatorFactory()
                indicator.dimensions.add(dimension)
                one = measure(result, indicator=indicator)
                EntryFactory(
                    measure=one,
                    period=period,
                    place=souss_massa,
                    submitted=True,
                    entered_by=staff,
                )

        assert_flat(client_for(staff), address, grow)


class TestPast:
    def test_shows_what_the_place_gave_before_and_between_what(
        self, client_for, staff, depomi, result, address, souss_massa, oriental
    ):
        one = measure(result)
        for year, number in ((2023, 4), (2024, 9), (2025, None)):
            before = PeriodFactory(
                programme=depomi,
                slug=str(year),
                starts_on=date(year, 1, 1),
                ends_on=date(year, 12, 31),
            )
            EntryFactory(measure=one, period=before, place=souss_massa, number=number)
            EntryFactory(measure=one, period=before, place=oriental, number=100)
        browser = client_for(staff)
        browser.post(address, {**boxes(browser, address), f"v-{one.pk}": "5"})
        answer = browser.get(f"{address}indicateurs/{one.code}/")
        past = answer.context["past"]
        assert [row.value.number for row in past.values] == [None, 9, 4]
        assert (past.lowest, past.highest) == (4, 9)
        assert len(answer.context["history"]) == 1
        fragment = browser.get(f"{address}indicateurs/{one.code}/", headers={"hx-request": "true"})
        assert b"<html" not in fragment.content

    def test_of_what_is_not_asked_here_does_not_exist(self, client_for, staff, result, address):
        other = measure(result, collected_by=CollectedBy.PROGRAMME)
        answer = client_for(staff).get(f"{address}indicateurs/{other.code}/")
        assert answer.status_code == 404


class TestSubmitting:
    def test_what_is_unusual_waits_for_a_comment(self, client_for, staff, result, address):
        odd = measure(result, usual_low=5, usual_high=20)
        fine = measure(result)
        browser = client_for(staff)
        fields = {**boxes(browser, address), f"v-{odd.pk}": "90", f"v-{fine.pk}": "3"}
        answer = browser.post(address, {**fields, "do": "submit"})
        assert answer.status_code == 422
        # Saved all the same, and none of them submitted.
        assert set(Value.objects.values_list("state", flat=True)) == {ValueState.DRAFT}
        assert "20" in next(
            form.not_submitted for form in answer.context["forms"] if form.pk == odd.pk
        )
        fields = {**fields_of(answer), f"k-{odd.pk}": "Deux caravanes de plus.", "do": "submit"}
        assert browser.post(address, fields).status_code == 302
        assert set(Value.objects.values_list("state", flat=True)) == {ValueState.SUBMITTED}

    def test_a_submitted_value_that_is_corrected_is_a_draft_again(
        self, client_for, staff, result, address
    ):
        one = measure(result)
        browser = client_for(staff)
        browser.post(address, {**boxes(browser, address), f"v-{one.pk}": "3", "do": "submit"})
        browser.post(address, {**boxes(browser, address), f"v-{one.pk}": "4", "do": "save"})
        value = Value.objects.get()
        assert (value.state, value.submitted_by, value.number) == (ValueState.DRAFT, None, 4)

    def test_complete_makes_blanks_intentional_and_can_be_taken_back(
        self, client_for, staff, result, address
    ):
        measure(result)
        browser = client_for(staff)
        for _twice in range(2):
            browser.post(address, {**boxes(browser, address), "do": "complete"})
        assert Declaration.objects.get().withdrawn_at is None
        home = browser.get(reverse("indicators:entry_home"))
        assert home.context["left"] == []
        browser.post(address, {"do": "withdraw"})
        assert Declaration.objects.get().withdrawn_by == staff


class TestScript:
    def test_gets_each_row_back_as_it_now_stands(self, client_for, staff, result, address):
        first, second = measure(result), measure(result)
        browser = client_for(staff)
        fields = boxes(browser, address) | {f"v-{first.pk}": "~30", f"v-{second.pk}": "1.234"}
        told = browser.post(f"{address}enregistrer/", fields).json()
        good, bad = told["rows"][str(first.pk)], told["rows"][str(second.pk)]
        assert (good["state"], good["version"]) == ("draft", 1)
        assert good["texts"][f"v-{first.pk}"] == "30"
        assert good["texts"][f"q-{first.pk}"] == "about"
        assert (bad["state"], bad["invalid"]) == ("invalid", [f"v-{second.pk}"])
        assert "1/2" in told["completeness"]

    def test_hears_that_the_period_was_locked(self, client_for, staff, result, address, period):
        one = measure(result)
        browser = client_for(staff)
        fields = boxes(browser, address) | {f"v-{one.pk}": "3"}
        period.due_on = period.locks_on = date(2026, 4, 1)
        period.save()
        answer = browser.post(f"{address}enregistrer/", fields)
        assert answer.status_code == 409
        assert len(answer.json()["locked"]) > 15


class TestPasting:
    def test_shows_the_cells_then_saves_them(self, client_for, staff, result, address):
        first, second, third = (measure(result) for _ in range(3))
        browser = client_for(staff)
        answer = browser.post(
            f"{address}coller/", {"block": "12\r\nn.d.\r\n1.234\r\n99\r\n", "start": ""}
        )
        preview = answer.context["preview"]
        assert not Value.objects.exists()
        assert [cell.after for cell in preview.cells] == ["12", "n.d.", "1.234"]
        assert [bool(cell.problem) for cell in preview.cells] == [False, False, True]
        assert preview.unused == ["99"]
        answer = browser.post(f"{address}coller/", {**preview.data, "do": "apply"})
        assert answer.status_code == 422
        found = {v.measure: v.number for v in Value.objects.all()}
        assert found == {first: 12, second: None}
        assert f'name="v-{third.pk}" value="1.234"' in text_of(answer)

    def test_finds_measures_by_their_names(self, client_for, staff, result, address):
        first, second = measure(result), measure(result)
        browser = client_for(staff)
        block = f"Indicateur\tValeur\n{second.code}\t8\n{first.indicator.code}\t5"
        preview = browser.post(f"{address}coller/", {"block": block}).context["preview"]
        browser.post(f"{address}coller/", {**preview.data, "do": "apply"})
        assert {v.measure: v.number for v in Value.objects.all()} == {first: 5, second: 8}
        assert preview.unused == ["Indicateur · Valeur"]

    def test_goes_down_the_categories_from_a_part(self, client_for, staff, result, address):
        indicator, sex = IndicatorFactory(), DimensionFactory()
        women, men = CategoryFactory(dimension=sex), CategoryFactory(dimension=sex)
        indicator.dimensions.add(sex)
        one = measure(result, indicator=indicator)
        browser = client_for(staff)
        browser.post(address, {**boxes(browser, address), f"v-{one.pk}": "10"})
        preview = browser.post(
            f"{address}coller/", {"block": "6\n3", "start": f"p{women.pk}-{one.pk}"}
        ).context["preview"]
        browser.post(f"{address}coller/", {**preview.data, "do": "apply"})
        cells = {cell.category: cell.number for cell in Value.objects.get().cells.all()}
        assert cells == {women: 6, men: 3}


class TestFiles:
    @pytest.fixture(autouse=True)
    def _own_files(self, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path

    def send(self, browser, address, name, data, **fields):
        file = SimpleUploadedFile("registre.pdf", data, "application/pdf")
        return browser.post(address, {**boxes(browser, address), **fields, name: file})

    def test_is_kept_with_its_value_and_opens_for_its_own_people(
        self, client_for, staff, donor, result, address, pdf
    ):
        one = measure(result)
        nadia = client_for(staff)
        self.send(nadia, address, f"f-{one.pk}", pdf, **{f"v-{one.pk}": "4"})
        file = ValueFile.objects.get()
        url = reverse("indicators:value_file", args=[file.uuid])
        assert b"".join(nadia.get(url).streaming_content) == pdf
        assert client_for(donor).get(url).status_code == 404
        # The same again is the same file.
        self.send(nadia, address, f"f-{one.pk}", pdf)
        assert ValueFile.objects.count() == 1
        nadia.post(reverse("indicators:value_file_remove", args=[file.uuid]))
        assert not ValueFile.objects.exists()

    def test_that_is_not_what_it_says_is_refused_and_the_value_saved(
        self, client_for, staff, result, address
    ):
        one = measure(result)
        browser = client_for(staff)
        answer = self.send(
            browser, address, f"f-{one.pk}", b"<script>alert(1)</script>", **{f"v-{one.pk}": "4"}
        )
        assert answer.status_code == 422
        assert Value.objects.get().number == 4
        assert not ValueFile.objects.exists()

    def test_needs_a_value_first(self, client_for, staff, result, address, pdf):
        one = measure(result)
        answer = self.send(client_for(staff), address, f"f-{one.pk}", pdf)
        assert answer.status_code == 422
        assert not ValueFile.objects.exists()


class TestHome:
    def test_says_what_is_left_late_first(
        self, client_for, staff, depomi, result, period, souss_massa
    ):
        one, _two = measure(result), measure(result)
        late = PeriodFactory(
            programme=depomi,
            slug="2025-t4",
            starts_on=date(2025, 10, 1),
            ends_on=date(2025, 12, 31),
            locks_on=date(2026, 6, 1),
        )
        EntryFactory(measure=one, period=period, place=souss_massa)
        answer = client_for(staff).get(reverse("indicators:entry_home"))
        left = [
            (sheet.period, sheet.given, sheet.expected, sheet.is_late)
            for sheet, _name in answer.context["left"]
        ]
        assert left == [(late, 0, 2, True), (period, 1, 2, False)]

    @pytest.mark.parametrize("state", ["draft", "returned"])
    def test_what_is_not_handed_in_or_was_returned_is_left_to_do(
        self, client_for, staff, result, period, souss_massa, state
    ):
        one = measure(result)
        value = EntryFactory(
            measure=one, period=period, place=souss_massa, state=state, validated_at=None
        )
        browser = client_for(staff)
        for address in ("indicators:entry_home", "reports:home"):
            assert f"/souss-massa/{period.slug}/" in text_of(browser.get(reverse(address)))
        value.state = ValueState.VALIDATED
        value.save()
        assert browser.get(reverse("indicators:entry_home")).context["left"] == []
        home = text_of(browser.get(reverse("reports:home")))
        assert f"/souss-massa/{period.slug}/" not in home

    def test_queries_do_not_grow(self, client_for, staff, agency, souss_massa):
        def grow(count):
            for _one in range(count):
                programme = ProgrammeFactory(agency=agency, region=souss_massa)
                PeriodFactory(programme=programme)
                result = ResultFactory(programme=programme)
                measure(result)

        assert_flat(client_for(staff), reverse("indicators:entry_home"), grow)

    def test_a_region_waits_for_its_own_staff_only(self, client_for, stranger, depomi, result):
        measure(result)
        PeriodFactory(programme=depomi, ends_on=TODAY.date() - timedelta(days=1))
        answer = client_for(stranger).get(reverse("indicators:entry_home"))
        assert answer.context["left"] == []
