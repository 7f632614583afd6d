"""What a report says, by value and without HTML."""

import json
from datetime import date

import pytest

from actors.enums import DecisionState
from lib.dates import Period, Precision
from programmes import totals
from programmes.models import Programme
from reports import content
from reports.enums import NarrativeKind
from reports.figures import Subject, summary
from tests.factories.actors import (
    CommitteeFactory,
    DecisionFactory,
    MeetingFactory,
    OrganisationFactory,
)
from tests.factories.indicators import ValueFactory
from tests.factories.programmes import (
    ActivityFactory,
    AttributionFactory,
    CommitteeProgrammeFactory,
    ComponentFactory,
    PartnershipFactory,
    ProgrammeFactory,
)
from tests.factories.reports import NarrativeFactory
from tests.reports.making import JOINT_YEARS, PRIM_YEARS, ordered

pytestmark = pytest.mark.django_db

QUARTER = Period(date(2026, 1, 1), date(2026, 3, 31))


def body(*programmes, period=QUARTER, language="fr", region=None):
    edition = ordered(list(programmes), period=period, language=language, region=region)
    return content.build(edition, on=period.end)


def by_label(told):
    return {figure["label"]: figure["quantity"] for figure in told["figures"]}


class TestPress:
    """What the press texts say of the programmes, and nothing more."""

    @pytest.mark.parametrize("language", ["fr", "ar", "en"])
    def test_prim_has_its_four_claims_each_with_its_source(self, press_data, language):
        told = body(Programme.objects.get(slug="prim"), period=PRIM_YEARS, language=language)

        claims = [figure for figure in told["figures"] if figure["kind"] == "claimed"]
        assert [figure["quantity"] for figure in claims] == [
            {"number": "5", "qualifier": "exact"},
            {"number": "21", "qualifier": "exact"},
            {"number": "16", "qualifier": "exact"},
            {"number": "30", "qualifier": "at_least"},
        ]
        cited = {source["number"]: source for source in told["sources"]}
        assert all(cited[figure["source"]]["title"] for figure in claims)
        assert claims[3]["wording"] == "plus d'une trentaine"

    def test_prim_says_that_twenty_one_mixes_two_stages(self, press_data):
        told = body(Programme.objects.get(slug="prim"), period=PRIM_YEARS)

        (projects,) = [f for f in told["figures"] if f["quantity"]["number"] == "21"]
        assert projects["label"] == "Projets financés ou en cours de financement"

    def test_the_joint_programme_has_its_counts_and_phases(self, press_data):
        told = body(Programme.objects.get(slug="oim-pnud"), period=JOINT_YEARS)

        numbers = {figure["quantity"]["number"] for figure in told["figures"]}
        assert {"751", "2639", "11"} <= numbers
        phases = {
            phase["label"]: phase["includes_morocco"] for phase in told["sheets"][0]["phases"]
        }
        assert [label for label, here in phases.items() if here] == ["II", "III"]

    def test_nothing_has_a_target(self, press_data):
        told = body(Programme.objects.get(slug="prim"), period=PRIM_YEARS)

        assert not any("target" in figure for figure in told["figures"])

    def test_the_arabic_report_is_in_arabic(self, press_data):
        told = body(Programme.objects.get(slug="prim"), period=PRIM_YEARS, language="ar")

        assert told["titles"][0]["name"].startswith("برنامج")
        assert told["places"][0]["name"] == "الشرق"


class TestFigures:
    def test_a_figure_that_is_not_reported_stays_so(self):
        programme = ProgrammeFactory()
        ValueFactory(programme=programme, not_reported=True, code="ND-1")

        told = body(programme)

        (figure,) = [f for f in told["figures"] if f["code"] == "ND-1"]
        assert figure["quantity"]["number"] is None

    def test_the_cover_shows_marked_figures_first(self):
        programme = ProgrammeFactory()
        ValueFactory(programme=programme, code="PLAIN")
        ValueFactory(programme=programme, code="MARKED", is_key=True)

        assert body(programme)["key"] == ["MARKED"]

    def test_what_nobody_validated_is_not_in_it(self):
        programme = ProgrammeFactory()
        ValueFactory(programme=programme, draft=True, code="DRAFT")

        assert "DRAFT" not in {figure["code"] for figure in body(programme)["figures"]}


class TestActivities:
    def test_counts_what_the_figures_count(self, souss_massa):
        programme = ProgrammeFactory()
        ActivityFactory(validated=True, programmes=[programme], participants=30, women=12)
        ActivityFactory(validated=True, programmes=[programme], participants=None)
        ActivityFactory(submitted=True, programmes=[programme], participants=99)
        totals.rebuild()

        told = body(programme)["activities"]["counts"]

        counted = summary(Subject([programme], None, QUARTER))
        assert told["activities"] == counted.activities == 2
        assert told["participants"]["total"] == {"number": "30", "qualifier": "at_least"}
        assert told["participants"]["women"] == {"number": "12", "qualifier": "at_least"}
        assert told["completeness"]["awaiting_validation"] == 1

    def test_lists_at_most_what_an_operator_allows(self, settings):
        settings.REPORT_MAX_TABLE_ROWS = 2
        programme = ProgrammeFactory()
        for _number in range(3):
            ActivityFactory(validated=True, programmes=[programme])
        totals.rebuild()

        told = body(programme)["activities"]

        assert len(told["rows"]) == 2
        assert told["counts"]["activities"] == 3

    def test_an_empty_period_says_so(self):
        told = body(ProgrammeFactory(), period=Period(date(1999, 1, 1), date(1999, 1, 31)))

        assert told["activities"]["counts"]["activities"] == 0
        assert told["activities"]["rows"] == []

    def test_a_region_narrows_the_activities(self, souss_massa, oriental):
        programme = ProgrammeFactory(region=souss_massa)
        ActivityFactory(validated=True, programmes=[programme], places=[souss_massa], title="Ici")
        ActivityFactory(validated=True, programmes=[programme], places=[oriental], title="Ailleurs")
        totals.rebuild()

        told = body(programme, region=souss_massa)

        assert [row["title"] for row in told["activities"]["rows"]] == ["Ici"]


