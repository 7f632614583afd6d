from modeltranslation.translator import TranslationOptions, register

from indicators.models import Indicator, Value


@register(Indicator)
class IndicatorTranslation(TranslationOptions):
    fields = ("name", "short_name", "unit", "definition")


@register(Value)
class ValueTranslation(TranslationOptions):
    # `wording` stays in the language of its source.
    fields = ("reading", "comment")
