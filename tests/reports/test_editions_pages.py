"""The library, the request, the page of an edition, the sections that people write."""

import re

import pytest

from actors.enums import EventKind
from actors.models import Event
from reports.enums import EditionState, Failure, NarrativeKind, Stage
from reports.models import Edition, Narrative
from tests.factories.programmes import ProgrammeFactory
from tests.factories.reports import EditionFactory, NarrativeFactory
from tests.harness import assert_flat

pytestmark = pytest.mark.django_db

LIBRARY = "/en/rapports/"
REQUEST = "/en/rapports/nouveau/"
KIND = {"kind": "capitalisation"}


@pytest.fixture
def programme(funder, agency):
    return ProgrammeFactory(slug="prim", funder=funder, agency=agency)


def text(response):
    return response.content.decode()


def address(edition, end=""):
    return f"/en/rapports/{edition.uuid}/{end}"


class TestLibrary:
    def test_a_donor_sees_finished_reports_of_what_they_fund(self, client_for, donor, programme):
        mine = EditionFactory(ready=True, programmes=[programme], series="a")
        EditionFactory(failed=True, programmes=[programme], series="b")
        EditionFactory(ready=True, programmes=[ProgrammeFactory()], series="c")

        page = client_for(donor).get(LIBRARY).context["page"]

        assert [edition.pk for edition in page.rows] == [mine.pk]

    def test_a_report_on_two_programmes_needs_both(self, client_for, donor, programme):
        EditionFactory(ready=True, programmes=[programme, ProgrammeFactory()], series="a")

        assert client_for(donor).get(LIBRARY).context["page"].rows == []

    def test_tells_which_edition_replaced_another(self, client_for, coordinator, programme):
        EditionFactory(ready=True, programmes=[programme], series="a", number=1)
        EditionFactory(ready=True, programmes=[programme], series="a", number=3)

        assert "Replaced by edition 3" in text(client_for(coordinator).get(LIBRARY))

    def test_filters_by_programme_language_and_year(self, client_for, coordinator, programme):
        kept = EditionFactory(ready=True, programmes=[programme], series="a", language="ar")
        EditionFactory(ready=True, programmes=[programme], series="b", language="fr")
        EditionFactory(ready=True, programmes=[ProgrammeFactory()], series="c", language="ar")

        page = client_for(coordinator).get(f"{LIBRARY}?programme=prim&language=ar&year=2026")

        assert [edition.pk for edition in page.context["page"].rows] == [kept.pk]

    @pytest.mark.parametrize("query", ["?programme=none", "?language=xx", "?year=1900", "?page=99"])
    def test_a_filter_value_that_does_not_exist_is_no_error(
        self, client_for, coordinator, programme, query
    ):
        EditionFactory(ready=True, programmes=[programme])

        assert client_for(coordinator).get(LIBRARY + query).status_code == 200

    def test_says_when_there_is_none(self, client_for, coordinator):
        assert "No report yet" in text(client_for(coordinator).get(LIBRARY))

    def test_costs_as_much_with_many_reports_as_with_one(self, client_for, coordinator, programme):
        def grow(count):
            for _number in range(count):
                EditionFactory(ready=True, programmes=[programme])

        assert_flat(client_for(coordinator), LIBRARY, grow)


