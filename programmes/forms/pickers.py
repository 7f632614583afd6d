"""Choosing one or more things by typing their names, with or without JavaScript.

A picker is a list of boxes (what is chosen), a text box (a name to add) and a button that adds it
without saving. A name that could be several things turns them into boxes to tick.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lib import formats
from lib.text import clean_line, fold
from programmes.selectors.lookups import Found

NAME_LENGTH = 200
MAX_CHOSEN = 60
# Before the name of something to make, where the others have their key.
NEW = "new:"


@dataclass(frozen=True, slots=True)
class Typed:
    """What came in with the form: keys of things, a name still in the box, names to make."""

    chosen: tuple[str, ...] = ()
    text: str = ""
    new: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Picks:
    """What was chosen: things that exist, and names of things to make."""

    things: tuple[Any, ...] = ()
    new: tuple[str, ...] = ()


@dataclass(slots=True)
class Shown:
    """What the widget draws."""

    chosen: list[Any] = field(default_factory=list)
    offered: list[Any] = field(default_factory=list)
    new_chosen: list[str] = field(default_factory=list)
    new_offered: list[str] = field(default_factory=list)
    text: str = ""


class PickerInput(forms.Widget):
    template_name = "programmes/activities/widgets/picker.html"

    def __init__(self, *, add_label, address=""):
        super().__init__()
        self.add_label = add_label
        self.address = address
        self.option = None

    def value_from_datadict(self, data, files, name):
        lists = data.getlist if hasattr(data, "getlist") else lambda key: data.get(key, [])
        values = list(dict.fromkeys(lists(name)))[:MAX_CHOSEN]
        names = (clean_line(one.removeprefix(NEW)) for one in values if one.startswith(NEW))
        return Typed(
            chosen=tuple(one for one in values if one and not one.startswith(NEW)),
            text=data.get(f"{name}_typed") or "",
            new=tuple(dict.fromkeys(one[:NAME_LENGTH] for one in names if one)),
        )

    def value_omitted_from_data(self, data, files, name):
        return False

    def get_context(self, name, value, attrs):
        context = super().get_context(name, None, attrs)
        shown = value if isinstance(value, Shown) else Shown()
        option = self.option
        context["widget"] |= {
            "chosen": [*map(option, shown.chosen), *map(new_option, shown.new_chosen)],
            "offered": [*map(option, shown.offered), *map(new_option, shown.new_offered)],
            "text": shown.text,
            "add_label": self.add_label,
            "address": self.address,
        }
        return context


def new_option(name: str) -> tuple[str, str]:
    """The box of something to make: what it sends, what it says."""
    return f"{NEW}{name}", gettext("%(name)s (new)") % {"name": formats.isolate(name)}


class PickerField(forms.Field):
    """Several things of one kind, as Picks. `add` allows names that nothing bears yet."""

    default_error_messages = {
        "unknown": _("What was chosen no longer exists. Choose again."),
        "several": _("“%(typed)s” is the name of several: tick the right one."),
        "near": _("Nothing is called exactly “%(typed)s”. Tick the right one, or change the name."),
        "nothing": _("Nothing is called “%(typed)s”. Check the spelling, or leave it empty."),
        "new": _("“%(typed)s” is not known yet. Tick it to add it, or change the name."),
    }

    def __init__(
        self,
        *,
        load: Callable[[Iterable[str]], Sequence[Any]],
        find: Callable[[str], Found],
        key: str,
        describe: Callable[[Any], str],
        add: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(required=False, **kwargs)
        self.load, self.find, self.key, self.describe, self.add = load, find, key, describe, add
        self.shown: Shown | None = None
        self.widget.option = lambda thing: (getattr(thing, key), describe(thing))

    def __deepcopy__(self, memo):
        copy = super().__deepcopy__(memo)
        copy.widget.option = self.widget.option
        return copy

    def prepare_value(self, value):
        if isinstance(value, Typed):
            return self.shown or self._as_typed(value)
        if isinstance(value, Picks):
            return Shown(chosen=list(value.things), new_chosen=list(value.new))
        return Shown()

    def clean(self, value: Typed) -> Picks:
        self.shown = shown = self._as_typed(value)
        if len(shown.chosen) < len(value.chosen):
            raise ValidationError(self.error_messages["unknown"], code="unknown")
        shown.text = clean_line(value.text)[:NAME_LENGTH]
        if shown.text:
            self._resolve(shown)
        return Picks(tuple(shown.chosen), tuple(shown.new_chosen))

    def has_changed(self, initial, data):
        return True

    def _as_typed(self, value: Typed) -> Shown:
        return Shown(
            chosen=list(self.load(value.chosen)) if value.chosen else [],
            new_chosen=list(value.new) if self.add else [],
            text=value.text,
        )

    def _resolve(self, shown: Shown) -> None:
        """Turn the typed name into something chosen, or into boxes to tick and a sentence."""
        found = self.find(shown.text)
        taken = {getattr(thing, self.key) for thing in shown.chosen}
        possible = found.exact or found.near
        is_new = fold(shown.text) in {fold(name) for name in shown.new_chosen}
        if is_new or any(getattr(thing, self.key) in taken for thing in possible):
            # Ticked among what was offered for this very name.
            shown.text = ""
            return
        if len(found.exact) == 1:
            shown.chosen.append(found.exact[0])
            shown.text = ""
            return
        shown.offered = list(possible)
        if self.add and not found.exact:
            shown.new_offered = [shown.text]
        code = (
            "several" if found.exact else "new" if self.add else "near" if found.near else "nothing"
        )
        raise ValidationError(
            self.error_messages[code], code=code, params={"typed": formats.isolate(shown.text)}
        )
