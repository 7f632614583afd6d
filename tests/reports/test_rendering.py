"""The PDF and the workbook: what they say, how they are built, what they refuse."""

import io
import re
from datetime import date

import openpyxl
import pikepdf
import pytest
from django.utils import translation

from lib.dates import Period
from lib.quantities import NOT_REPORTED, Quantity
from programmes import totals
from programmes.models import Programme
from reports import content
from reports.enums import Failure, NarrativeKind
from reports.rendering import drawings, pages, press, workbook
from reports.rendering.fonts import font_css, font_files
from reports.rendering.isolation import direction_of, isolated
from reports.rendering.press import TypesettingFailed, typeset
from tests.factories.indicators import ValueFactory
from tests.factories.programmes import (
    ActivityFactory,
    AttributionFactory,
    ComponentFactory,
    ProgrammeFactory,
)
from tests.factories.reports import NarrativeFactory
from tests.reports.making import JOINT_YEARS, PRIM_YEARS, ordered, text_of

pytestmark = pytest.mark.django_db

QUARTER = Period(date(2026, 1, 1), date(2026, 3, 31))
IDENTITY = {
    "code": "7K3M-Q2XD",
    "number": 1,
    "frozen_at": "2026-03-16T09:00:00+00:00",
    "portal": "https://wasl.example",
    "address": "https://wasl.example/verifier/7K3M-Q2XD/",
}
PAGE = "<!doctype html><html lang=fr><head><title>t</title></head><body>{}</body></html>"


def report(*programmes, period=QUARTER, language="fr", region=None):
    edition = ordered(list(programmes), period=period, language=language, region=region)
    body = content.build(edition, on=period.end)
    return pages.Report({"body": body, "identity": IDENTITY, "drawings": drawings.frozen(IDENTITY)})


def printed(told):
    return typeset(pages.to_html(told), pages.to_css(told), identifier="essai").pdf


def set_html(html, *, language="fr"):
    return typeset(PAGE.format(html), font_css(language), identifier="essai")


@pytest.fixture(scope="module")
def french(press_data, django_db_blocker):
    """The words of PRIM's report in French."""
    with django_db_blocker.unblock():
        return text_of(printed(report(_programme("prim"), period=PRIM_YEARS)), "-layout")


@pytest.fixture(scope="module")
def arabic_pdf(press_data, django_db_blocker):
    """PRIM's report in Arabic."""
    with django_db_blocker.unblock():
        return printed(report(_programme("prim"), period=PRIM_YEARS, language="ar"))


class TestPrim:
    """Point 10.3 of the issue that asked for the report."""

    def test_says_what_the_press_says(self, french):
        for row in (
            r"Appels à projets lancés 1 5 non définie 7 juillet 2023",
            r"Projets financés ou en( cours)?( de)? 21 non définie 7 juillet 2023",
            r"Bureaux d'accueil et( d'orientation)? 16 non définie 7 juillet 2023",
            r"au moins 30 non définie 7 juillet 2023 « plus d'une trentaine »",
        ):
            assert re.search(row, french), row
        assert "« 21 projets financés ou en cours de financement »" in french

    def test_never_says_a_bare_thirty(self, french):
        thirties = re.findall(r"(\w+) 30\b", french)

        assert thirties
        assert set(thirties) == {"moins"}

    def test_gives_each_figure_its_source_and_address(self, french):
        assert "Premier Comité de pilotage" in french
        for number in range(1, 5):
            assert f"/v/PRIM-000{number}/" in french

    def test_says_that_no_target_is_set(self, french):
        assert french.count("non définie") >= 4

    def test_says_the_same_in_arabic(self, arabic_pdf):
        arabic = text_of(arabic_pdf)

        for words in ("تقرير رسملة", "طلبات عروض المشاريع", "على الأقل", "PRIM-0004"):
            assert words in arabic
        assert re.search(r"\b30 على الأقل", arabic)
        assert set(re.findall(r"\b30 (\w+)", arabic)) == {"على"}


class TestJointProgramme:
    @pytest.mark.parametrize("language", ["fr", "ar"])
    def test_says_what_the_press_says(self, press_data, language):
        told = report(_programme("oim-pnud"), period=JOINT_YEARS, language=language)
        text = text_of(printed(told)).replace("2 639", "2639")

        for figure in ("751", "2639", "11"):
            assert re.search(rf"\b{figure}\b", text)
        assert re.search(r"\bII\b", text)
        assert re.search(r"\bIII\b", text)


