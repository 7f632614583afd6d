import hashlib
from datetime import UTC, date, datetime

import factory
from django.core.files.base import ContentFile
from factory.django import DjangoModelFactory

from actors.enums import Language
from lib.identifiers import verification_code
from reports import content
from reports.content import steering
from reports.enums import EditionKind, EditionState, NarrativeKind, Stage
from reports.models import Edition, Narrative, Schedule, Snapshot
from tests.factories.actors import UserFactory
from tests.factories.programmes import ProgrammeFactory

ASKED_AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class ScheduleFactory(DjangoModelFactory):
    class Meta:
        model = Schedule

    programme = factory.SubFactory(ProgrammeFactory)
    kind = EditionKind.CAPITALISATION
    languages = factory.LazyFunction(lambda: ["fr", "ar"])
    first_on = date(2026, 1, 1)


class EditionFactory(DjangoModelFactory):
    """A queued edition; `running`, `failed` and `ready` are the later states.

    `programmes=[…]` says what it is about; without it, one programme is made.
    """

    class Meta:
        model = Edition
        skip_postgeneration_save = True

    class Params:
        pdf_bytes = b"%PDF-1.7 edition"
        workbook_bytes = b"PK workbook"
        running = factory.Trait(
            state=EditionState.RUNNING, stage=Stage.FIGURES, attempts=1, fence=1
        )
        failed = factory.Trait(
            state=EditionState.FAILED, stage=Stage.PDF, failure="Mémoire insuffisante", attempts=3
        )
        ready = factory.Trait(
            state=EditionState.READY,
            stage=Stage.FILING,
            number=1,
            frozen_at=ASKED_AT,
            ready_at=ASKED_AT,
            content=factory.LazyFunction(dict),
            content_sha256=hashlib.sha256(b"{}").hexdigest(),
            pdf=factory.LazyAttribute(
                lambda edition: ContentFile(edition.pdf_bytes, name="rapport.pdf")
            ),
            pdf_sha256=factory.LazyAttribute(
                lambda edition: hashlib.sha256(edition.pdf_bytes).hexdigest()
            ),
            pdf_size=factory.LazyAttribute(lambda edition: len(edition.pdf_bytes)),
            pages=1,
            workbook=factory.LazyAttribute(
                lambda edition: ContentFile(edition.workbook_bytes, name="rapport.xlsx")
            ),
            workbook_sha256=factory.LazyAttribute(
                lambda edition: hashlib.sha256(edition.workbook_bytes).hexdigest()
            ),
            attempts=1,
            fence=1,
        )

    kind = EditionKind.CAPITALISATION
    starts_on = date(2026, 1, 1)
    ends_on = date(2026, 3, 31)
    language = Language.FRENCH
    series = factory.Sequence(lambda n: f"essai:{n}")
    code = factory.Sequence(lambda n: f"TEST-{n:04d}")
    requested_by = factory.SubFactory(UserFactory)
    requested_at = ASKED_AT

    @factory.post_generation
    def programmes(edition, create, programmes, **kwargs):
        edition.programmes.set(programmes or [ProgrammeFactory()])


class NarrativeFactory(DjangoModelFactory):
    class Meta:
        model = Narrative

    programme = factory.SubFactory(ProgrammeFactory)
    kind = NarrativeKind.LESSONS
    language = Language.FRENCH
    text = "La concertation avec les communes a pris plus de temps que prévu."
    written_by = factory.SubFactory(UserFactory)
    written_at = ASKED_AT


class SnapshotFactory(DjangoModelFactory):
    """The dashboard of a programme, or of `committee` with `programme=None`, as it stands now."""

    class Meta:
        model = Snapshot

    programme = factory.SubFactory(ProgrammeFactory)
    committee = None
    code = factory.LazyFunction(verification_code)
    as_of = date(2026, 3, 1)
    made_by = factory.SubFactory(UserFactory)
    made_at = ASKED_AT
    bodies = factory.LazyAttribute(
        lambda one: {
            language.value: steering.body(
                one.programme or one.committee, reader=None, on=one.as_of, language=language
            )
            for language in Language
        }
    )
    sha256 = factory.LazyAttribute(lambda one: content.digest(one.bodies))
