"""Filters of the register of decisions; one filter set serves the page and the API."""

from __future__ import annotations

import django_filters
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from actors.enums import DecisionKind, DecisionState
from actors.models import Committee, Decision, Organisation
from programmes.filters.activities import NamedFilter
from programmes.models import DecisionProgramme, Programme
from programmes.selectors.decisions import OVERDUE

OPEN, MINE = "open", "me"


def _committees(request):
    return Committee.objects.visible_to(request.user).order_by("kind", "pk")


def _programmes(request):
    return Programme.objects.visible_to(request.user).in_order()


def _owners(request):
    """Organisations in charge of something that one sees."""
    decisions = Decision.objects.visible_to(request.user).filter(owner=OuterRef("pk"))
    return Organisation.objects.filter(Exists(decisions)).order_by("name", "pk")


class DecisionFilter(django_filters.FilterSet):
    """Decisions by committee, programme, who is in charge, kind and state.

    The rows say whether they are overdue: `programmes.selectors.decisions.for_register`.
    """

    committee = NamedFilter(
        label=_("Committee"), queryset=_committees, to_field_name="slug", empty_label=_("All")
    )
    programme = NamedFilter(
        label=_("Programme"),
        queryset=_programmes,
        to_field_name="slug",
        method="filter_programme",
        empty_label=_("All"),
    )
    owner = NamedFilter(
        label=_("In charge"), queryset=_owners, to_field_name="slug", empty_label=_("All")
    )
    kind = django_filters.ChoiceFilter(
        label=_("Kind"), choices=DecisionKind.choices, empty_label=_("All")
    )
    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[
            (OPEN, _("all that are open")),
            (OVERDUE, _("overdue")),
            *DecisionState.choices,
        ],
        method="filter_state",
        empty_label=_("All"),
    )
    mine = django_filters.ChoiceFilter(
        label=_("For whom"),
        choices=[(MINE, _("me and my organisation"))],
        method="filter_mine",
        empty_label=_("Everyone"),
    )

    class Meta:
        model = Decision
        fields = []

    def filter_programme(self, decisions, name, programme):
        links = DecisionProgramme.objects.filter(decision=OuterRef("pk"), programme=programme)
        return decisions.filter(Exists(links))

    def filter_state(self, decisions, name, state):
        if state == OPEN:
            return decisions.open()
        if state == OVERDUE:
            return decisions.filter(is_overdue=True)
        return decisions.filter(state=state)

    def filter_mine(self, decisions, name, answer):
        return decisions.assigned_to(self.request.user)
