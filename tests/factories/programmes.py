import hashlib
import uuid
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import factory
from django.core.files.base import ContentFile
from factory.django import DjangoModelFactory

from lib.dates import Precision
from programmes.enums import (
    ActivityState,
    CoverageKind,
    Currency,
    Dimension,
    EvidenceKind,
    Involvement,
    PartnerRole,
    RiskLevel,
    TransactionKind,
)
from programmes.models import (
    Activity,
    ActivityKind,
    ActivityOrganisation,
    Attribution,
    BudgetLine,
    CommitteeProgramme,
    Component,
    Coverage,
    Draft,
    Evidence,
    FacilitySupport,
    Participation,
    ParticipationCategory,
    Partnership,
    Phase,
    Programme,
    ProgrammeStatement,
    Risk,
    Transaction,
)
from regions.enums import StatementKind
from tests.factories.actors import (
    CommitteeFactory,
    FacilityFactory,
    OrganisationFactory,
    UserFactory,
)
from tests.factories.regions import RegionFactory, SourceFactory

LOGGED_AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class ProgrammeFactory(DjangoModelFactory):
    """A programme; give `funder=`, `agency=`, `region=` to set its partners and its place."""

    class Meta:
        model = Programme
        django_get_or_create = ("slug",)
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda n: f"programme-{n}")
    acronym = factory.LazyAttribute(lambda programme: programme.slug.upper())
    name_fr = factory.LazyAttribute(lambda programme: f"Programme {programme.acronym}")
    name_ar = factory.LazyAttribute(lambda programme: f"برنامج {programme.acronym}")
    name_en = factory.LazyAttribute(lambda programme: f"Programme {programme.acronym} (en)")
    position = factory.Sequence(lambda n: n)

    @factory.post_generation
    def funder(programme, create, organisation, **kwargs):
        if organisation:
            PartnershipFactory(
                programme=programme, organisation=organisation, role=PartnerRole.FUNDING
            )

    @factory.post_generation
    def agency(programme, create, organisation, **kwargs):
        if organisation:
            PartnershipFactory(
                programme=programme, organisation=organisation, role=PartnerRole.IMPLEMENTING
            )

    @factory.post_generation
    def region(programme, create, place, **kwargs):
        if place:
            CoverageFactory(programme=programme, place=place)

    @factory.post_generation
    def committee(programme, create, committee, **kwargs):
        if committee:
            CommitteeProgrammeFactory(programme=programme, committee=committee)


class PhaseFactory(DjangoModelFactory):
    class Meta:
        model = Phase

    programme = factory.SubFactory(ProgrammeFactory)
    number = factory.Sequence(lambda n: n + 1)
    label = factory.LazyAttribute(lambda phase: f"phase {phase.number}")


class ComponentFactory(DjangoModelFactory):
    class Meta:
        model = Component

    programme = factory.SubFactory(ProgrammeFactory)
    name_fr = factory.Sequence(lambda n: f"Composante {n}")
    name_ar = factory.Sequence(lambda n: f"المكون {n}")
    position = factory.Sequence(lambda n: n)


class PartnershipFactory(DjangoModelFactory):
    class Meta:
        model = Partnership

    programme = factory.SubFactory(ProgrammeFactory)
    organisation = factory.SubFactory(OrganisationFactory, agency=True)
    role = PartnerRole.IMPLEMENTING


class CoverageFactory(DjangoModelFactory):
    class Meta:
        model = Coverage

    programme = factory.SubFactory(ProgrammeFactory)
    place = factory.SubFactory(RegionFactory)
    kind = CoverageKind.TARGET


class ProgrammeStatementFactory(DjangoModelFactory):
    class Meta:
        model = ProgrammeStatement

    programme = factory.SubFactory(ProgrammeFactory)
    kind = StatementKind.OBJECTIVE
    text_fr = "Mieux intégrer la migration dans la planification."
    text_ar = "إدماج أفضل للهجرة في التخطيط."
    source = factory.SubFactory(SourceFactory)
    position = factory.Sequence(lambda n: n)


class CommitteeProgrammeFactory(DjangoModelFactory):
    class Meta:
        model = CommitteeProgramme

    committee = factory.SubFactory(CommitteeFactory)
    programme = factory.SubFactory(ProgrammeFactory)


class FacilitySupportFactory(DjangoModelFactory):
    class Meta:
        model = FacilitySupport

    facility = factory.SubFactory(FacilityFactory)
    programme = factory.SubFactory(ProgrammeFactory)


class ActivityKindFactory(DjangoModelFactory):
    class Meta:
        model = ActivityKind
        django_get_or_create = ("code",)

    code = "workshop"
    name_fr = "Atelier"
    name_ar = "ورشة"
    name_en = "Workshop"


class ParticipationCategoryFactory(DjangoModelFactory):
    class Meta:
        model = ParticipationCategory
        django_get_or_create = ("dimension", "code")

    class Params:
        unspecified = factory.Trait(
            code="NR", name_fr="Non renseigné", name_ar="غير محدد", is_unspecified=True
        )

    dimension = Dimension.STATUS
    code = "REF"
    name_fr = "Personne réfugiée"
    name_ar = "لاجئ"
    name_en = "Refugee"


