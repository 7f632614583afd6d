import hashlib
from datetime import UTC, date, datetime

import factory
from django.core.files.base import ContentFile
from factory.django import DjangoModelFactory

from actors.enums import (
    CommitteeKind,
    DecisionKind,
    FacilityKind,
    FacilityState,
    MinutesState,
    OrganisationKind,
    PlanRoleKind,
    Role,
)
from actors.models import (
    AgendaItem,
    Attendance,
    CalendarFeed,
    Committee,
    CommitteeFile,
    Convocation,
    Correction,
    Decision,
    Facility,
    FacilityStatus,
    FollowUp,
    Meeting,
    Membership,
    Minutes,
    OfficeHolder,
    Organisation,
    OrganisationName,
    PlanRole,
    Seat,
    User,
)
from lib.dates import Precision
from tests.factories.regions import PlanFactory, RegionFactory, SourceFactory

PASSWORD = "Chemin-de-test-2026"


class OrganisationFactory(DjangoModelFactory):
    """An association unless a trait says otherwise; only councils and wilayas have a place."""

    class Meta:
        model = Organisation
        django_get_or_create = ("slug",)

    class Params:
        council = factory.Trait(
            kind=OrganisationKind.REGIONAL_COUNCIL, place=factory.SubFactory(RegionFactory)
        )
        wilaya = factory.Trait(
            kind=OrganisationKind.WILAYA, place=factory.SubFactory(RegionFactory)
        )
        agency = factory.Trait(kind=OrganisationKind.AGENCY)
        donor = factory.Trait(kind=OrganisationKind.DONOR)
        ministry = factory.Trait(kind=OrganisationKind.MINISTRY)

    slug = factory.Sequence(lambda n: f"organisation-{n}")
    kind = OrganisationKind.NGO
    name_fr = factory.LazyAttribute(lambda organisation: f"Association {organisation.slug}")
    name_ar = factory.LazyAttribute(lambda organisation: f"جمعية {organisation.slug}")
    name_en = factory.LazyAttribute(lambda organisation: f"Association {organisation.slug}")


class OrganisationNameFactory(DjangoModelFactory):
    class Meta:
        model = OrganisationName

    organisation = factory.SubFactory(OrganisationFactory)
    name = factory.Sequence(lambda n: f"Ancien nom {n}")
    position = factory.Sequence(lambda n: n)


class OfficeHolderFactory(DjangoModelFactory):
    class Meta:
        model = OfficeHolder

    full_name = factory.Sequence(lambda n: f"Personne publique {n}")
    function_fr = "vice-présidente de la région"
    function_ar = "نائبة رئيس الجهة"
    organisation = factory.SubFactory(OrganisationFactory, council=True)
    source = factory.SubFactory(SourceFactory)


class PlanRoleFactory(DjangoModelFactory):
    class Meta:
        model = PlanRole

    plan = factory.SubFactory(PlanFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    kind = PlanRoleKind.PARTNER


class UserFactory(DjangoModelFactory):
    """A person without any role; see `MembershipFactory` and `person`."""

    class Meta:
        model = User
        django_get_or_create = ("email",)

    email = factory.Sequence(lambda n: f"personne{n}@wasl.example")
    full_name = factory.Sequence(lambda n: f"Personne {n}")
    password = factory.django.Password(PASSWORD)


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory, council=True)
    role = Role.CONTRIBUTOR
    starts_on = date(2020, 1, 1)


def person(full_name, role, organisation, **fields):
    """Someone with a role in an organisation; the address follows from the name."""
    fields.setdefault("email", f"{full_name.lower().replace(' ', '.')}@wasl.example")
    user = UserFactory(full_name=full_name, **fields)
    MembershipFactory(user=user, organisation=organisation, role=role)
    return user


class FacilityFactory(DjangoModelFactory):
    class Meta:
        model = Facility
        django_get_or_create = ("slug",)

    slug = factory.Sequence(lambda n: f"structure-{n}")
    kind = FacilityKind.RECEPTION_OFFICE
    name_fr = factory.LazyAttribute(lambda facility: f"Bureau d'accueil {facility.slug}")
    name_ar = factory.LazyAttribute(lambda facility: f"مكتب الاستقبال {facility.slug}")
    name_en = factory.LazyAttribute(lambda facility: f"Reception office {facility.slug}")
    place = factory.SubFactory(RegionFactory)


