from modeltranslation.translator import TranslationOptions, register

from programmes.models import (
    ActivityKind,
    Component,
    ParticipationCategory,
    Partnership,
    Programme,
    ProgrammeStatement,
)


@register(Programme)
class ProgrammeTranslation(TranslationOptions):
    fields = ("name", "summary")


@register(Component)
class ComponentTranslation(TranslationOptions):
    fields = ("name",)


@register(Partnership)
class PartnershipTranslation(TranslationOptions):
    fields = ("detail",)


@register(ProgrammeStatement)
class ProgrammeStatementTranslation(TranslationOptions):
    fields = ("text",)


@register(ActivityKind)
class ActivityKindTranslation(TranslationOptions):
    fields = ("name",)


@register(ParticipationCategory)
class ParticipationCategoryTranslation(TranslationOptions):
    fields = ("name",)
