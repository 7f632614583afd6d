"""The one-page brief of a meeting: what it says, that it is one page, who has it made."""

import io
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command

from actors.enums import AgendaItemKind, DecisionState, MeetingState, SeatKind
from actors.models import AgendaItem, Committee, Decision, Meeting, Organisation, Seat
from indicators.models import Indicator, Value
from programmes.models import CommitteeProgramme
from reports.actions import freeze, request_meeting_edition
from reports.enums import EditionKind
from reports.models import Edition
from reports.rendering import kinds, pages
from reports.rendering.briefs import STEPS, clipped, first_sentences
from tests.factories.actors import (
    AgendaItemFactory,
    CommitteeFactory,
    CommitteeFileFactory,
    DecisionFactory,
    MeetingFactory,
    OrganisationFactory,
    SeatFactory,
)
from tests.factories.indicators import TargetFactory, ValueFactory
from tests.factories.reports import EditionFactory
from tests.reports.giving import ON, TODAY, give
from tests.reports.making import ASKED_AT, cells_of, paper, pdf_of, text_of

pytestmark = pytest.mark.django_db

LANGUAGES = ["fr", "ar", "en"]


@pytest.fixture
def committee(programme):
    committee = CommitteeFactory(slug="copil-depomi", name_fr="COPIL DEPOMI")
    CommitteeProgramme.objects.create(committee=committee, programme=programme)
    return committee


@pytest.fixture
def meeting(committee):
    """Ten days after the tests act."""
    return MeetingFactory(
        committee=committee, held_on=ON + timedelta(days=10), state=MeetingState.CONVENED
    )


@pytest.fixture
def secretary(committee, agency, officer):
    SeatFactory(committee=committee, kind=SeatKind.SECRETARY, organisation=agency, position=9)
    return officer


@pytest.fixture
def sitting_member(committee, seat_holder, member):
    """Rachid Lamrini's organisation sits in the committee."""
    SeatFactory(committee=committee, organisation=seat_holder, position=1)
    return member


def brief(meeting, language="fr"):
    return paper(meeting, EditionKind.BRIEF, language=language)


def ask(user, meeting, kind=EditionKind.BRIEF):
    return request_meeting_edition(kind=kind, meeting=meeting, language="fr", by=user, at=ASKED_AT)