class TestComponents:
    def test_counts_by_place_and_component(self, souss_massa):
        programme = ProgrammeFactory(acronym="DEPOMI")
        component = ComponentFactory(programme=programme, name_fr="Coordination", position=1)
        for told, participants in ((component, 30), (component, None), (None, 12)):
            activity = ActivityFactory(
                validated=True, places=[souss_massa], participants=participants
            )
            AttributionFactory(activity=activity, programme=programme, component=told)
        totals.rebuild()

        told = body(programme)["activities"]

        place = souss_massa.name_fr
        assert told["by_component"] == [
            {
                "programme": "DEPOMI",
                "rows": [
                    {
                        "place": place,
                        "component": "Coordination",
                        "activities": 2,
                        "participants": {"number": "30", "qualifier": "at_least"},
                    },
                    {
                        "place": place,
                        "component": "",
                        "activities": 1,
                        "participants": {"number": "12", "qualifier": "exact"},
                    },
                ],
            }
        ]
        assert told["without_components"] == []

    def test_says_of_which_programmes_no_component_is_known(self):
        known, unknown = ProgrammeFactory(acronym="DEPOMI"), ProgrammeFactory(acronym="PRIM")
        ComponentFactory(programme=known)

        told = body(known, unknown)["activities"]

        assert [table["programme"] for table in told["by_component"]] == ["DEPOMI"]
        assert told["without_components"] == ["PRIM"]


class TestCommittees:
    @pytest.fixture
    def committee(self):
        return CommitteeFactory(slug="copil", name_fr="Comité de pilotage", acronym="COPIL")

    def test_prints_public_decisions_only(self, committee):
        programme = ProgrammeFactory(committee=committee)
        DecisionFactory(committee=committee, number=1, is_public=True, text_fr="Publique")
        DecisionFactory(committee=committee, number=2, is_public=False, text_fr="Interne")

        (told,) = body(programme)["committees"]

        assert [decision["text"] for decision in told["decisions"]] == ["Publique"]

    def test_keeps_meetings_of_the_period_and_those_without_a_date(self, committee):
        programme = ProgrammeFactory(committee=committee)
        MeetingFactory(committee=committee, title_fr="Dans la période")
        MeetingFactory(committee=committee, title_fr="Avant", held_on=date(2019, 5, 2))
        MeetingFactory(
            committee=committee,
            title_fr="Un mardi",
            held_on=None,
            held_precision=Precision.UNKNOWN,
            held_words="mardi",
        )

        (told,) = body(programme)["committees"]

        assert {m["title"] for m in told["meetings"]} == {"Dans la période", "Un mardi"}

    def test_the_story_puts_undated_events_last(self, committee):
        programme = ProgrammeFactory(committee=committee)
        MeetingFactory(
            committee=committee,
            title_fr="Un mardi",
            held_on=None,
            held_precision=Precision.UNKNOWN,
        )
        MeetingFactory(committee=committee, title_fr="Le 3 février")

        told = body(programme)["story"]

        assert [event["name"] for event in told] == ["Le 3 février", "Un mardi"]

    def test_a_decision_of_another_period_is_left_out(self, committee):
        programme = ProgrammeFactory(committee=committee)
        before = MeetingFactory(committee=committee, held_on=date(2019, 5, 2))
        DecisionFactory(
            committee=committee,
            meeting=before,
            number=1,
            is_public=True,
            state=DecisionState.TO_START,
        )

        assert body(programme)["committees"][0]["decisions"] == []

    def test_committees_of_other_programmes_are_not_in_it(self, committee):
        CommitteeProgrammeFactory(committee=committee)

        assert body(ProgrammeFactory())["committees"] == []


class TestNarratives:
    def test_prints_the_language_of_the_report_and_lists_what_is_missing(self):
        programme = ProgrammeFactory()
        NarrativeFactory(programme=programme, kind=NarrativeKind.LESSONS, text="Un.\n\nDeux.")
        NarrativeFactory(programme=programme, kind=NarrativeKind.STORY, language="ar", text="نص")

        told = body(programme)

        assert told["narratives"]["lessons"][0]["paragraphs"] == ["Un.", "Deux."]
        assert told["narratives"]["story"] == []
        assert "lessons" not in {section["kind"] for section in told["unwritten"]}
        assert "story" in {section["kind"] for section in told["unwritten"]}

    def test_acronyms_come_from_what_is_named(self):
        programme = ProgrammeFactory(slug="prim")
        named = OrganisationFactory(acronym="AFD", name_fr="Agence française de développement")
        OrganisationFactory(acronym="XYZ", name_fr="Nommée nulle part")
        PartnershipFactory(programme=programme, organisation=named)

        told = {row["acronym"]: row["name"] for row in body(programme)["acronyms"]}

        assert told["AFD"] == "Agence française de développement"
        assert "XYZ" not in told


class TestSameData:
    def test_the_same_data_have_the_same_digest(self):
        programme = ProgrammeFactory()

        assert content.digest(body(programme)) == content.digest(body(programme))

    def test_another_figure_has_another_digest(self):
        programme = ProgrammeFactory()
        before = content.digest(body(programme))

        ValueFactory(programme=programme)

        assert content.digest(body(programme)) != before

    def test_a_body_is_plain_json(self):
        told = body(ProgrammeFactory())

        assert json.loads(content.canonical(told)) == told