class FacilityStatusFactory(DjangoModelFactory):
    class Meta:
        model = FacilityStatus

    facility = factory.SubFactory(FacilityFactory)
    state = FacilityState.OPEN
    position = factory.Sequence(lambda n: n)


class CommitteeFactory(DjangoModelFactory):
    class Meta:
        model = Committee
        django_get_or_create = ("slug",)

    slug = factory.Sequence(lambda n: f"comite-{n}")
    kind = CommitteeKind.STEERING
    name_fr = factory.LazyAttribute(lambda committee: f"Comité de pilotage {committee.slug}")
    name_ar = factory.LazyAttribute(lambda committee: f"لجنة القيادة {committee.slug}")
    name_en = factory.LazyAttribute(lambda committee: f"Steering committee {committee.slug}")


class SeatFactory(DjangoModelFactory):
    class Meta:
        model = Seat

    committee = factory.SubFactory(CommitteeFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    position = factory.Sequence(lambda n: n)


class MeetingFactory(DjangoModelFactory):
    class Meta:
        model = Meeting

    committee = factory.SubFactory(CommitteeFactory)
    title_fr = factory.Sequence(lambda n: f"Réunion {n}")
    title_ar = factory.Sequence(lambda n: f"الاجتماع {n}")
    title_en = factory.Sequence(lambda n: f"Meeting {n}")
    held_on = date(2026, 2, 3)
    held_precision = Precision.DAY


class AgendaItemFactory(DjangoModelFactory):
    class Meta:
        model = AgendaItem

    meeting = factory.SubFactory(MeetingFactory)
    text_fr = factory.Sequence(lambda n: f"Point {n} de l'ordre du jour")
    text_ar = factory.Sequence(lambda n: f"النقطة {n} من جدول الأعمال")
    position = factory.Sequence(lambda n: n)


class AttendanceFactory(DjangoModelFactory):
    class Meta:
        model = Attendance

    meeting = factory.SubFactory(MeetingFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    position = factory.Sequence(lambda n: n)


class MinutesFactory(DjangoModelFactory):
    class Meta:
        model = Minutes

    class Params:
        circulated = factory.Trait(
            state=MinutesState.CIRCULATED,
            circulated_by=factory.SubFactory(UserFactory),
            circulated_at=datetime(2026, 2, 4, 9, 0, tzinfo=UTC),
        )

    meeting = factory.SubFactory(MeetingFactory)


class CorrectionFactory(DjangoModelFactory):
    class Meta:
        model = Correction

    minutes = factory.SubFactory(MinutesFactory, circulated=True)
    text = "Nous étions deux."
    written_by = factory.SubFactory(UserFactory)
    written_at = datetime(2026, 2, 5, 9, 0, tzinfo=UTC)


class DecisionFactory(DjangoModelFactory):
    class Meta:
        model = Decision

    committee = factory.SubFactory(CommitteeFactory)
    number = factory.Sequence(lambda n: n + 1)
    kind = DecisionKind.DECISION
    text_fr = factory.LazyAttribute(lambda decision: f"Décision {decision.number}")
    text_ar = factory.LazyAttribute(lambda decision: f"القرار {decision.number}")


class FollowUpFactory(DjangoModelFactory):
    class Meta:
        model = FollowUp

    decision = factory.SubFactory(DecisionFactory)
    text = "Le point est inscrit à l'ordre du jour."
    written_by = factory.SubFactory(UserFactory)
    written_at = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class CommitteeFileFactory(DjangoModelFactory):
    """A document of a few bytes, kept under the tests' own media folder."""

    class Meta:
        model = CommitteeFile

    class Params:
        data = b"%PDF-1.4 charte"

    committee = factory.SubFactory(CommitteeFactory)
    name = "charte.pdf"
    content_type = "application/pdf"
    file = factory.LazyAttribute(lambda document: ContentFile(document.data, name=document.name))
    size = factory.LazyAttribute(lambda document: len(document.data))
    sha256 = factory.LazyAttribute(lambda document: hashlib.sha256(document.data).hexdigest())
    added_by = factory.SubFactory(UserFactory)
    added_at = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class ConvocationFactory(DjangoModelFactory):
    class Meta:
        model = Convocation

    meeting = factory.SubFactory(MeetingFactory)
    person = factory.SubFactory(UserFactory)


class CalendarFeedFactory(DjangoModelFactory):
    class Meta:
        model = CalendarFeed

    user = factory.SubFactory(UserFactory)
    digest = factory.Sequence(lambda n: f"{n:064x}")
    made_at = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
