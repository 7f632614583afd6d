"""A risk of a programme."""

from django import forms
from django.utils.translation import gettext_lazy as _

from actors.models import Organisation
from lib.forms import LineFormField, PartialDateField, ProseFormField
from programmes.actions.risks import RiskDetails
from programmes.enums import RiskLevel
from programmes.models import Component, Partnership
from regions.models import Place


class RiskForm(forms.Form):
    """What may happen, how likely, how grave, and who does what about it."""

    title = LineFormField(label=_("Risk"), max_length=250)
    probability = forms.ChoiceField(
        label=_("Probability"), choices=RiskLevel.choices, widget=forms.RadioSelect
    )
    severity = forms.ChoiceField(
        label=_("Severity"), choices=RiskLevel.choices, widget=forms.RadioSelect
    )
    mitigation = ProseFormField(
        label=_("What is done about it"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea({"rows": 4}),
    )
    owner = forms.ModelChoiceField(
        label=_("In charge"),
        queryset=Organisation.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=_("nobody yet"),
    )
    place = forms.ModelChoiceField(
        label=_("Region"),
        queryset=Place.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=_("the whole programme"),
    )
    component = forms.ModelChoiceField(
        label=_("Component"),
        queryset=Component.objects.none(),
        required=False,
        empty_label=_("the whole programme"),
    )
    raised_on = PartialDateField(label=_("Raised on"))
    closed_on = PartialDateField(
        label=_("Closed on"), required=False, help_text=_("Leave empty while the risk is open.")
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)

    def __init__(self, *args, programme, **kwargs):
        super().__init__(*args, **kwargs)
        partners = Partnership.objects.filter(programme=programme).values("organisation")
        self.fields["owner"].queryset = Organisation.objects.filter(pk__in=partners).order_by(
            "name", "pk"
        )
        self.fields["place"].queryset = Place.objects.regions()
        self.fields["component"].queryset = Component.objects.filter(programme=programme).order_by(
            "position", "pk"
        )

    @staticmethod
    def initial_of(risk):
        """A risk as the form shows it."""
        names = ("title", "probability", "severity", "mitigation", "raised_on", "closed_on")
        values = {name: getattr(risk, name) for name in names}
        return values | {
            "owner": risk.owner.slug if risk.owner else "",
            "place": risk.place.slug if risk.place else "",
            "component": risk.component_id or "",
            "version": risk.version,
        }

    def clean_raised_on(self):
        return self._day("raised_on")

    def clean_closed_on(self):
        return self._day("closed_on")

    def _day(self, name):
        """The day, or the first one that a month or a year can mean."""
        return self.cleaned_data[name].earliest

    def details(self) -> RiskDetails:
        """What was typed, as the action takes it."""
        told = self.cleaned_data
        return RiskDetails(**{name: told[name] for name in RiskDetails.__slots__})
