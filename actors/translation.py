from modeltranslation.translator import TranslationOptions, register

from actors.models import (
    AgendaItem,
    Attendance,
    Committee,
    Decision,
    Facility,
    FacilityStatus,
    Meeting,
    OfficeHolder,
    Organisation,
    Seat,
)


@register(Organisation)
class OrganisationTranslation(TranslationOptions):
    fields = ("name", "note")


@register(OfficeHolder)
class OfficeHolderTranslation(TranslationOptions):
    fields = ("function",)


@register(Facility)
class FacilityTranslation(TranslationOptions):
    fields = ("name", "mission")


@register(FacilityStatus)
class FacilityStatusTranslation(TranslationOptions):
    fields = ("note",)


@register(Committee)
class CommitteeTranslation(TranslationOptions):
    fields = ("name", "mission", "nature", "origin")


@register(Seat)
class SeatTranslation(TranslationOptions):
    fields = ("label", "function")


@register(Meeting)
class MeetingTranslation(TranslationOptions):
    fields = ("title",)


@register(AgendaItem)
class AgendaItemTranslation(TranslationOptions):
    fields = ("text",)


@register(Attendance)
class AttendanceTranslation(TranslationOptions):
    fields = ("label",)


@register(Decision)
class DecisionTranslation(TranslationOptions):
    fields = ("text", "origin")
