"""What a secretariat says of a decision: its words, who is in charge, what it is about."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from actors.actions import DecisionDetails
from actors.enums import DecisionKind, Language, Priority
from actors.models import Decision
from indicators.selectors.decision_choices import Choices, measure_label, plan_item_label
from lib import formats
from lib.forms import DayField, LineFormField, ProseFormField, RowField, RowsField, is_beyond_rows
from lib.text import has_ink
from programmes.forms.pickers import PickerField, PickerInput, Picks

TEXTS = tuple(f"text_{language}" for language in Language.values)
ORIGINS = tuple(f"origin_{language}" for language in Language.values)
_IN = {
    "fr": (_("Decision, in French"), _("Put forward by, in French")),
    "ar": (_("Decision, in Arabic"), _("Put forward by, in Arabic")),
    "en": (_("Decision, in English"), _("Put forward by, in English")),
}


class _ByOrganisation(ModelChoiceIterator):
    """The people of each organisation under its name; the queryset is in that order."""

    def __iter__(self):
        yield "", self.field.empty_label
        memberships = groupby(self.queryset, key=lambda one: one.organisation.name)
        for organisation, rows in memberships:
            people = {row.user_id: str(row.user) for row in rows}
            yield organisation, list(people.items())


class PersonField(forms.ModelChoiceField):
    """Somebody who works for one of several organisations, by a membership there."""

    iterator = _ByOrganisation

    def to_python(self, value):
        if value in self.empty_values:
            return None
        is_number = str(value).isdecimal() and not is_beyond_rows(value)
        row = self.queryset.filter(user_id=value).first() if is_number else None
        if row is None:
            raise forms.ValidationError(self.error_messages["invalid_choice"], "invalid_choice")
        return row.user

    def prepare_value(self, value):
        return getattr(value, "pk", value)


class MeetingField(RowField):
    def label_from_instance(self, meeting):
        return f"{meeting.title} · {formats.partial_date(meeting.held)}"


class DecisionForm(forms.Form):
    """A decision as the secretariat writes it; its own language first, the others folded."""

    kind = forms.ChoiceField(label=_("Kind"), choices=DecisionKind, widget=forms.RadioSelect)
    owner = forms.ModelChoiceField(
        label=_("Organisation in charge"),
        queryset=None,
        to_field_name="slug",
        required=False,
        empty_label=_("Choose"),
        help_text=_("Only a proposal may still look for one."),
        error_messages={
            "required": _(
                "Choose the organisation in charge: a decision without an owner is nobody's "
                "business."
            )
        },
    )
    owner_person = PersonField(
        label=_("Person in charge"), queryset=None, required=False, empty_label=_("Nobody named")
    )
    due_on = DayField(label=_("Due"), required=False, help_text=_("Such as 30/06/2026."))
    priority = forms.ChoiceField(
        label=_("Priority"), choices=Priority, widget=forms.RadioSelect, initial=Priority.NORMAL
    )
    meeting = MeetingField(
        label=_("Decided at"), queryset=None, required=False, empty_label=_("No meeting")
    )
    items = RowsField(
        label=_("Under"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": _("Choose agenda items of the meeting at which this was decided.")
        },
    )
    programmes = forms.ModelMultipleChoiceField(
        label=_("Programmes"),
        queryset=None,
        to_field_name="slug",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    is_public = forms.BooleanField(label=_("Public: donors with a seat read it"), required=False)
    key = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, choices: Choices, **kwargs):
        super().__init__(*args, **kwargs)
        self.language = get_language() or Language.FRENCH
        for language in Language.values:
            text, origin = _IN[language]
            self.fields[f"text_{language}"] = ProseFormField(
                label=text,
                max_length=2_000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 3}),
            )
            self.fields[f"origin_{language}"] = LineFormField(
                label=origin, max_length=200, required=False
            )
        for name in ("owner", "owner_person", "meeting", "items", "programmes"):
            self.fields[name].queryset = getattr(choices, name)
        self._say_what_is_needed()
        self.fields["items"].label_from_instance = lambda item: item.text
        self.fields["programmes"].label_from_instance = lambda programme: programme.acronym
        self.fields["measures"] = PickerField(
            label=_("Indicators"),
            help_text=_("By its code or words of its name; several if need be."),
            load=choices.load_measures,
            find=choices.find_measure,
            describe=measure_label,
            key="code",
            widget=PickerInput(add_label=_("Add this indicator")),
        )
        self.fields["plan_items"] = PickerField(
            label=_("Items of plans"),
            help_text=_("By its number or words of its name."),
            load=choices.load_plan_items,
            find=choices.find_plan_item,
            describe=plan_item_label,
            key="pk",
            widget=PickerInput(add_label=_("Add this item")),
        )

    def _say_what_is_needed(self):
        """Words in one language are enough; only a proposal may lack somebody in charge."""
        main = self.main_text
        elsewhere = (self[name].value() for name in TEXTS if name != main.name)
        main.field.required = not any(has_ink(str(words or "")) for words in elsewhere)
        main.field.error_messages["required"] = _("Write what was decided.")
        self.fields["owner"].required = self["kind"].value() != DecisionKind.PROPOSAL

    @property
    def main_text(self):
        return self[f"text_{self.language}"]

    @property
    def main_origin(self):
        return self[f"origin_{self.language}"]

    @property
    def other_words(self):
        """The same in the other languages."""
        others = [language for language in Language.values if language != self.language]
        return [self[f"{name}_{language}"] for language in others for name in ("text", "origin")]

    @property
    def has_others(self) -> bool:
        return any(bound.value() or bound.errors for bound in self.other_words)

    @property
    def has_subjects(self) -> bool:
        """Whether indicators or items of plans are named, or were refused."""
        names = ("measures", "plan_items")
        if self.is_bound:
            return any(self.data.get(name) or name in self.errors for name in names)
        return any(self.initial.get(name, Picks()).things for name in names)

    def details(self) -> DecisionDetails:
        """What was typed, as the action takes it."""
        data = self.cleaned_data
        return DecisionDetails(
            kind=DecisionKind(data["kind"]),
            **{name: data[name] for name in (*TEXTS, *ORIGINS)},
            owner=data["owner"],
            owner_person=data["owner_person"],
            due_on=data["due_on"],
            priority=Priority(data["priority"]),
            is_public=data["is_public"],
            meeting=data["meeting"],
            items=tuple(data["items"].order_by("position", "pk")),
            plan_items=tuple(sorted(data["plan_items"].things, key=lambda one: one.pk)),
        )

    def judge_only(self, name: str) -> None:
        """Forget all errors but those of one field: the person is not done yet."""
        kept = {field: found for field, found in self.errors.items() if field == name}
        self._errors = type(self.errors)(kept, renderer=self.renderer)

    def take_problems(self, error):
        """Show what the action refused beside the fields it is about."""
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for name, sentences in error.message_dict.items():
            box = f"text_{self.language}" if name in TEXTS else name
            for sentence in sentences:
                self.add_error(box if box in self.fields else None, sentence)

    def meet(self, *, version: int) -> None:
        """Somebody saved meanwhile: what was typed stays, on top of their version."""
        self.data = self.data.copy()
        self.data["version"] = version


def initial_of(
    decision: Decision, details: DecisionDetails, *, programmes: Any, measures: Any
) -> dict[str, Any]:
    """A decision as the form shows it."""
    return {
        **{name: getattr(details, name) for name in (*TEXTS, *ORIGINS)},
        "kind": details.kind,
        "owner": details.owner.slug if details.owner else "",
        "owner_person": details.owner_person,
        "due_on": details.due_on,
        "priority": details.priority,
        "is_public": details.is_public,
        "meeting": details.meeting,
        "items": details.items,
        "programmes": [programme.slug for programme in programmes],
        "measures": Picks(tuple(measures)),
        "plan_items": Picks(details.plan_items),
        "key": decision.key,
        "version": decision.version,
    }
