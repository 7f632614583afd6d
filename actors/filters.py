"""Lists of people and of events, narrowed by what stands in the address."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from actors import selectors
from actors.enums import EventKind, Role
from actors.forms import OrganisationChoiceField
from actors.models import Membership, User
from lib.forms import LineFormField


class _FilterForm(forms.Form):
    """An unknown value in an address is told beside its field, and narrows nothing."""

    def chosen(self):
        """The values that hold; what is empty or wrong is left out."""
        if not hasattr(self, "cleaned_data"):
            self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class PeopleFilter(_FilterForm):
    """Who is looked for among the accounts."""

    STATES = [("", _("All")), ("open", _("Open")), ("closed", _("Closed"))]
    FACTORS = [("", _("All")), ("yes", _("Set up")), ("no", _("Not set up"))]

    q = LineFormField(label=_("Name or address"), max_length=120, required=False)
    role = forms.ChoiceField(
        label=_("Role"), choices=[("", _("All")), *Role.choices], required=False
    )
    organisation = OrganisationChoiceField(required=False, empty_label=_("All"))
    factor = forms.ChoiceField(label=_("Second factor"), choices=FACTORS, required=False)
    state = forms.ChoiceField(label=_("Account"), choices=STATES, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = selectors.organisations_for_choice()

    def narrow(self, people):
        """`people` comes from `selectors.people_table`."""
        chosen = self.chosen()
        if "q" in chosen:
            people = people.matching(chosen["q"])
        if "state" in chosen:
            people = people.filter(is_active=chosen["state"] == "open")
        if "factor" in chosen:
            people = people.filter(has_second_factor=chosen["factor"] == "yes")
        held = Membership.objects.in_force()
        if "role" in chosen:
            held = held.filter(role=chosen["role"])
        if "organisation" in chosen:
            held = held.filter(organisation=chosen["organisation"])
        if "role" in chosen or "organisation" in chosen:
            people = people.filter(pk__in=held.order_by().values("user"))
        return people


class EventFilter(_FilterForm):
    """Which part of the audit trail is looked at."""

    person = forms.ModelChoiceField(
        label=_("Person"), queryset=User.objects.none(), required=False, empty_label=_("All")
    )
    kind = forms.ChoiceField(label=_("Kind of record"), required=False)
    verb = forms.ChoiceField(
        label=_("What happened"), choices=[("", _("All")), *EventKind.choices], required=False
    )
    since = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    until = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = User.objects.order_by("search", "pk")
        self.fields["kind"].choices = [("", _("All")), *selectors.kinds_of_record()]

    def clean(self):
        data = super().clean()
        if data.get("since") and data.get("until") and data["until"] < data["since"]:
            self.add_error("until", _("The end comes before the beginning."))
        return data

    def narrow(self, events):
        chosen = self.chosen()
        if "person" in chosen:
            person = chosen["person"]
            events = events.filter(
                Q(by_id=person.pk) | Q(about_model="actors.user", about_id=str(person.pk))
            )
        if "kind" in chosen:
            events = events.filter(about_model=chosen["kind"])
        if "verb" in chosen:
            events = events.filter(kind=chosen["verb"])
        if "since" in chosen:
            events = events.filter(at__date__gte=chosen["since"])
        if "until" in chosen:
            events = events.filter(at__date__lte=chosen["until"])
        return events

    def criteria(self):
        """What was asked for, as the trail notes it."""
        return {name: str(value) for name, value in self.chosen().items()}
