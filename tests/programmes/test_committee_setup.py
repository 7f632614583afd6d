"""Setting a committee up: what it is, its seats, its charter, its documents."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile as File

from actors.actions import charters, seats
from actors.actions.committees import CommitteeDetails, details_of
from actors.actions.seats import SeatDetails
from actors.enums import CommitteeKind, EventKind, Role, SeatKind
from actors.models import Charter, Committee, CommitteeFile, Event, Seat
from lib.concurrency import StaleVersion
from lib.dates import Precision, partial
from lib.workflow import WrongState
from programmes.actions import committees as actions
from programmes.models import CommitteeProgramme
from tests.factories.actors import (
    AttendanceFactory,
    CommitteeFactory,
    OrganisationFactory,
    SeatFactory,
    person,
)
from tests.factories.programmes import ProgrammeFactory
from tests.harness import assert_flat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock", "own_files")]


@pytest.fixture
def copil(db):
    return CommitteeFactory(slug="copil", acronym="COPIL", name_fr="Comité de pilotage")


@pytest.fixture
def secretary(copil, agency):
    """Hamza Idrissi keeps the committee's secretariat, for the agency."""
    hamza = person("Hamza Idrissi", Role.OFFICER, agency)
    SeatFactory(committee=copil, organisation=agency, kind=SeatKind.SECRETARY, holder=hamza)
    return hamza


def text(response):
    return response.content.decode()


def said_of(committee):
    """What the form of a committee sends when nothing is changed."""
    return {
        "name_fr": committee.name_fr,
        "acronym": committee.acronym,
        "kind": committee.kind,
        "version": committee.version,
    }


class TestACommittee:
    EDIT = "/en/comites/copil/modifier/"

    def test_follows_several_programmes_and_has_its_rules(self, client_for, secretary, copil):
        ProgrammeFactory(slug="prim", acronym="PRIM", agency=copil.seats.get().organisation)
        ProgrammeFactory(slug="depomi", acronym="DEPOMI", agency=copil.seats.get().organisation)
        data = said_of(copil) | {
            "programmes": ["prim", "depomi"],
            "quorum": "5",
            "months_between": "6",
            "created": "07/2022",
        }

        assert client_for(secretary).post(self.EDIT, data).status_code == 302

        copil.refresh_from_db()
        assert (copil.quorum, copil.months_between) == (5, 6)
        assert copil.created == partial(date(2022, 7, 1), Precision.MONTH)
        assert CommitteeProgramme.objects.filter(committee=copil).count() == 2
        page = text(client_for(secretary).get("/en/comites/copil/"))
        assert "5 seats" in page
        assert "every 6 months" in page

    def test_saved_by_two_shows_both_and_keeps_what_was_typed(self, client_for, coordinator, copil):
        sent = said_of(copil) | {"name_fr": "Comité de suivi"}
        Committee.objects.filter(pk=copil.pk).update(name_fr="Comité national", version=2)

        response = client_for(coordinator).post(self.EDIT, sent)

        page = text(response)
        assert response.status_code == 200
        assert "Someone else saved meanwhile" in page
        assert page.count("Comité de suivi") >= 2  # in the table, and still in its box
        assert "Comité national" in page
        assert Committee.objects.get().name_fr == "Comité national"
        again = sent | {"version": response.context["form"]["version"].value()}
        assert client_for(coordinator).post(self.EDIT, again).status_code == 302
        assert Committee.objects.get().name_fr == "Comité de suivi"

    def test_saved_by_two_counts_its_programmes(self, coordinator, copil, now):
        prim = ProgrammeFactory(acronym="PRIM")
        Committee.objects.filter(pk=copil.pk).update(version=2)

        with pytest.raises(StaleVersion) as refused:
            actions.save_committee(
                committee=copil,
                details=details_of(copil),
                programmes=[prim],
                version=0,
                by=coordinator,
                at=now,
            )

        assert refused.value.mine == {"programmes": "PRIM"}
        assert not CommitteeProgramme.objects.exists()

    def test_sent_twice_is_saved_once(self, client_for, coordinator, copil):
        sent = said_of(copil) | {"name_fr": "Comité de suivi"}

        for _time in range(2):
            assert client_for(coordinator).post(self.EDIT, sent).status_code == 302

        assert Event.objects.filter(kind=EventKind.CHANGED).count() == 1

    def test_keeps_the_programmes_that_its_secretariat_does_not_see(
        self, client_for, secretary, copil
    ):
        hidden = ProgrammeFactory(slug="prim", acronym="PRIM")
        CommitteeProgramme.objects.create(committee=copil, programme=hidden)

        client_for(secretary).post(self.EDIT, said_of(copil) | {"quorum": "4"})

        copil.refresh_from_db()
        assert copil.quorum == 4
        assert CommitteeProgramme.objects.get(committee=copil).programme == hidden

    def test_is_no_part_of_itself(self, coordinator, copil, now):
        part = CommitteeFactory(parent=copil)

        with pytest.raises(ValidationError, match="part of itself"):
            actions.save_committee(
                committee=copil,
                details=CommitteeDetails(
                    name_fr="Comité", kind=CommitteeKind.STEERING, parent=part
                ),
                programmes=[],
                version=1,
                by=coordinator,
                at=now,
            )

    def test_is_set_up_by_its_secretariat_in_its_mandate_only(self, client_for, secretary, copil):
        Seat.objects.update(ends_on=date(2026, 3, 15))

        response = client_for(secretary).get(self.EDIT)

        assert response.status_code == 403
        assert "Only the secretariat of this committee" in text(response)


