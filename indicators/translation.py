from modeltranslation.translator import TranslationOptions, register

from indicators.models import Category, Dimension, Framework, Indicator, Measure, Result, Value


@register(Dimension)
class DimensionTranslation(TranslationOptions):
    fields = ("name",)


@register(Category)
class CategoryTranslation(TranslationOptions):
    fields = ("name",)


@register(Indicator)
class IndicatorTranslation(TranslationOptions):
    fields = ("name", "short_name", "unit", "definition", "double_counting", "verification")


@register(Framework)
class FrameworkTranslation(TranslationOptions):
    fields = ("impact_name", "outcome_name", "output_name")


@register(Result)
class ResultTranslation(TranslationOptions):
    fields = ("title", "assumptions")


@register(Measure)
class MeasureTranslation(TranslationOptions):
    fields = ("wording", "verification")


@register(Value)
class ValueTranslation(TranslationOptions):
    # `wording` stays in the language of its source.
    fields = ("reading", "comment")