class TestWhatItSays:
    def test_what_to_decide_to_read_and_to_answer_for(self, meeting, committee, seat_holder):
        AgendaItemFactory(
            meeting=meeting, kind=AgendaItemKind.TO_DECIDE, text_fr="Fixer les cibles"
        )
        AgendaItemFactory(meeting=meeting, kind=AgendaItemKind.SUBJECT, text_fr="Avancement")
        CommitteeFileFactory(committee=committee, meeting=meeting, name="Note de cadrage.pdf")
        late, due = ON - timedelta(days=3), ON + timedelta(days=3)
        for number, on in ((1, late), (2, due)):
            DecisionFactory(
                committee=committee,
                owner=seat_holder,
                number=number,
                due_on=on,
                text_fr=f"Décision {number}",
            )
        MeetingFactory(
            committee=committee,
            title_fr="La suivante",
            state=MeetingState.PLANNED,
            held_on=meeting.held_on + timedelta(days=90),
        )

        edition = brief(meeting)

        told = text_of(pdf_of(edition))
        for words in ("Fixer les cibles", "Note de cadrage.pdf", "La suivante", "Décision 2"):
            assert words in told, words
        assert "1 point de l’ordre du jour n’appelle pas de décision" in told
        [row] = edition.content["body"]["in_charge"]
        assert row == {"owner": seat_holder.name_fr, "open": 2, "overdue": 1, "numbers": [1, 2]}

    def test_names_nobody_so_that_every_member_gets_the_same(
        self, meeting, committee, seat_holder, member
    ):
        DecisionFactory(committee=committee, owner=seat_holder, owner_person=member, number=1)

        assert member.full_name not in text_of(pdf_of(brief(meeting)))

    def test_key_figures_carry_their_reservation(
        self, meeting, make, quarters, souss_massa, secretary
    ):
        measure = make("A", is_key=True, text="Bureaux ouverts")
        give(measure, quarters[0], souss_massa, 4, qualifier="at_least")

        edition = brief(meeting)

        [key] = [one for one in edition.content["body"]["key"] if one["code"] == measure.code]
        assert key["amount"]["quantity"] == {"number": "4", "qualifier": "at_least"}
        assert key["trouble"] == {"label": "valeurs manquantes", "reason": ""}
        assert "au moins 4" in text_of(pdf_of(edition))

    def test_what_changed_since_the_dashboard_frozen_before(
        self, meeting, committee, make, quarters, souss_massa, secretary
    ):
        measure = make("A", is_key=True)
        give(measure, quarters[0], souss_massa, 4)
        freeze(about=committee, meeting=None, as_of=date(2026, 4, 1), by=secretary, at=TODAY)
        give(measure, quarters[1], souss_massa, 5)
        board = freeze(about=committee, meeting=meeting, as_of=ON, by=secretary, at=TODAY)

        edition = brief(meeting)

        told = text_of(pdf_of(edition))
        assert "1 avril 2026" in told or "1er avril 2026" in told
        assert board.code in told
        changes = {row[0]: row[1:3] for row in cells_of(edition)["Changements"][1:]}
        assert ("4", "9") in changes.values()

    def test_without_a_frozen_dashboard_the_decisions_that_were_closed(
        self, meeting, committee, seat_holder
    ):
        MeetingFactory(
            committee=committee, held_on=ON - timedelta(days=60), state=MeetingState.HELD
        )
        for number, closed in ((1, ON - timedelta(days=80)), (2, ON - timedelta(days=20))):
            DecisionFactory(
                committee=committee,
                owner=seat_holder,
                number=number,
                closed_on=closed,
                state=DecisionState.DONE,
                text_fr=f"Décision {number}",
            )

        told = text_of(pdf_of(brief(meeting)))

        assert "Décision 2" in told
        assert "Décision 1" not in told

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_of_a_bare_meeting_says_what_there_is_not(self, meeting, language):
        edition = brief(meeting, language)

        assert edition.pages == 1
        assert edition.content["body"]["agenda"] == []


def filled(model, field, words):
    """As much of some words, again and again, as a field takes."""
    return (f"{words} " * 40)[: model._meta.get_field(field).max_length or 800].strip()