class TestASeat:
    def test_is_added_with_its_holder_by_account_and_alternate_by_name(
        self, client_for, secretary, copil, member, seat_holder
    ):
        sent = {
            "kind": "member",
            "organisation_typed": seat_holder.name_fr,
            "function_fr": "directeur",
            "holder": member.email.upper(),
            "alternate_name": "Une suppléante",
            "starts_on": "01/01/2026",
            "ends_on": "31/12/2027",
        }

        response = client_for(secretary).post("/en/comites/copil/sieges/nouveau/", sent)

        assert response.status_code == 302
        seat = Seat.objects.get(organisation=seat_holder)
        assert (seat.holder, seat.alternate_name) == (member, "Une suppléante")
        assert (seat.starts_on, seat.ends_on) == (date(2026, 1, 1), date(2027, 12, 31))
        assert seat.position > 0
        page = text(client_for(secretary).get("/en/comites/copil/sieges/"))
        assert "Rachid Lamrini" in page

    @pytest.mark.parametrize(
        ("sent", "sentence"),
        [
            ({"kind": "member"}, "Name an organisation, or the group in words."),
            (
                {"label_fr": "ONG", "holder": "personne@nulle-part.example"},
                "Nobody has an account with this address",
            ),
            (
                {"label_fr": "ONG", "starts_on": "01/02/2026", "ends_on": "01/01/2026"},
                "ends before it begins",
            ),
            ({"label_fr": "ONG", "ends_on": "2027"}, "Write the whole date"),
            ({"organisation_typed": "Nulle part"}, "Nothing is called"),
            (
                {"label_fr": "ONG", "holder": "karima.bennis@wasl.example",
                 "alternate": "karima.bennis@wasl.example"},
                "somebody else than the holder",
            ),
        ],
    )  # fmt: skip
    def test_that_makes_no_sense_is_refused_beside_its_field(
        self, sent, sentence, client_for, coordinator, copil
    ):
        response = client_for(coordinator).post(
            "/en/comites/copil/sieges/nouveau/", {"kind": "member"} | sent
        )

        assert response.status_code == 200
        assert sentence in text(response)
        assert not Seat.objects.exists()

    def test_saved_by_two_shows_both(self, client_for, coordinator, copil, council):
        seat = SeatFactory(committee=copil, organisation=council, function_fr="présidente")
        sent = {"kind": "member", "organisation": council.slug, "version": 1}
        Seat.objects.update(function_fr="vice-présidente", version=2)

        response = client_for(coordinator).post(
            f"/en/comites/copil/sieges/{seat.pk}/", sent | {"function_fr": "élue"}
        )

        differences = response.context["form"].differences
        assert [(one.mine, one.theirs) for one in differences] == [("élue", "vice-présidente")]
        assert Seat.objects.get().function_fr == "vice-présidente"

    def test_whose_mandate_ended_sees_no_meeting_to_come(self, client_for, coordinator, copil):
        seat = SeatFactory(committee=copil, starts_on=date(2025, 1, 1))

        response = client_for(coordinator).post(
            f"/en/comites/copil/sieges/{seat.pk}/fin/", {"ends_on": "15/03/2026"}
        )

        assert response.status_code == 302
        page = text(client_for(coordinator).get("/en/comites/copil/sieges/"))
        assert "Former members" in page

    def test_does_not_end_before_it_begins(self, coordinator, copil, now):
        seat = SeatFactory(committee=copil, starts_on=date(2025, 1, 1))

        with pytest.raises(ValidationError, match="before it begins"):
            seats.end_mandate(seat=seat, on=date(2024, 1, 1), by=coordinator, at=now)

    def test_that_took_part_in_a_meeting_stays(self, client_for, coordinator, copil, now):
        seat = SeatFactory(committee=copil)
        AttendanceFactory(meeting__committee=copil, organisation=None, seat=seat)

        with pytest.raises(WrongState, match="took part in meetings"):
            seats.remove_seat(seat=seat, by=coordinator, at=now)
        client_for(coordinator).post(f"/en/comites/copil/sieges/{seat.pk}/supprimer/")
        assert Seat.objects.filter(pk=seat.pk).exists()

    def test_added_by_mistake_is_deleted_and_stays_in_the_trail(self, coordinator, copil, now):
        seat = SeatFactory(committee=copil, function_fr="présidente")

        seats.remove_seat(seat=seat, by=coordinator, at=now)

        assert not Seat.objects.exists()
        event = Event.objects.get(kind=EventKind.DELETED)
        assert event.before["function_fr"] == "présidente"

    @pytest.mark.parametrize("role", ["staff", "validator", "officer", "donor", "member", "admin"])
    def test_is_none_of_the_others_business(self, role, copil, now, request):
        with pytest.raises(PermissionDenied, match="secretariat"):
            seats.add_seat(
                committee=copil,
                details=SeatDetails(label_fr="ONG"),
                by=request.getfixturevalue(role),
                at=now,
            )

    def test_costs_as_many_queries_with_more_of_them(self, client_for, coordinator, copil):
        def grow(number):
            for _ in range(number):
                SeatFactory(committee=copil, organisation=OrganisationFactory(council=True))

        assert_flat(client_for(coordinator), "/en/comites/copil/sieges/", grow)


