"""The form of an activity: four things asked, the rest beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lib import formats
from lib.dates import PartialDate, Precision, partial
from lib.forms import LineFormField, PartialDateField, ProseFormField, WholeNumberField
from lib.quantities import Qualifier
from programmes.forms.pickers import PickerField, PickerInput, Picks
from programmes.forms.rows import BreakdownField, FilesField, SharesField
from programmes.forms.selects import ComponentChoiceField, PlanItemChoiceField
from programmes.models import ActivityKind, Component, Programme
from programmes.selectors.details import (
    NOTE_LENGTH,
    TITLE_LENGTH,
    ActivityDetails,
    Share,
    problems_of,
)
from regions.models import PlanItem

TODAY, YESTERDAY, OTHER_DAY = "today", "yesterday", "date"
# Where the sentences about a detail stand in the form.
_BOXES = {"starts": "on"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What the form offers one person: querysets and lookups, read by the view."""

    kinds: Any
    programmes: Any
    funders: Any
    components: Any
    plan_items: Any
    categories: Sequence[Any]
    load_places: Any
    find_place: Any
    describe_place: Any
    load_organisations: Any
    find_organisation: Any
    describe_organisation: Any
    places_address: str = ""
    organisations_address: str = ""


class ActivityForm(forms.Form):
    """What was done, its kind, when, for which programme; then everything else.

    `today` is the day on which the person writes. After `is_valid()`, `details` is what they say.
    """

    title = LineFormField(
        label=_("What?"),
        max_length=TITLE_LENGTH,
        error_messages={"required": _("Say in one line what was done.")},
    )
    kind = forms.ModelChoiceField(
        label=_("Kind"),
        queryset=ActivityKind.objects.none(),
        to_field_name="code",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={
            "required": _("Choose a kind."),
            "invalid_choice": _("Choose a kind of the list."),
        },
    )
    when = forms.ChoiceField(
        label=_("When?"),
        choices=[(TODAY, _("Today")), (YESTERDAY, _("Yesterday")), (OTHER_DAY, _("Date…"))],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Say when it took place."),
            "invalid_choice": _("Say when it took place."),
        },
    )
    on = PartialDateField(
        label=_("Date"),
        required=False,
        help_text=_("A day (07/07/2026), or a month (07/2026) or year (2026) if you know no more."),
    )
    is_planned = forms.BooleanField(label=_("Planned: it has not taken place yet"), required=False)
    ends_on = PartialDateField(
        label=_("Last day"), required=False, help_text=_("If it lasted several days.")
    )
    programme = forms.ModelChoiceField(
        label=_("Programme"),
        queryset=Programme.objects.none(),
        to_field_name="slug",
        empty_label=_("Choose…"),
        error_messages={
            "required": _("Choose a programme."),
            "invalid_choice": _("You do not log for this programme: choose one of the list."),
        },
    )
    participants = WholeNumberField(label=_("Participants"), required=False)
    women = WholeNumberField(label=_("of which women"), required=False)
    participants_qualifier = forms.ChoiceField(
        label=_("This number is"), choices=Qualifier.choices, required=False
    )
    breakdown = BreakdownField(label=_("Breakdown of the participants"))
    shares = SharesField(
        label=_("Shares of programmes and funders"),
        help_text=_("Empty: the programme above accounts for all of it."),
    )
    component = ComponentChoiceField(
        label=_("Component of the programme"),
        queryset=Component.objects.none(),
        required=False,
        empty_label=_("Not stated"),
        error_messages={"invalid_choice": _("Choose a component of the list, or none.")},
    )
    plan_item = PlanItemChoiceField(
        label=_("Item of the region's plan"),
        queryset=PlanItem.objects.none(),
        required=False,
        empty_label=_("None"),
        error_messages={"invalid_choice": _("Choose an item of the list, or none.")},
    )
    note = ProseFormField(label=_("Note"), required=False, max_length=NOTE_LENGTH)
    evidence = FilesField(
        label=_("Files that show it"),
        help_text=_("Attendance list, photos, report: PDF, image, Word or Excel."),
    )
    is_another = forms.BooleanField(label=_("It is another activity"), required=False)
    submission_key = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)

    def __init__(
        self,
        *args: Any,
        choices: Choices,
        today: date,
        refused_files: Sequence[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.refused_files = refused_files
        self.is_ahead = False
        # What is said so far, even if it cannot be stored; and what may be stored.
        self.partial: ActivityDetails | None = None
        self.details: ActivityDetails | None = None
        self.fields["kind"].queryset = choices.kinds
        self.fields["programme"].queryset = choices.programmes
        self.fields["plan_item"].queryset = choices.plan_items
        self.fields["note"].widget.attrs["rows"] = 4
        shares = self.fields["shares"].widget
        shares.programmes, shares.funders = list(choices.programmes), list(choices.funders)
        shares.components = list(choices.components)
        self.fields["component"].queryset = choices.components
        self.fields["breakdown"].widget.categories = list(choices.categories)
        self.fields["places"] = PickerField(
            label=_("Places"),
            help_text=_("Commune, province or region; several if need be."),
            load=choices.load_places,
            find=choices.find_place,
            describe=choices.describe_place,
            key="code",
            widget=PickerInput(add_label=_("Add this place"), address=choices.places_address),
        )
        for name, label in (("organisers", _("Organisers")), ("partners", _("Partners"))):
            self.fields[name] = PickerField(
                label=label,
                load=choices.load_organisations,
                find=choices.find_organisation,
                describe=choices.describe_organisation,
                key="slug",
                add=True,
                widget=PickerInput(
                    add_label=_("Add this organisation"), address=choices.organisations_address
                ),
            )

    @property
    def asks_planned(self) -> bool:
        """Whether to ask « planned? »: the date is ahead, or the box was ticked before."""
        told = self["is_planned"].value()
        return self.is_ahead or bool(told and told != "False")

    @property
    def has_details_open(self) -> bool:
        """Whether the second block holds anything that must be seen at once."""
        first_block = {"title", "kind", "when", "on", "programme", "is_planned", "is_another"}
        return bool(set(self.errors) - first_block) if self.is_bound else False

    @property
    def men(self) -> int | None:
        """Participants who are not women, as far as both numbers can be read."""
        told = self.partial
        if told is None or told.participants is None or told.women is None:
            return None
        return max(told.participants - told.women, 0)

    @property
    def has_categories(self) -> bool:
        return bool(self.fields["breakdown"].widget.categories)

    @property
    def has_plan_items(self) -> bool:
        return len(self.fields["plan_item"].choices) > 1

    @property
    def has_components(self) -> bool:
        return bool(self.fields["shares"].widget.components)

    @property
    def can_count(self) -> bool:
        """Whether enough is said to tell which figures the record will count for."""
        return bool(self.partial and self.partial.kind and self.partial.shares)

    def refuse_ahead(self) -> None:
        """What lies ahead is saved as a draft, not submitted."""
        if self.is_ahead and "on" not in self.errors:
            self.add_error(
                "on",
                gettext(
                    "A planned activity is saved as a draft: submit it once it has taken place."
                ),
            )

    def clean(self):
        data = super().clean()
        if self.refused_files:
            self._refuse_files()
        starts = self._starts(data)
        ends = data.get("ends_on")
        if ends and ends.is_known and ends.precision != Precision.DAY:
            self.add_error("ends_on", gettext("Write the whole date of the last day (07/07/2026)."))
            ends = None
        programme, shares = data.get("programme"), self._shares(data)
        organisers = data.get("organisers") or Picks()
        partners = data.get("partners") or Picks()
        details = ActivityDetails(
            title=data.get("title", ""),
            kind=data.get("kind"),
            starts=starts,
            ends_on=ends.on if ends and ends.is_known else None,
            is_planned=bool(data.get("is_planned")),
            shares=_main_first(shares, programme),
            places=(data.get("places") or Picks()).things,
            participants=data.get("participants"),
            participants_qualifier=data.get("participants_qualifier") or Qualifier.EXACT,
            women=data.get("women"),
            breakdown=data.get("breakdown") or (),
            organisers=organisers.things,
            new_organisers=organisers.new,
            partners=partners.things,
            new_partners=partners.new,
            plan_item=data.get("plan_item"),
            note=data.get("note", ""),
        )
        self.partial = details
        self.is_ahead = bool(starts.is_known and starts.earliest > self.today)
        already = set(self.errors)
        for field, sentences in problems_of(details, today=self.today).items():
            box = _BOXES.get(field, field)
            # A box that could not be read has its sentence already.
            if box not in already and not (box == "on" and "when" in already):
                for sentence in sentences:
                    self.add_error(box, sentence)
        if not self.errors:
            self.details = details
        return data

    def add_problems(self, problems: Mapping[str, Sequence[str]]) -> None:
        """Show the sentences of an action's ValidationError beside their fields."""
        for field, sentences in problems.items():
            box = _BOXES.get(field, field)
            for sentence in sentences:
                self.add_error(box if box in self.fields else None, sentence)

    def judge_only(self, *names: str) -> None:
        """Forget all errors but those of some fields: the person is not done yet."""
        self._errors = type(self.errors)(
            {name: found for name, found in self.errors.items() if name in names},
            renderer=self.renderer,
        )

    def _starts(self, data) -> PartialDate:
        when, on = data.get("when"), data.get("on") or partial(None)
        day = {TODAY: self.today, YESTERDAY: self.today - timedelta(days=1)}.get(when)
        if day is None:
            return on
        if on.is_known and on.on != day:
            self.add_error(
                "on", gettext("You chose a day above and typed another date: keep one of them.")
            )
        return partial(day)

    def _shares(self, data) -> tuple[Share, ...]:
        """The rows, or the programme above for the whole; with the component chosen beside them."""
        programme, component = data.get("programme"), data.get("component")
        shares = data.get("shares") or ()
        if not shares:
            return (Share(programme, component=component),) if programme else ()
        if programme and programme not in {one.programme for one in shares}:
            self.add_error(
                "shares",
                gettext("%(programme)s, chosen above, has no share here: add a row for it.")
                % {"programme": formats.isolate(programme.acronym)},
            )
        if component is None:
            return shares
        # A row that says its own component keeps it.
        shares = tuple(
            replace(one, component=one.component or component)
            if one.programme == component.programme
            else one
            for one in shares
        )
        if component not in {one.component for one in shares}:
            self.add_error(
                "component",
                gettext("None of the shares is of this component: choose it in its row, or none."),
            )
        return shares

    def _refuse_files(self):
        for name in self.refused_files:
            self.add_error(
                "evidence",
                gettext("%(name)s: this file is too large. Send a smaller one.")
                % {"name": formats.quoted(name)},
            )


def initial_of(details: ActivityDetails) -> dict[str, Any]:
    """The form's first values for a record that exists."""
    return {
        "title": details.title,
        "kind": details.kind.code,
        "when": OTHER_DAY,
        "on": details.starts,
        "ends_on": partial(details.ends_on) if details.ends_on else None,
        "is_planned": details.is_planned,
        "programme": details.shares[0].programme.slug if details.shares else None,
        "places": Picks(details.places),
        "participants": details.participants,
        "participants_qualifier": details.participants_qualifier,
        "women": details.women,
        "breakdown": details.breakdown,
        "organisers": Picks(details.organisers),
        "partners": Picks(details.partners),
        **_initial_shares(details.shares),
        "plan_item": details.plan_item.pk if details.plan_item else None,
        "note": details.note,
    }


def _main_first(shares, programme):
    return tuple(sorted(shares, key=lambda one: one.programme != programme))


def _initial_shares(shares) -> dict[str, Any]:
    """One programme for the whole, with its component; else a row for each share."""
    if len(shares) == 1 and shares[0].funder is None:
        return {"component": shares[0].component}
    return {"shares": shares}