@pytest.mark.once
class TestFile:
    @pytest.fixture
    def opened(self, arabic_pdf):
        with pikepdf.open(io.BytesIO(arabic_pdf)) as pdf:
            yield pdf

    def test_is_tagged_and_names_its_language_and_title(self, opened):
        assert str(opened.Root.Lang) == "ar"
        assert bool(opened.Root.MarkInfo.Marked)
        assert "/StructTreeRoot" in opened.Root
        assert bool(opened.Root.ViewerPreferences.DisplayDocTitle)
        assert "PRIM" in str(opened.docinfo.Title)

    def test_declares_what_it_conforms_to(self, opened):
        with opened.open_metadata() as metadata:
            assert metadata["pdfaid:part"] == "3"
            assert metadata["pdfaid:conformance"] == "A"
            assert metadata["pdfuaid:part"] == "1"

    def test_every_picture_has_words_in_its_place(self, opened):
        figures = [node for node in _nodes(opened) if str(node.get("/S", "")) == "/Figure"]

        assert figures
        assert all(str(figure.get("/Alt", "")).strip() for figure in figures)

    def test_has_bookmarks_for_its_sections(self, opened):
        with opened.open_outline() as outline:
            titles = [item.title for item in outline.root]

        assert len(titles) >= 8

    def test_embeds_the_fonts_it_names_and_no_other(self, opened):
        names = {
            str(font.BaseFont).split("+")[-1]
            for page in opened.pages
            for font in page.Resources.Font.values()
        }
        allowed = {re.sub(r"[^a-z]", "", path.stem.lower()) for path in font_files()}

        def bare(name):
            return re.sub(r"[^a-z]", "", name.lower())

        assert names
        assert all(any(known.startswith(bare(name)) for known in allowed) for name in names), names

    def test_the_same_content_gives_the_same_bytes(self, press_data, arabic_pdf):
        press.close()

        assert printed(report(_programme("prim"), period=PRIM_YEARS, language="ar")) == arabic_pdf

    def test_repeats_table_heads_and_counts_its_pages(self):
        programme = ProgrammeFactory()
        for number in range(60):
            ActivityFactory(validated=True, programmes=[programme], title=f"Atelier no {number}")
        totals.rebuild()

        text = text_of(printed(report(programme, language="en")))

        assert text.count("Participants Women") >= 2
        count = re.search(r"Page 2 of (\d+)", text)[1]
        assert f"Page {count} of {count}" in text


@pytest.mark.once
class TestHostileText:
    def test_markup_is_shown_as_text(self):
        programme = ProgrammeFactory()
        NarrativeFactory(
            programme=programme,
            kind=NarrativeKind.LESSONS,
            text='<script>alert(1)</script> <img src="file:///etc/passwd"> {{ settings }}',
        )

        text = text_of(printed(report(programme)))

        assert "<script>alert(1)</script>" in text
        assert '<img src="file:///etc/passwd">' in text
        assert "{{ settings }}" in text

    def test_a_right_to_left_override_turns_nothing_around(self):
        programme = ProgrammeFactory()
        NarrativeFactory(
            programme=programme, kind=NarrativeKind.LESSONS, text="facture\u202efdp.exe"
        )

        html = pages.to_html(report(programme))

        assert "facturefdp.exe" in html
        assert "\u202e" not in html

    def test_a_very_long_word_does_not_stop_it(self):
        programme = ProgrammeFactory()
        NarrativeFactory(programme=programme, kind=NarrativeKind.LESSONS, text="a" * 19_000)

        assert printed(report(programme)).startswith(b"%PDF")


@pytest.mark.once
class TestDirections:
    def test_isolates_become_markup(self):
        html = isolated("<p title='\u2066x\u2069'>نص \u2066−5 %\u2069 و\u2068PRIM (2)\u2069</p>")

        assert html == (
            '<p title=\'x\'>نص <bdi dir="ltr">−5 %</bdi> و<bdi dir="ltr">PRIM (2)</bdi></p>'
        )

    @pytest.mark.parametrize(
        ("text", "side"),
        [("PRIM برنامج", "ltr"), ("(برنامج)", "rtl"), ("12 %", "ltr"), ("", "ltr")],
    )
    def test_the_first_letter_decides(self, text, side):
        assert direction_of(text) == side

    def test_an_arabic_report_runs_from_right_to_left(self):
        html = pages.to_html(report(ProgrammeFactory(), language="ar"))
        css = pages.to_css(report(ProgrammeFactory(), language="ar"))

        assert '<html lang="ar" dir="rtl">' in html
        assert "@top-right { content: string(title)" in css

    def test_no_drawing_holds_words(self):
        """WeasyPrint does not shape Arabic inside SVG."""
        assert "<text" not in pages.to_html(report(ProgrammeFactory(), language="ar"))