class TestACharter:
    NEW = "/en/comites/copil/documents/charte/"

    def test_has_versions_with_signatories_and_a_partial_date(
        self, client_for, coordinator, copil, council, agency
    ):
        for signed in ("2022", "03/2026"):
            sent = {
                "signed": signed,
                "signatories": [council.slug, agency.slug],
                "text": "Article 1",
            }
            assert client_for(coordinator).post(self.NEW, sent).status_code == 302

        first, second = Charter.objects.order_by("number")
        assert first.signed == partial(date(2022, 1, 1), Precision.YEAR)
        assert {one.pk for one in second.signatories.all()} == {council.pk, agency.pk}
        copil.refresh_from_db()
        assert copil.has_charter
        assert copil.charter == partial(date(2026, 3, 1), Precision.MONTH)
        page = text(client_for(coordinator).get("/en/comites/copil/documents/"))
        assert page.index("Version 2") < page.index("Version 1")

    def test_is_not_signed_tomorrow(self, coordinator, copil, now):
        with pytest.raises(ValidationError, match="once it is signed"):
            charters.add_charter(
                committee=copil, text="", signed=partial(date(2026, 3, 17)), by=coordinator, at=now
            )

    def test_costs_as_many_queries_with_more_versions(self, client_for, coordinator, copil, now):
        def grow(number):
            for _ in range(number):
                charters.add_charter(
                    committee=copil,
                    text="Article 1",
                    signed=partial(None),
                    signatories=[OrganisationFactory()],
                    by=coordinator,
                    at=now,
                )

        assert_flat(client_for(coordinator), "/en/comites/copil/documents/", grow)


class TestADocument:
    ADD = "/en/comites/copil/documents/ajouter/"

    def test_is_kept_once_and_handed_to_members_only(
        self, client_for, secretary, copil, donor, pdf
    ):
        for _time in range(2):
            response = client_for(secretary).post(
                self.ADD, {"documents": [File("charte.pdf", pdf)]}
            )
            assert response.status_code == 302

        document = CommitteeFile.objects.get()
        address = f"/en/comites/copil/documents/{document.uuid}/"
        answer = client_for(secretary).get(address)
        assert b"".join(answer.streaming_content).startswith(b"%PDF")
        assert answer["Content-Disposition"] == 'attachment; filename="charte.pdf"'
        assert "sandbox" in answer["Content-Security-Policy"]
        assert client_for(donor).get(address).status_code == 404

    @pytest.mark.parametrize(
        ("name", "data", "sentence"),
        [
            ("page.pdf", b"<html>", "not known here"),
            ("charte.docx", b"", "not what its name says"),
        ],
    )
    def test_of_another_kind_is_refused(
        self, name, data, sentence, client_for, coordinator, copil, pdf
    ):
        response = client_for(coordinator).post(self.ADD, {"documents": [File(name, data or pdf)]})

        assert response.status_code == 200
        assert sentence in text(response)
        assert not CommitteeFile.objects.exists()

    def test_without_a_file_is_asked_for(self, client_for, coordinator, copil):
        assert "Choose a file first." in text(client_for(coordinator).post(self.ADD))

    def test_is_taken_away_by_those_who_run_the_committee(
        self, client_for, secretary, copil, validator, pdf
    ):
        client_for(secretary).post(self.ADD, {"documents": [File("charte.pdf", pdf)]})
        address = f"/en/comites/copil/documents/{CommitteeFile.objects.get().uuid}/retirer/"

        assert client_for(validator).post(address).status_code == 403
        assert client_for(secretary).post(address).status_code == 302
        assert not CommitteeFile.objects.exists()
        assert "document_removed" in Event.objects.latest("pk").before
