import factory
from factory.django import DjangoModelFactory

from lib.dates import Precision
from regions.enums import Milieu, PlaceKind, PlanItemKind, PlanKind, SourceKind, StatementKind
from regions.models import Place, PlaceStatement, Plan, PlanItem, Source


class SourceFactory(DjangoModelFactory):
    class Meta:
        model = Source
        django_get_or_create = ("code",)

    class Params:
        dated = factory.Trait(
            published_on="2023-10-09", published_precision=Precision.DAY, published_words=""
        )

    code = factory.Sequence(lambda n: f"source-{n}")
    kind = SourceKind.PRESS
    title = factory.Sequence(lambda n: f"Article de presse {n}")
    publication = "Journal de l'exemple"


class PlaceFactory(DjangoModelFactory):
    """A place of any level; the factories below fill in what their level needs."""

    class Meta:
        model = Place
        django_get_or_create = ("code",)


class CountryFactory(PlaceFactory):
    """Morocco, once."""

    kind = PlaceKind.COUNTRY
    code = "MA"
    iso_code = "MA"
    slug = "maroc"
    name_fr = "Maroc"
    name_ar = "المغرب"
    name_en = "Morocco"


class RegionFactory(PlaceFactory):
    """A region; `RegionFactory(code="MA.09", name_fr="Souss-Massa")` for a real one."""

    parent = factory.SubFactory(CountryFactory)
    kind = PlaceKind.REGION
    # Two digits, as in life, above the twelve real codes: an invented region never is a real one.
    code = factory.Sequence(lambda n: f"MA.{n % 80 + 20}")
    iso_code = factory.LazyAttribute(lambda place: place.code.replace(".", "-")[:8])
    slug = factory.LazyAttribute(lambda place: f"region-{place.code.split('.')[1]}")
    name_fr = factory.LazyAttribute(lambda place: f"Région {place.code.split('.')[1]}")
    name_ar = factory.LazyAttribute(lambda place: f"جهة {place.code.split('.')[1]}")
    name_en = factory.LazyAttribute(lambda place: f"Region {place.code.split('.')[1]}")


class ProvinceFactory(PlaceFactory):
    parent = factory.SubFactory(RegionFactory)
    kind = PlaceKind.PROVINCE
    # Three digits, as in life: codes are read by their length.
    number = factory.Sequence(lambda n: n % 900 + 1)
    code = factory.LazyAttribute(lambda place: f"{place.parent.code}.{place.number:03d}")
    name_fr = factory.LazyAttribute(lambda place: f"Province {place.number}")
    name_ar = factory.LazyAttribute(lambda place: f"إقليم {place.number}")

    class Meta:
        exclude = ("number",)


class CommuneFactory(PlaceFactory):
    parent = factory.SubFactory(ProvinceFactory)
    kind = PlaceKind.COMMUNE
    milieu = Milieu.URBAN
    number = factory.Sequence(lambda n: n + 1)
    code = factory.LazyAttribute(lambda place: f"{place.parent.code}.01.{place.number:02d}")
    name_fr = factory.LazyAttribute(lambda place: f"Commune {place.number}")
    name_ar = factory.LazyAttribute(lambda place: f"جماعة {place.number}")

    class Meta:
        exclude = ("number",)


class PlaceStatementFactory(DjangoModelFactory):
    class Meta:
        model = PlaceStatement

    place = factory.SubFactory(RegionFactory)
    kind = StatementKind.CONTEXT
    text_fr = "La région devient une région d'accueil."
    text_ar = "أصبحت الجهة جهة استقبال."
    text_en = "The region becomes a region of reception."
    source = factory.SubFactory(SourceFactory)
    position = factory.Sequence(lambda n: n)


class PlanFactory(DjangoModelFactory):
    class Meta:
        model = Plan
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"plan-{n}")
    kind = PlanKind.REGIONAL_DEVELOPMENT
    name_fr = factory.LazyAttribute(lambda plan: f"Plan de développement régional {plan.code}")
    name_ar = factory.LazyAttribute(lambda plan: f"برنامج التنمية الجهوية {plan.code}")
    name_en = factory.LazyAttribute(lambda plan: f"Regional development plan {plan.code}")


class PlanItemFactory(DjangoModelFactory):
    class Meta:
        model = PlanItem

    plan = factory.SubFactory(PlanFactory)
    kind = PlanItemKind.PROGRAMME
    position = factory.Sequence(lambda n: n)
    number = factory.LazyAttribute(lambda item: str(item.position))
    name_fr = factory.LazyAttribute(lambda item: f"Programme {item.position}")
    name_ar = factory.LazyAttribute(lambda item: f"البرنامج {item.position}")