@pytest.mark.once
class TestPress:
    @pytest.mark.parametrize(
        "hostile",
        [
            '<img src="file:///etc/passwd">',
            '<img src="http://127.0.0.1:9/x.png">',
            '<img src="data:image/svg+xml,<svg/>">',
            '<link rel="stylesheet" href="file:///etc/hosts">',
            '<style>@import "http://127.0.0.1:9/x.css";</style>',
            "<style>p{background:url(file:///etc/passwd)}</style><p>x</p>",
            '<embed src="file:///etc/passwd">',
            '<svg viewBox="0 0 9 9"><image href="file:///etc/hosts" width="9" height="9"/></svg>',
        ],
    )
    def test_hands_out_nothing_but_its_fonts(self, hostile):
        with pytest.raises(TypesettingFailed) as refused:
            set_html(hostile)

        assert refused.value.reason == Failure.REFUSED

    def test_stops_at_the_wall_clock(self, settings):
        settings.REPORT_RENDER_TIMEOUT_SECONDS = 2

        with pytest.raises(TypesettingFailed) as stopped:
            set_html('<table><tr><td colspan="1000000">x</td></tr></table>')

        assert stopped.value.reason == Failure.TIMEOUT

    def test_stops_at_the_memory_limit(self, settings):
        settings.REPORT_RENDER_MEMORY_MB = 300
        rows = "<tr><td>a</td><td>b</td><td>c</td></tr>" * 20_000

        with pytest.raises(TypesettingFailed) as stopped:
            set_html(f"<table>{rows}</table>")

        assert stopped.value.reason == Failure.MEMORY

    def test_stops_at_the_number_of_pages(self, settings):
        settings.REPORT_MAX_PAGES = 2

        with pytest.raises(TypesettingFailed) as stopped:
            set_html('<p style="break-after:page">x</p>' * 4)

        assert stopped.value.reason == Failure.PAGES

    def test_works_again_after_a_failure(self, settings):
        with pytest.raises(TypesettingFailed):
            set_html('<img src="file:///etc/passwd">')

        assert set_html("<p>x</p>").pages == 1

    def test_keeps_its_child_from_one_report_to_the_next(self):
        set_html("<p>un</p>")
        first = press._child.process.pid
        set_html("<p>deux</p>")

        assert press._child.process.pid == first

    def test_replaces_a_child_that_died(self):
        set_html("<p>un</p>")
        press._child.process.kill()
        press._child.process.wait()

        assert set_html("<p>deux</p>").pages == 1

    def test_says_that_the_work_goes_on(self, settings):
        settings.REPORT_RENDER_TIMEOUT_SECONDS = 4
        told = []

        with pytest.raises(TypesettingFailed):
            typeset(
                PAGE.format('<table><tr><td colspan="1000000">x</td></tr></table>'),
                font_css("fr"),
                identifier="essai",
                while_waiting=lambda: told.append(1),
            )

        assert len(told) >= 2

    def test_lets_go_when_the_edition_is_overtaken(self):
        def overtaken():
            raise LookupError

        with pytest.raises(LookupError):
            typeset(
                PAGE.format('<table><tr><td colspan="1000000">x</td></tr></table>'),
                font_css("fr"),
                identifier="essai",
                while_waiting=overtaken,
            )

        assert press._child is None


class TestWorkbook:
    @pytest.fixture
    def programme(self):
        programme = ProgrammeFactory(slug="prim")
        ValueFactory(programme=programme, code="V-1", at_least=True)
        ValueFactory(programme=programme, code="V-2", not_reported=True)
        ActivityFactory(validated=True, programmes=[programme], title="=1+1", participants=12)
        totals.rebuild()
        return programme

    def test_says_the_same_figures_with_their_qualifier(self, programme):
        book = _opened(workbook.to_xlsx(report(programme, language="en")))

        rows = {row[0]: row for row in book["Figures"].iter_rows(values_only=True)}
        assert rows["V-1"][3:5] == ("at least", 30)
        assert rows["V-2"][3:5] == ("not reported", None)
        assert rows["activities-prim"][4] == 1

    def test_keeps_text_as_text(self, programme):
        book = _opened(workbook.to_xlsx(report(programme, language="en")))

        titles = [row[3] for row in book["Activities"].iter_rows(min_row=2)]
        assert [(cell.value, cell.data_type) for cell in titles] == [("=1+1", "s")]

    def test_bears_the_code_and_runs_from_right_to_left_in_arabic(self, programme):
        book = _opened(workbook.to_xlsx(report(programme, language="ar")))

        assert all(sheet.sheet_view.rightToLeft for sheet in book)
        first = [cell for row in book.worksheets[0].iter_rows(values_only=True) for cell in row]
        assert "7K3M-Q2XD" in first

    def test_the_same_content_gives_the_same_bytes(self, programme):
        told = report(programme)

        assert workbook.to_xlsx(told) == workbook.to_xlsx(told)


