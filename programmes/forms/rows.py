"""Fields of several boxes: shares of programmes, a breakdown of participants, files."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lib import formats
from lib.files import UnsafeFile, display_name
from lib.forms import DecimalNumberField, WholeNumberField
from lib.uploads import PreparedFile, prepare
from programmes.enums import Dimension
from programmes.selectors.details import Part, Share

MAX_SHARES = 10
BLANK_SHARES = 2
MAX_FILES = 10


class SharesInput(forms.Widget):
    """Rows of a programme, a funder, a component and a share; two empty ones wait at the end."""

    template_name = "programmes/activities/widgets/shares.html"
    programmes: Any = ()
    funders: Any = ()
    components: Any = ()

    def value_from_datadict(self, data, files, name):
        rows = [
            tuple((data.get(f"{name}-{row}-{part}") or "").strip() for part in _SHARE_PARTS)
            for row in range(MAX_SHARES)
        ]
        return [row for row in rows if any(row)]

    def value_omitted_from_data(self, data, files, name):
        return False

    def get_context(self, name, value, attrs):
        context = super().get_context(name, None, attrs)
        filled = list(value or [])
        rows = (filled + [("",) * len(_SHARE_PARTS)] * BLANK_SHARES)[:MAX_SHARES]
        context["widget"] |= {
            "rows": [
                {"number": number, **dict(zip(_SHARE_PARTS, row, strict=True))}
                for number, row in enumerate(rows)
            ],
            "programmes": [(one.slug, one.acronym) for one in self.programmes],
            "funders": [(one.slug, one.short_name) for one in self.funders],
            "components": [
                (acronym, [(str(one.pk), one.name) for one in components])
                for acronym, components in groupby(
                    self.components, key=lambda one: one.programme.acronym
                )
            ],
        }
        return context

    def id_for_label(self, id_):
        return f"{id_}-0-programme"


_SHARE_PARTS = ("programme", "funder", "component", "share")


class SharesField(forms.Field):
    """Shares as typed rows, as a tuple of Share; empty when nobody typed any."""

    widget = SharesInput
    default_error_messages = {
        "programme": _("Row %(row)s: choose a programme of the list."),
        "funder": _("Row %(row)s: choose a funder of the list, or none."),
        "component": _("Row %(row)s: choose a component of %(programme)s, or none."),
        "share": _("Row %(row)s: %(problem)s"),
        "empty": _("Row %(row)s: write the share, such as 50."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.number = DecimalNumberField(max_value=100, decimal_places=2, required=False)

    def prepare_value(self, value):
        if value and isinstance(value[0], Share):
            return [
                (
                    one.programme.slug,
                    one.funder.slug if one.funder else "",
                    str(one.component.pk) if one.component else "",
                    self.number.prepare_value(one.share),
                )
                for one in value
            ]
        return value or []

    def clean(self, value):
        programmes = {one.slug: one for one in self.widget.programmes}
        funders = {one.slug: one for one in self.widget.funders}
        components = {str(one.pk): one for one in self.widget.components}
        shares, errors = [], []
        for row, (slug, funder, component, share) in enumerate(value, start=1):
            try:
                programme = self._chosen("programme", slug, programmes, row)
                shares.append(
                    Share(
                        programme,
                        self._amount(share, row),
                        self._chosen("funder", funder, funders, row) if funder else None,
                        self._component(component, components, programme, row),
                    )
                )
            except ValidationError as error:
                errors.append(error)
        if errors:
            raise ValidationError(errors)
        return tuple(shares)

    def has_changed(self, initial, data):
        return True

    def _chosen(self, part, key, offered, row):
        if key not in offered:
            self._refuse(part, row)
        return offered[key]

    def _component(self, key, offered, programme, row):
        found = offered.get(key)
        if key and (found is None or found.programme_id != programme.pk):
            self._refuse("component", row, programme=formats.isolate(programme.acronym))
        return found

    def _amount(self, text, row):
        try:
            amount = self.number.clean(text)
        except ValidationError as error:
            self._refuse("share", row, problem=error.messages[0])
        if amount is None:
            self._refuse("empty", row)
        return amount

    def _refuse(self, code, row, **params):
        params["row"] = formats.number(row)
        raise ValidationError(self.error_messages[code], code=code, params=params)


class BreakdownInput(forms.Widget):
    """One number box per category, by dimension."""

    template_name = "programmes/activities/widgets/breakdown.html"
    categories: Any = ()

    def value_from_datadict(self, data, files, name):
        typed = {one: (data.get(self.box(name, one)) or "").strip() for one in self.categories}
        return {one: text for one, text in typed.items() if text}

    def value_omitted_from_data(self, data, files, name):
        return False

    def get_context(self, name, value, attrs):
        context = super().get_context(name, None, attrs)
        typed = value or {}
        dimensions: dict[str, list] = {}
        for one in self.categories:
            box = {"name": self.box(name, one), "label": one.name, "text": typed.get(one, "")}
            dimensions.setdefault(one.dimension, []).append(box)
        context["widget"]["dimensions"] = [
            {"code": code, "label": Dimension(code).label, "boxes": boxes}
            for code, boxes in dimensions.items()
        ]
        return context

    @staticmethod
    def box(name, category):
        return f"{name}-{category.dimension}-{category.code}"

    def id_for_label(self, id_):
        first = next(iter(self.categories), None)
        return f"id_{self.box('breakdown', first)}" if first else id_


class BreakdownField(forms.Field):
    """Numbers by category, as a tuple of Part; what is left empty is not broken down."""

    widget = BreakdownInput
    default_error_messages = {"number": _("%(category)s: %(problem)s")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.number = WholeNumberField(required=False)

    def prepare_value(self, value):
        if isinstance(value, tuple):
            return {part.category: str(part.count) for part in value}
        return value or {}

    def clean(self, value):
        parts, errors = [], []
        for category, text in value.items():
            try:
                count = self.number.clean(text)
            except ValidationError as error:
                params = {"category": category.name, "problem": error.messages[0]}
                errors.append(ValidationError(self.error_messages["number"], "number", params))
                continue
            if count:
                parts.append(Part(category, count))
        if errors:
            raise ValidationError(errors)
        return tuple(parts)

    def has_changed(self, initial, data):
        return True


class FilesInput(forms.ClearableFileInput):
    """A box for several files."""

    template_name = "django/forms/widgets/file.html"
    allow_multiple_selected = True

    def value_from_datadict(self, data, files, name):
        return files.getlist(name) if hasattr(files, "getlist") else []

    def value_omitted_from_data(self, data, files, name):
        return False


class FilesField(forms.Field):
    """Files as they may be kept, as a list of PreparedFile."""

    default_error_messages = {
        "file": _("%(name)s: %(problem)s"),
        "too_many": _("At most %(limit)s files at once."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, widget=FilesInput({"multiple": True}), **kwargs)

    def prepare_value(self, value):
        # A browser never fills a file box again, so there is nothing to draw.
        return None

    def clean(self, value) -> list[PreparedFile]:
        if len(value) > MAX_FILES:
            raise ValidationError(
                self.error_messages["too_many"],
                code="too_many",
                params={"limit": formats.number(MAX_FILES)},
            )
        prepared, errors = [], []
        for file in value:
            try:
                prepared.append(prepare(file, name=file.name))
            except UnsafeFile as error:
                name = formats.quoted(display_name(file.name))
                params = {"name": name, "problem": str(error)}
                errors.append(ValidationError(self.error_messages["file"], error.code, params))
        if errors:
            raise ValidationError(errors)
        return prepared

    def has_changed(self, initial, data):
        return bool(data)
