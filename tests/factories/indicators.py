import hashlib
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import factory
from django.core.files.base import ContentFile
from factory.django import DjangoModelFactory

from indicators.enums import ResultLevel, UnitKind, ValueState
from indicators.models import (
    Category,
    Cell,
    Dimension,
    Framework,
    Indicator,
    Measure,
    Period,
    Result,
    Revision,
    Target,
    Value,
    ValueFile,
)
from indicators.selectors.entries import told
from lib.dates import Frequency
from lib.quantities import Qualifier
from tests.factories.actors import UserFactory
from tests.factories.programmes import ProgrammeFactory
from tests.factories.regions import RegionFactory, SourceFactory


class IndicatorFactory(DjangoModelFactory):
    class Meta:
        model = Indicator
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"indicateur-{n}")
    name_fr = factory.LazyAttribute(lambda indicator: f"Nombre de {indicator.code}")
    name_ar = factory.LazyAttribute(lambda indicator: f"عدد {indicator.code}")
    name_en = factory.LazyAttribute(lambda indicator: f"Number of {indicator.code}")
    short_name_fr = factory.LazyAttribute(lambda indicator: indicator.code)
    short_name_ar = factory.LazyAttribute(lambda indicator: indicator.code)
    short_name_en = factory.LazyAttribute(lambda indicator: indicator.code)
    unit_fr = "unités"
    unit_ar = "وحدات"
    unit_en = "units"

    class Params:
        share = factory.Trait(unit_kind=UnitKind.PERCENTAGE)
        scale = factory.Trait(unit_kind=UnitKind.SCALE, scale_top=4)
        text = factory.Trait(unit_kind=UnitKind.TEXT)


class DimensionFactory(DjangoModelFactory):
    class Meta:
        model = Dimension
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"dimension-{n}")
    name_fr = factory.LazyAttribute(lambda dimension: dimension.code)
    name_ar = factory.LazyAttribute(lambda dimension: dimension.code)
    name_en = factory.LazyAttribute(lambda dimension: dimension.code)
    position = factory.Sequence(lambda n: n)


class CategoryFactory(DjangoModelFactory):
    class Meta:
        model = Category

    dimension = factory.SubFactory(DimensionFactory)
    code = factory.Sequence(lambda n: f"C{n}")
    name_fr = factory.LazyAttribute(lambda category: category.code)
    name_ar = factory.LazyAttribute(lambda category: category.code)
    name_en = factory.LazyAttribute(lambda category: category.code)
    position = factory.Sequence(lambda n: n)


class FrameworkFactory(DjangoModelFactory):
    class Meta:
        model = Framework
        django_get_or_create = ("programme",)

    programme = factory.SubFactory(ProgrammeFactory)
    frequency = Frequency.QUARTERLY


class ResultFactory(DjangoModelFactory):
    class Meta:
        model = Result

    programme = factory.SubFactory(ProgrammeFactory)
    level = ResultLevel.OUTPUT
    number = factory.Sequence(lambda n: f"{n}")
    title_fr = factory.LazyAttribute(lambda result: f"Résultat {result.number}")
    title_ar = factory.LazyAttribute(lambda result: f"النتيجة {result.number}")
    title_en = factory.LazyAttribute(lambda result: f"Result {result.number}")
    position = factory.Sequence(lambda n: n)


class MeasureFactory(DjangoModelFactory):
    class Meta:
        model = Measure

    result = factory.SubFactory(ResultFactory)
    programme = factory.SelfAttribute("result.programme")
    indicator = factory.SubFactory(IndicatorFactory)
    code = factory.Sequence(lambda n: f"mesure-{n}")
    position = factory.Sequence(lambda n: n)


class PeriodFactory(DjangoModelFactory):
    """The first quarter of 2026, open on the day of `now` in tests unless told otherwise."""

    class Meta:
        model = Period
        django_get_or_create = ("programme", "slug")

    programme = factory.SubFactory(ProgrammeFactory)
    slug = "2026-t1"
    starts_on = date(2026, 1, 1)
    ends_on = date(2026, 3, 31)
    opens_on = factory.SelfAttribute("starts_on")
    due_on = factory.LazyAttribute(lambda period: period.ends_on + timedelta(days=30))
    locks_on = factory.LazyAttribute(lambda period: period.due_on + timedelta(days=15))


class TargetFactory(DjangoModelFactory):
    class Meta:
        model = Target

    measure = factory.SubFactory(MeasureFactory)
    number = Decimal(20)


class ValueFactory(DjangoModelFactory):
    """A validated claim of a source; `at_least`, `not_reported` and `draft` are the others."""

    class Meta:
        model = Value

    class Params:
        at_least = factory.Trait(
            number=Decimal(30), qualifier=Qualifier.AT_LEAST, wording="plus d'une trentaine"
        )
        not_reported = factory.Trait(number=None)
        draft = factory.Trait(state=ValueState.DRAFT, validated_at=None)

    code = factory.Sequence(lambda n: f"ESSAI-{n:04d}")
    indicator = factory.SubFactory(IndicatorFactory)
    programme = factory.SubFactory(ProgrammeFactory)
    number = Decimal(21)
    source = factory.SubFactory(SourceFactory)
    position = factory.Sequence(lambda n: n)
    state = ValueState.VALIDATED
    entered_at = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    validated_at = factory.SelfAttribute("entered_at")


class EntryFactory(ValueFactory):
    """A validated value of a region for a measure in a period."""

    measure = factory.SubFactory(MeasureFactory)
    programme = factory.SelfAttribute("measure.programme")
    indicator = factory.SelfAttribute("measure.indicator")
    period = factory.SubFactory(PeriodFactory, programme=factory.SelfAttribute("..programme"))
    place = factory.SubFactory(RegionFactory)
    starts_on = factory.SelfAttribute("period.starts_on")
    ends_on = factory.SelfAttribute("period.ends_on")
    source = None

    class Params:
        submitted = factory.Trait(
            state=ValueState.SUBMITTED,
            validated_at=None,
            submitted_at=factory.SelfAttribute("entered_at"),
            submitted_by=factory.SubFactory(UserFactory),
        )


class CellFactory(DjangoModelFactory):
    class Meta:
        model = Cell

    value = factory.SubFactory(EntryFactory)
    category = factory.SubFactory(CategoryFactory)
    number = Decimal(3)


class ValueFileFactory(DjangoModelFactory):
    """A file of a few bytes, kept under the tests' own media folder."""

    class Meta:
        model = ValueFile

    class Params:
        data = b"%PDF-1.4 preuve"

    value = factory.SubFactory(EntryFactory)
    name = "registre.pdf"
    content_type = "application/pdf"
    file = factory.LazyAttribute(lambda row: ContentFile(row.data, name=row.name))
    size = factory.LazyAttribute(lambda row: len(row.data))
    sha256 = factory.LazyAttribute(lambda row: hashlib.sha256(row.data).hexdigest())
    added_by = factory.SubFactory(UserFactory)
    added_at = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class RevisionFactory(DjangoModelFactory):
    """A proposed change of a validated value, from 21 to 14."""

    class Meta:
        model = Revision

    value = factory.SubFactory(EntryFactory)
    before = factory.LazyAttribute(lambda revision: told(revision.value))
    after = factory.LazyAttribute(lambda revision: revision.before | {"number": "14"})
    reason = "Une session comptée deux fois."
    proposed_by = factory.SubFactory(UserFactory)
    proposed_at = datetime(2026, 3, 9, 9, 0, tzinfo=UTC)
