from modeltranslation.translator import TranslationOptions, register

from regions.models import Place, PlaceStatement, Plan, PlanItem


@register(Place)
class PlaceTranslation(TranslationOptions):
    fields = ("name", "capital")


@register(PlaceStatement)
class PlaceStatementTranslation(TranslationOptions):
    fields = ("text",)


@register(Plan)
class PlanTranslation(TranslationOptions):
    fields = ("name", "summary")


@register(PlanItem)
class PlanItemTranslation(TranslationOptions):
    fields = ("name", "detail")
