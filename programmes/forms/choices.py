"""Places, organisations and people that a form finds by what was typed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from actors.models import Organisation, User
from programmes.forms.pickers import PickerField, PickerInput, Picks
from programmes.selectors import lookups
from regions.models import Place


class OrganisationsField(PickerField):
    """Organisations by their names."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            load=lambda slugs: Organisation.objects.filter(slug__in=slugs).order_by("name", "pk"),
            find=lookups.find_organisation,
            describe=lookups.organisation_label,
            key="slug",
            widget=PickerInput(
                add_label=_("Add this organisation"),
                address=reverse_lazy("programmes:organisation_search"),
            ),
            **kwargs,
        )


class _One:
    """Of several picks, the one; None without any."""

    def clean(self, value):
        picks = super().clean(value)
        if len(picks.things) > 1:
            raise ValidationError(_("Choose one only: untick the others."), code="one")
        return picks.things[0] if picks.things else None

    def prepare_value(self, value):
        if value is None or hasattr(value, "pk"):
            value = Picks((value,) if value else ())
        return super().prepare_value(value)


class OrganisationField(_One, OrganisationsField):
    """One organisation by its name."""


class PlaceField(_One, PickerField):
    """One place by its name."""

    def __init__(self, **kwargs: Any) -> None:
        places = Place.objects.select_related("parent")
        super().__init__(
            load=lambda codes: places.filter(code__in=codes).order_by("code"),
            find=lookups.find_place,
            describe=lookups.place_label,
            key="code",
            widget=PickerInput(
                add_label=_("Add this place"), address=reverse_lazy("programmes:place_search")
            ),
            **kwargs,
        )


class AccountField(forms.EmailField):
    """Somebody who has an account, by their address; None when empty."""

    def clean(self, value):
        email = super().clean(value)
        if not email:
            return None
        person = User.objects.filter(email__iexact=email, is_active=True).order_by("pk").first()
        if person is None:
            raise ValidationError(
                _("Nobody has an account with this address. Write the name instead."),
                code="unknown",
            )
        return person

    def prepare_value(self, value):
        return value.email if isinstance(value, User) else value
