"""Select boxes whose options say more than a name."""

from itertools import groupby

from django import forms
from django.forms.models import ModelChoiceIterator


class PlanItemChoiceField(forms.ModelChoiceField):
    """An item of a plan, with the plan and its number there."""

    def label_from_instance(self, item):
        plan = item.plan.acronym or item.plan.name
        return f"{plan} · {item.number} {item.name}" if item.number else f"{plan} · {item.name}"


class _ByProgramme(ModelChoiceIterator):
    """The components of each programme under its acronym; the queryset is in that order."""

    def __iter__(self):
        yield "", self.field.empty_label
        for acronym, components in groupby(self.queryset, key=lambda one: one.programme.acronym):
            yield acronym, [self.choice(one) for one in components]


class ComponentChoiceField(forms.ModelChoiceField):
    """A component of one of several programmes."""

    iterator = _ByProgramme
