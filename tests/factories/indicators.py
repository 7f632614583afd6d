from datetime import UTC, datetime
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from indicators.enums import ValueState
from indicators.models import Indicator, Value
from lib.quantities import Qualifier
from tests.factories.programmes import ProgrammeFactory
from tests.factories.regions import SourceFactory


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
