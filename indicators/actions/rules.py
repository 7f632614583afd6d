"""How an indicator of a framework is counted by the portal: chosen, changed, taken away."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from actors.audit import changes, record
from actors.enums import EventKind
from actors.models import User
from indicators.enums import UsedFigure
from indicators.models import Measure, Rule
from indicators.permissions import check_can_edit_framework
from indicators.rules import KINDS


@transaction.atomic
def choose_rule(
    *,
    measure: Measure,
    kind: str,
    settings: Mapping[str, Any],
    used: UsedFigure,
    by: User,
    at: datetime,
) -> Rule:
    """Let the portal count an indicator, and say whether that or what is typed is in use."""
    check_can_edit_framework(by, measure.programme)
    measure = Measure.objects.select_for_update().get(pk=measure.pk)
    if measure.removed_at is not None:
        raise ValidationError(_("This indicator has been taken out of the framework."))
    if kind not in KINDS:
        raise ValidationError({"kind": _("Choose among what is offered.")})
    KINDS[kind].check(settings, measure)
    before = _snapshot(measure)
    rule, is_new = Rule.objects.update_or_create(
        measure=measure, defaults={"kind": kind, "settings": dict(settings)}
    )
    _use(measure, used)
    old, new = changes(before, _snapshot(measure))
    if new:
        verb = EventKind.CREATED if is_new else EventKind.CHANGED
        record(verb, about=rule, by=by, at=at, before=old, after=new, note=measure.code)
    return rule


@transaction.atomic
def remove_rule(*, measure: Measure, by: User, at: datetime) -> None:
    """Let people type an indicator again; what was counted is forgotten, what was typed is not."""
    check_can_edit_framework(by, measure.programme)
    measure = Measure.objects.select_for_update().get(pk=measure.pk)
    rule = Rule.objects.filter(measure=measure).first()
    if rule is None:
        return
    before = _snapshot(measure)
    record(EventKind.DELETED, about=rule, by=by, at=at, before=before, note=measure.code)
    rule.delete()


def _use(measure: Measure, used: UsedFigure) -> None:
    if measure.used_figure != used:
        measure.used_figure = used
        measure.version += 1
        measure.save(update_fields=["used_figure", "version"])


def _snapshot(measure: Measure) -> dict[str, Any]:
    rule = Rule.objects.filter(measure=measure).first()
    if rule is None:
        return {}
    return {
        "kind": rule.kind,
        "settings": dict(rule.settings),
        "used_figure": str(measure.used_figure),
    }