class ActivityFactory(DjangoModelFactory):
    """A draft of a council; `submitted`, `returned` and `validated` are the later states.

    `programmes=[…]` shares it equally among programmes, `places=[…]` says where it was held.
    """

    class Meta:
        model = Activity
        skip_postgeneration_save = True

    class Params:
        submitted = factory.Trait(
            state=ActivityState.SUBMITTED,
            created_by=factory.SubFactory(UserFactory),
            submitted_by=factory.SelfAttribute("created_by"),
            submitted_at=LOGGED_AT + timedelta(hours=1),
        )
        returned = factory.Trait(
            state=ActivityState.RETURNED,
            created_by=factory.SubFactory(UserFactory),
            submitted_by=factory.SelfAttribute("created_by"),
            submitted_at=LOGGED_AT + timedelta(hours=1),
            question="Combien de personnes sont venues ?",
        )
        validated = factory.Trait(
            state=ActivityState.VALIDATED,
            created_by=factory.SubFactory(UserFactory),
            submitted_by=factory.SelfAttribute("created_by"),
            submitted_at=LOGGED_AT + timedelta(hours=1),
            validated_by=factory.SubFactory(UserFactory),
            validated_at=LOGGED_AT + timedelta(hours=2),
        )

    # From a thousand on, so that none is taken for a figure that a test looks for.
    title = factory.Sequence(lambda n: f"Atelier de concertation {1000 + n}")
    kind = factory.SubFactory(ActivityKindFactory)
    starts_on = date(2026, 2, 10)
    starts_precision = Precision.DAY
    owner = factory.SubFactory(OrganisationFactory, council=True)
    region = factory.LazyAttribute(lambda activity: activity.owner.place)
    created_at = LOGGED_AT
    changed_at = LOGGED_AT

    @factory.post_generation
    def programmes(activity, create, programmes, **kwargs):
        for programme in programmes or []:
            share = (Decimal(100) / len(programmes)).quantize(Decimal("0.01"))
            AttributionFactory(activity=activity, programme=programme, share=share)

    @factory.post_generation
    def places(activity, create, places, **kwargs):
        if places:
            activity.places.set(places)


class ActivityOrganisationFactory(DjangoModelFactory):
    class Meta:
        model = ActivityOrganisation

    activity = factory.SubFactory(ActivityFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    role = Involvement.PARTNER


class AttributionFactory(DjangoModelFactory):
    class Meta:
        model = Attribution

    activity = factory.SubFactory(ActivityFactory)
    programme = factory.SubFactory(ProgrammeFactory)
    share = Decimal(100)


class ParticipationFactory(DjangoModelFactory):
    class Meta:
        model = Participation

    activity = factory.SubFactory(ActivityFactory)
    category = factory.SubFactory(ParticipationCategoryFactory)
    count = 5


class EvidenceFactory(DjangoModelFactory):
    """A file of a few bytes, kept under the tests' own media folder."""

    class Meta:
        model = Evidence

    class Params:
        data = b"%PDF-1.4 preuve"

    activity = factory.SubFactory(ActivityFactory)
    kind = EvidenceKind.PDF
    name = "liste-de-presence.pdf"
    content_type = "application/pdf"
    file = factory.LazyAttribute(lambda evidence: ContentFile(evidence.data, name=evidence.name))
    size = factory.LazyAttribute(lambda evidence: len(evidence.data))
    sha256 = factory.LazyAttribute(lambda evidence: hashlib.sha256(evidence.data).hexdigest())
    added_by = factory.SubFactory(UserFactory)
    added_at = LOGGED_AT


class DraftFactory(DjangoModelFactory):
    class Meta:
        model = Draft

    user = factory.SubFactory(UserFactory)
    fields = factory.LazyFunction(lambda: {"title": "Texte en cours de saisie"})
    saved_at = LOGGED_AT


class RiskFactory(DjangoModelFactory):
    """An open risk, likely and grave."""

    class Meta:
        model = Risk

    programme = factory.SubFactory(ProgrammeFactory)
    title = factory.Sequence(lambda n: f"Retard de signature {n}")
    probability = RiskLevel.HIGH
    severity = RiskLevel.HIGH
    raised_on = date(2026, 2, 1)


class BudgetLineFactory(DjangoModelFactory):
    """A million dirhams planned for a whole programme."""

    class Meta:
        model = BudgetLine

    programme = factory.SubFactory(ProgrammeFactory)
    label = factory.Sequence(lambda n: f"Ligne budgétaire {n}")
    amount = Decimal(1_000_000)
    currency = Currency.MAD
    created_at = LOGGED_AT
    created_by = factory.SubFactory(UserFactory)
    submission_key = factory.LazyFunction(uuid.uuid4)


class TransactionFactory(DjangoModelFactory):
    """A hundred thousand dirhams spent; `withdrawn=True` takes them back."""

    class Meta:
        model = Transaction
        skip_postgeneration_save = True

    line = factory.SubFactory(BudgetLineFactory)
    kind = TransactionKind.EXPENDITURE
    amount = Decimal(100_000)
    currency = Currency.MAD
    value_on = date(2026, 2, 10)
    recorded_at = LOGGED_AT
    recorded_by = factory.SubFactory(UserFactory)
    submission_key = factory.LazyFunction(uuid.uuid4)

    @factory.post_generation
    def withdrawn(entry, create, is_withdrawn, **kwargs):
        if is_withdrawn:
            TransactionFactory(
                line=entry.line,
                kind=entry.kind,
                amount=-entry.amount,
                currency=entry.currency,
                rate=entry.rate,
                rate_on=entry.rate_on,
                value_on=entry.value_on,
                withdraws=entry,
                reason="Saisie en double",
            )
