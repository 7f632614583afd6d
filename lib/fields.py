"""Model fields for text: cleaned whichever way it comes in."""

from __future__ import annotations

from collections.abc import Sequence
from inspect import getattr_static
from typing import Any

from django.core import checks
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.query_utils import DeferredAttribute
from django.utils.translation import gettext_lazy as _

from lib.forms import LineFormField, ProseFormField
from lib.text import clean, clean_line, fold


class LineField(models.CharField):  # type: ignore[type-arg]  # not generic at run time
    """One line of text, cleaned in forms, in the API and in code alike."""

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return clean_line(value) if isinstance(value, str) else value

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return clean_line(value) if isinstance(value, str) else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        return _cleaned_on(model_instance, self.attname, clean_line)

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**({} if self.choices else {"form_class": LineFormField}) | kwargs)


class ProseField(models.TextField):  # type: ignore[type-arg]
    """Paragraphs, cleaned in forms, in the API and in code alike."""

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return clean(value) if isinstance(value, str) else value

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return clean(value) if isinstance(value, str) else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        return _cleaned_on(model_instance, self.attname, clean)

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(
            **({} if self.choices else {"form_class": ProseFormField}) | kwargs
        )


class CodeField(LineField):
    """A short code for addresses and exchanges (`PRIM`, `MA.09.163`): no blanks, case kept."""

    default_validators = [
        RegexValidator(
            r"\A[A-Za-z0-9][A-Za-z0-9._-]*\Z",
            _("A code is made of letters without accents, digits, dots and hyphens."),
        )
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 40)
        super().__init__(*args, **kwargs)


class FoldedField(models.TextField):  # type: ignore[type-arg]
    """The searched form of other attributes of the row, computed at each save.

    `sources` names attributes; those that are missing or empty count for nothing. `update()`
    and a `save(update_fields=…)` that leaves this field out do not compute it.
    """

    def __init__(self, *args: Any, sources: Sequence[str] = (), **kwargs: Any) -> None:
        self.sources = tuple(sources)
        kwargs |= {"editable": False, "blank": True, "default": ""}
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for fixed in ("editable", "blank", "default"):
            kwargs.pop(fixed, None)
        return name, path, args, kwargs | {"sources": list(self.sources)}

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        errors = super().check(**kwargs)
        if not self.sources:
            errors.append(checks.Error("A FoldedField needs sources.", obj=self, id="lib.E001"))
        return errors

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        texts = (getattr(model_instance, source, None) for source in self.sources)
        folded = fold(" ".join(str(text) for text in texts if text is not None))
        setattr(model_instance, self.attname, folded)
        return folded


def _cleaned_on(instance: models.Model, attname: str, cleaner: Any) -> Any:
    """Clean an attribute in place, so that the row in memory is the row that is saved."""
    value = getattr(instance, attname)
    # Database expressions such as F() and lazy translations are left to get_prep_value.
    if isinstance(value, str):
        value = cleaner(value)
        # A translated attribute answers in the reader's language, or falls back to another one:
        # written back through it, a French text would become the Arabic one.
        if isinstance(getattr_static(type(instance), attname), DeferredAttribute):
            setattr(instance, attname, value)
    return value