class TestRequest:
    def test_queues_a_report_and_shows_its_page(self, client_for, donor, programme):
        response = client_for(donor).post(
            REQUEST,
            {
                **KIND,
                "programmes": [programme.pk],
                "period": "dates",
                "du": "2020",
                "au": "06/2023",
                "language": "ar",
            },
        )

        edition = Edition.objects.get()
        assert response.url == address(edition)
        assert (edition.state, edition.language) == (EditionState.QUEUED, "ar")
        assert (str(edition.starts_on), str(edition.ends_on)) == ("2020-01-01", "2023-06-30")
        assert Event.objects.about(edition).get().kind == EventKind.REQUESTED

    def test_a_double_click_is_one_report(self, client_for, donor, programme):
        client = client_for(donor)
        data = {**KIND, "programmes": [programme.pk], "period": "annee-derniere", "language": "fr"}

        first, second = client.post(REQUEST, data), client.post(REQUEST, data)

        assert first.url == second.url
        assert Edition.objects.count() == 1

    def test_a_region_alone_stands_for_the_programmes_seen_there(
        self, client_for, coordinator, souss_massa
    ):
        here = ProgrammeFactory(region=souss_massa)
        ProgrammeFactory()

        client_for(coordinator).post(
            REQUEST, {**KIND, "region": "souss-massa", "period": "trimestre", "language": "fr"}
        )

        edition = Edition.objects.get()
        assert (edition.region, list(edition.programmes.order_by("pk"))) == (souss_massa, [here])

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"kind": ""}, "kind"),
            ({"kind": "copil"}, "kind"),
            ({"programmes": []}, "programmes"),
            ({"programmes": [999_999]}, "programmes"),
            ({"period": "dates"}, "du"),
            ({"period": "dates", "du": "2023", "au": "2020"}, "au"),
            ({"period": "dates", "du": "soon", "au": "2020"}, "du"),
            ({"language": "xx"}, "language"),
        ],
    )
    def test_says_what_is_missing(self, client_for, donor, programme, changes, field):
        data = {
            **KIND,
            "programmes": [programme.pk],
            "period": "trimestre",
            "language": "fr",
        } | changes

        response = client_for(donor).post(REQUEST, data)

        assert response.status_code == 200
        assert field in response.context["form"].errors
        assert not Edition.objects.exists()

    def test_a_programme_out_of_scope_is_unknown(self, client_for, donor, programme):
        other = ProgrammeFactory()

        response = client_for(donor).post(
            REQUEST, {**KIND, "programmes": [other.pk], "period": "trimestre", "language": "fr"}
        )

        assert "programmes" in response.context["form"].errors

    def test_a_number_longer_than_any_row_is_unknown(self, client_for, donor, programme):
        response = client_for(donor).post(
            REQUEST, {**KIND, "programmes": ["9" * 30], "period": "trimestre", "language": "fr"}
        )

        assert "programmes" in response.context["form"].errors

    def test_a_role_that_requests_none_is_told_so(self, client_for, member):
        response = client_for(member).get(REQUEST)

        assert response.status_code == 403
        assert "Your role does not request reports" in text(response)


class TestProgress:
    def test_shows_the_stage_and_asks_again_every_two_seconds(
        self, client_for, coordinator, programme
    ):
        edition = EditionFactory(running=True, stage=Stage.CHARTS, programmes=[programme])

        page = text(client_for(coordinator).get(address(edition)))

        assert "3/7" in page
        assert "charts and map" in page
        assert 'hx-trigger="every 2s"' in page
        assert re.search(r'<noscript><meta http-equiv="refresh" content="\d"></noscript>', page)

    def test_stops_asking_once_it_is_made(self, client_for, coordinator, programme):
        edition = EditionFactory(ready=True, programmes=[programme])
        client = client_for(coordinator)

        assert client.get(address(edition, "etape/")).headers["HX-Refresh"] == "true"
        assert "every 2s" not in text(client.get(address(edition)))

    def test_a_failure_names_its_stage_and_can_be_tried_again(
        self, client_for, coordinator, programme
    ):
        edition = EditionFactory(failed=True, failure=Failure.MEMORY, programmes=[programme])
        client = client_for(coordinator)

        page = text(client.get(address(edition)))
        client.post(address(edition, "relancer/"))

        assert "It stopped at stage 5 of 7: PDF." in page
        assert "more memory" in page
        edition.refresh_from_db()
        assert (edition.state, edition.failure, edition.attempts) == (EditionState.QUEUED, "", 0)

    def test_what_has_not_failed_cannot_be_tried_again(self, client_for, coordinator, programme):
        edition = EditionFactory(ready=True, programmes=[programme])

        client_for(coordinator).post(address(edition, "relancer/"))

        edition.refresh_from_db()
        assert edition.state == EditionState.READY

    def test_an_unchanged_one_leads_to_the_one_that_stands_for_it(
        self, client_for, coordinator, programme
    ):
        first = EditionFactory(ready=True, programmes=[programme], series="a")
        again = EditionFactory(
            state=EditionState.UNCHANGED, same_as=first, programmes=[programme], series="a"
        )

        assert client_for(coordinator).get(address(again)).url == address(first)


