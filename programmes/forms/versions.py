"""Forms of records that two people may edit at once: both versions are shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from lib.concurrency import StaleVersion
from lib.workflow import WrongState


@dataclass(frozen=True, slots=True)
class Difference:
    """A field in which what one typed differs from what somebody saved meanwhile."""

    label: Any
    mine: str
    theirs: str


class VersionedForm(forms.Form):
    """A form that knows which version of its record it was filled from.

    `boxes` says beside which field a problem or a difference of another name is shown.
    """

    boxes: Mapping[str, str] = {}

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.differences: Sequence[Difference] = ()

    def attempt(
        self, action: Callable[..., Any], *, current: Callable[[], int] | None = None, **said: Any
    ) -> Any:
        """What an action gives; None once its refusal stands on this form.

        `current` tells the version that is stored now, for whoever compares and saves again; an
        action that compares no version needs none.
        """
        try:
            return action(**said)
        except StaleVersion as stale:
            if current is None:
                raise
            self._show_both(stale, version=current())
        except ValidationError as error:
            self._show_problems(error)
        except WrongState as error:
            self.add_error(None, str(error))
        return None

    def _show_both(self, stale: StaleVersion, *, version: int) -> None:
        self.add_error(None, stale.sentence)
        self.differences = [
            Difference(self._label(name), str(stale.mine[name]), str(stale.theirs.get(name, "")))
            for name in stale.differing
        ]
        # What was typed stays; saved once more, it stands over what the person has now read.
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = str(version)

    def _show_problems(self, error: ValidationError) -> None:
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for name, problems in error.error_dict.items():
            box = self.boxes.get(name, name)
            self.add_error(
                box if box in self.fields and name != NON_FIELD_ERRORS else None, problems
            )

    def _label(self, name: str) -> Any:
        box = self.boxes.get(name, name)
        return self.fields[box].label if box in self.fields else name