class TestComponents:
    @pytest.fixture
    def depomi(self, souss_massa):
        programme = ProgrammeFactory(acronym="DEPOMI")
        component = ComponentFactory(programme=programme, name_en="Coordination")
        for told in (component, None):
            activity = ActivityFactory(validated=True, places=[souss_massa], participants=12)
            AttributionFactory(activity=activity, programme=programme, component=told)
        totals.rebuild()
        return programme

    def test_stand_in_a_table_with_what_states_none(self, depomi):
        words = text_of(printed(report(depomi, language="en")))

        assert "By region and component of DEPOMI" in words
        assert re.search(r"Coordination 1 12 .*component not stated 1 12", words)
        assert "No component is on record" not in words

    def test_say_honestly_that_none_is_known(self, souss_massa):
        programme = ProgrammeFactory(acronym="PRIM")
        ActivityFactory(validated=True, programmes=[programme], places=[souss_massa])
        totals.rebuild()

        words = text_of(printed(report(programme, language="en")))

        assert "No component is on record in the portal for PRIM" in words
        assert "By region and component" not in words

    def test_have_a_sheet_of_the_workbook(self, depomi):
        book = _opened(workbook.to_xlsx(report(depomi, language="en")))

        rows = [row[2:] for row in book["Components"].iter_rows(min_row=2, values_only=True)]
        assert rows == [
            ("Coordination", 1, "exact", 12),
            ("component not stated", 1, "exact", 12),
        ]


class TestReport:
    def test_leaves_out_sections_that_nobody_wrote(self):
        programme = ProgrammeFactory()
        NarrativeFactory(programme=programme, kind=NarrativeKind.ADVICE)

        keys = [section.key for section in report(programme).sections]

        assert "advice" in keys
        assert "purpose" not in keys
        assert "method" in keys

    def test_is_provisional_until_the_period_is_over(self):
        programme = ProgrammeFactory()

        assert report(programme).is_provisional
        assert not report(programme, period=PRIM_YEARS).is_provisional

    def test_is_provisional_while_records_wait(self):
        programme = ProgrammeFactory()
        ActivityFactory(submitted=True, programmes=[programme], starts_on=date(2022, 3, 1))
        totals.rebuild()

        assert report(programme, period=PRIM_YEARS).is_provisional

    def test_a_long_list_is_cut_with_a_sentence(self, monkeypatch):
        monkeypatch.setattr(pages, "PRINTED_ROWS", 1)
        programme = ProgrammeFactory()
        for _number in range(2):
            ActivityFactory(validated=True, programmes=[programme])
        totals.rebuild()

        with translation.override("en"):
            html = pages.to_html(report(programme, language="en"))

        assert "The 1 first of 2 activities are printed here" in html

    def test_without_outlines_the_regions_are_tiles(self, settings, souss_massa):
        settings.MAP_STYLE = "tiles"

        html = pages.to_html(report(ProgrammeFactory(region=souss_massa), language="en"))

        assert html.count('<td style="background:') == 12
        assert "OpenStreetMap" not in html

    def test_columns_grow_from_months_to_years(self):
        programme = ProgrammeFactory()
        for day in (date(2010, 5, 1), date(2026, 2, 1)):
            ActivityFactory(validated=True, programmes=[programme], starts_on=day)
        totals.rebuild()

        told = report(programme, period=Period(date(2010, 1, 1), date(2026, 12, 31)))

        assert [column["months"] for column in told.columns] == [12] * 17
        assert sum(column["activities"] for column in told.columns) == 2

    def test_revives_values(self):
        assert pages.revived({"number": None, "qualifier": "exact"}) == NOT_REPORTED
        assert pages.revived({"number": "12", "qualifier": "exact"}) == Quantity(12)
        assert pages.revived([{"day": "2026-03-01"}]) == [date(2026, 3, 1)]


def _programme(slug):
    return Programme.objects.get(slug=slug)


def _nodes(pdf):
    """All elements of the structure tree."""
    waiting = [pdf.Root.StructTreeRoot]
    while waiting:
        node = waiting.pop()
        if isinstance(node, pikepdf.Dictionary):
            yield node
            kids = node.get("/K", [])
            waiting += list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def _opened(data):
    return openpyxl.load_workbook(io.BytesIO(data))