@pytest.mark.once
class TestOnePage:
    @pytest.fixture
    def overloaded(self, meeting, committee, make, quarters, souss_massa, secretary):
        """As much as fields and lists take, in long words and in none."""
        committee.name_fr = committee.name_ar = filled(Committee, "name_fr", "Comité régional")
        committee.save()
        meeting.title_fr = meeting.title_ar = filled(Meeting, "title_fr", "Deuxième réunion")
        meeting.room = "Salle " + "x" * 90
        meeting.save()
        for number in range(15):
            AgendaItemFactory(
                meeting=meeting,
                kind=AgendaItemKind.TO_DECIDE,
                text_fr=filled(AgendaItem, "text_fr", f"{number} approuver la programmation"),
                text_ar=filled(AgendaItem, "text_ar", f"{number} المصادقة على البرمجة المشتركة"),
                speaker=filled(AgendaItem, "speaker", "Ministère"),
                position=number,
            )
            CommitteeFileFactory(
                committee=committee, meeting=meeting, name=f"{number}-" + "W" * 150
            )
            DecisionFactory(
                committee=committee,
                owner=OrganisationFactory(
                    name_fr=filled(Organisation, "name_fr", f"Direction régionale {number}"),
                    name_ar=filled(Organisation, "name_ar", f"المديرية الجهوية {number}"),
                ),
                number=number + 1,
                text_fr=filled(Decision, "text_fr", "ouvrir un bureau d’accueil"),
                text_ar=filled(Decision, "text_ar", "فتح مكتب للاستقبال"),
                due_on=ON + timedelta(days=number - 5),
            )
        freeze(about=committee, meeting=None, as_of=date(2026, 4, 1), by=secretary, at=TODAY)
        for number in range(12):
            measure = make(f"m-{number}", is_key=True)
            for field in ("name_fr", "name_ar", "short_name_fr", "short_name_ar"):
                words = f"{number} nombre de collectivités accompagnées"
                setattr(measure.indicator, field, filled(Indicator, field, words))
            measure.indicator.save()
            TargetFactory(measure=measure, number=1000)
            give(measure, quarters[0], souss_massa, 40 + number, qualifier="at_least")
        for number in range(3):
            ValueFactory(
                code=f"depomi-{number}",
                programme=committee.programme_links.get().programme,
                number=30,
                qualifier="at_least",
                wording=filled(Value, "wording", "« plus d’une trentaine de rencontres »"),
                reading=filled(Value, "reading", "Valeur minimale, sans répartition."),
                is_key=True,
            )
        freeze(about=committee, meeting=meeting, as_of=ON, by=secretary, at=TODAY)
        return meeting

    # To lay it out takes longest of all papers: one in each language for all that is asked of it.
    def test_however_much_there_is_to_say_each_step_says_less(self, overloaded):
        edition = brief(overloaded, "ar")

        assert edition.pages == 1
        shown = kinds.paper_of(edition.content)
        lengths = [len(pages.to_html(shown))]
        while (shorter := shown.shorter()) is not None:
            shown = shorter
            lengths.append(len(pages.to_html(shown)))
        assert len(lengths) == len(STEPS)
        assert lengths == sorted(lengths, reverse=True)

    def test_what_is_left_out_is_counted_and_stands_in_the_workbook(self, overloaded):
        edition = brief(overloaded)

        assert edition.pages == 1
        told, cells = text_of(pdf_of(edition)), cells_of(edition)
        shown = kinds.paper_of(edition.content)
        while shown.to_decide.more and f"{shown.to_decide.more} autres points" not in told:
            shown = shown.shorter()
        assert f"{shown.to_decide.more} autres points à décider" in told
        assert f"{shown.papers.more} autres documents" in told
        assert f"{shown.in_charge.more} autres organisations" in told
        assert len(cells["Ordre du jour"]) == len(cells["Décisions ouvertes"]) == 16
        assert edition.code in told

    def test_a_short_one_is_not_cut(self, meeting):
        text = "Approuver la programmation conjointe des deux régions pour l’année qui vient"
        AgendaItemFactory(meeting=meeting, kind=AgendaItemKind.TO_DECIDE, text_fr=text)

        assert text in text_of(pdf_of(brief(meeting)))

    def test_texts_are_cut_between_words_where_there_are_any(self):
        assert clipped("un deux trois", 20) == "un deux trois"
        assert clipped("un deux trois quatre", 12) == "un deux…"
        assert clipped("x" * 30, 12) == "x" * 11 + "…"

    def test_a_headline_loses_whole_sentences_first(self):
        told = "4 indicateurs sur 9. 2 décisions en retard. 12 valeurs attendues."

        assert first_sentences(told, 80) == told
        assert first_sentences(told, 50) == "4 indicateurs sur 9. 2 décisions en retard."
        assert first_sentences(told, 43) == "4 indicateurs sur 9. 2 décisions en retard."
        assert first_sentences(told, 42) == "4 indicateurs sur 9."
        assert first_sentences(told, 15) == "4 indicateurs…"