class TestDownload:
    def test_hands_out_the_file_and_leaves_a_line_on_the_trail(self, client_for, donor, programme):
        edition = EditionFactory(ready=True, programmes=[programme], pdf_bytes=b"%PDF-1.7 x")

        response = client_for(donor).post(address(edition, "pdf/"))

        assert b"".join(response.streaming_content) == b"%PDF-1.7 x"
        assert "attachment" in response.headers["Content-Disposition"]
        assert response.headers["Content-Type"] == "application/pdf"
        event = Event.objects.about(edition).get()
        assert (event.kind, event.by_id, event.after) == (
            EventKind.DOWNLOADED,
            donor.pk,
            {"file": "pdf"},
        )

    def test_a_get_hands_out_nothing(self, client_for, donor, programme):
        edition = EditionFactory(ready=True, programmes=[programme])

        assert client_for(donor).get(address(edition, "pdf/")).status_code == 405

    def test_another_programmes_report_does_not_exist(self, client_for, donor):
        edition = EditionFactory(ready=True, programmes=[ProgrammeFactory()])

        assert client_for(donor).post(address(edition, "pdf/")).status_code == 404

    def test_a_file_that_was_not_made_does_not_exist(self, client_for, donor, programme):
        edition = EditionFactory(ready=True, programmes=[programme], workbook="")

        assert client_for(donor).post(address(edition, "classeur/")).status_code == 404


class TestNarratives:
    LIST = "/en/rapports/textes/prim/"
    FORM = "/en/rapports/textes/prim/fr/lessons/"

    def test_the_first_text_is_saved_and_on_the_trail(self, client_for, officer, programme):
        client_for(officer).post(self.FORM, {"text": "Une leçon.", "version": 0})

        narrative = Narrative.objects.get()
        assert (narrative.text, narrative.version, narrative.written_by) == (
            "Une leçon.",
            1,
            officer,
        )
        assert Event.objects.about(narrative).get().kind == EventKind.CREATED

    def test_a_correction_counts_the_version_up(self, client_for, officer, programme):
        NarrativeFactory(programme=programme, kind=NarrativeKind.LESSONS, text="Avant.")

        client_for(officer).post(self.FORM, {"text": "Après.", "version": 1})

        narrative = Narrative.objects.get()
        assert (narrative.text, narrative.version) == ("Après.", 2)

    def test_a_stale_form_shows_both_texts_and_loses_neither(self, client_for, officer, programme):
        NarrativeFactory(
            programme=programme, kind=NarrativeKind.LESSONS, text="La leur.", version=2
        )
        client = client_for(officer)

        response = client.post(self.FORM, {"text": "La mienne.", "version": 1})

        assert response.status_code == 409
        assert "La leur." in text(response)
        assert "La mienne." in text(response)
        assert Narrative.objects.get().text == "La leur."
        version = response.context["form"]["version"].value()
        client.post(self.FORM, {"text": "Les deux.", "version": version})
        assert Narrative.objects.get().text == "Les deux."

    def test_two_first_texts_at_once_show_each_other(self, client_for, officer, programme):
        NarrativeFactory(programme=programme, kind=NarrativeKind.LESSONS, text="La leur.")

        response = client_for(officer).post(self.FORM, {"text": "La mienne.", "version": 0})

        assert response.status_code == 409
        assert "La leur." in text(response)

    def test_a_text_that_is_too_long_is_kept_in_the_form(self, client_for, officer, programme):
        response = client_for(officer).post(self.FORM, {"text": "a" * 20_001, "version": 0})

        assert response.status_code == 200
        assert "a" * 20_001 in text(response)
        assert not Narrative.objects.exists()

    def test_lists_what_is_written_in_which_language(self, client_for, officer, programme):
        NarrativeFactory(programme=programme, kind=NarrativeKind.LESSONS, written_by=officer)

        page = text(client_for(officer).get(self.LIST))

        assert page.count("Hind Tazi") >= 1
        assert "Lessons and difficulties" in page

    @pytest.mark.parametrize("end", ["xx/lessons/", "fr/unknown/"])
    def test_an_unknown_section_does_not_exist(self, client_for, officer, programme, end):
        assert client_for(officer).get(self.LIST + end).status_code == 404

    def test_a_donor_writes_none(self, client_for, donor, programme):
        assert client_for(donor).get(self.FORM).status_code == 403