class TestWhoHasItMade:
    def test_a_member_who_sits_on_that_day(self, meeting, sitting_member, client_for):
        answer = client_for(sitting_member).post(
            f"/en/rapports/reunions/{meeting.pk}/", {"kind": "brief", "language": "ar"}
        )

        edition = Edition.objects.get()
        assert answer.url == f"/en/rapports/{edition.uuid}/"
        assert (edition.kind, edition.language) == (EditionKind.BRIEF, "ar")
        assert list(Edition.objects.visible_to(sitting_member)) == [edition]

    def test_who_has_no_other_paper_made(self, meeting, sitting_member, client_for):
        page = f"/en/rapports/reunions/{meeting.pk}/"
        client = client_for(sitting_member)

        offered = client.get(page).context["form"].fields["kind"].choices
        refused = client.post(page, {"kind": "copil", "language": "fr"})

        assert [kind for kind, _label in offered] == ["brief"]
        assert refused.status_code == 403
        assert not Edition.objects.exists()

    def test_not_one_whose_mandate_ends_before(
        self, meeting, committee, sitting_member, client_for
    ):
        before = MeetingFactory(committee=committee, held_on=ON - timedelta(days=30))
        Seat.objects.filter(committee=committee).update(ends_on=meeting.held_on - timedelta(1))

        answer = client_for(sitting_member).post(
            f"/en/rapports/reunions/{meeting.pk}/", {"kind": "brief", "language": "fr"}
        )

        assert answer.status_code == 404
        with pytest.raises(PermissionDenied):
            ask(sitting_member, meeting)
        assert ask(sitting_member, before).meeting == before

    def test_nor_an_agency_whose_seat_has_ended(self, meeting, committee, secretary):
        """Whoever may request reports needs the mandate as well, whatever the paper."""
        Seat.objects.filter(committee=committee).update(ends_on=date(2026, 1, 1))

        for kind in (EditionKind.BRIEF, EditionKind.COPIL):
            with pytest.raises(PermissionDenied):
                ask(secretary, meeting, kind)

    def test_nor_see_one_that_others_had_made(self, meeting, committee, programme, sitting_member):
        edition = EditionFactory(
            ready=True, kind=EditionKind.BRIEF, meeting=meeting, programmes=[programme]
        )
        assert list(Edition.objects.visible_to(sitting_member)) == [edition]

        Seat.objects.filter(committee=committee).update(ends_on=ON)

        assert not Edition.objects.visible_to(sitting_member).exists()

    def test_nor_a_donor_with_a_seat(self, meeting, committee, donor, funder):
        SeatFactory(committee=committee, organisation=funder)

        with pytest.raises(PermissionDenied):
            ask(donor, meeting)

    def test_the_command_makes_it_too(self, meeting, tmp_path):
        output = tmp_path / "brief.pdf"

        call_command(
            *["render_report", "--kind", "brief", "--committee", "copil-depomi"],
            *["--meeting", meeting.held_on.isoformat(), "--language", "fr"],
            *["--output", str(output)],
            stdout=io.StringIO(),
        )

        assert output.read_bytes() == pdf_of(Edition.objects.get())


class TestHome:
    @pytest.fixture
    def coming(self, committee):
        """Still to come whenever the tests run."""
        return MeetingFactory(
            committee=committee, held_on=date(2120, 1, 1), state=MeetingState.CONVENED
        )

    def test_leads_to_the_brief_in_the_language_of_the_page(
        self, coming, programme, sitting_member, client_for
    ):
        client = client_for(sitting_member)
        asking = f"/rapports/reunions/{coming.pk}/?kind=brief"
        assert asking in client.get("/fr/").content.decode()

        made = {
            language: EditionFactory(
                ready=True,
                kind=EditionKind.BRIEF,
                meeting=coming,
                programmes=[programme],
                language=language,
                series=language,
            )
            for language in ("fr", "ar")
        }

        page = client.get("/ar/").content.decode()
        assert f"/ar/rapports/{made['ar'].uuid}/" in page
        assert str(made["fr"].uuid) not in page

    def test_offers_none_to_a_donor_with_a_seat(self, coming, committee, donor, funder, client_for):
        SeatFactory(committee=committee, organisation=funder)

        page = client_for(donor).get("/en/").content.decode()

        assert "one-page brief" not in page

    def test_the_link_asks_for_the_brief(self, coming, sitting_member, client_for):
        page = client_for(sitting_member).get(f"/en/rapports/reunions/{coming.pk}/?kind=brief")

        assert page.context["form"]["kind"].value() == EditionKind.BRIEF
