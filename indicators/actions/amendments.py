"""What the changes of a framework share: one at a time, with a reason once it is under way."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from actors.models import User
from indicators.enums import AmendmentKind
from indicators.models import Amendment, Framework, Measure, Result
from indicators.selectors.frameworks import is_under_way
from lib.text import clean, has_ink
from programmes.models import Programme

REASON_LENGTH = 2_000


def locked_framework(programme: Programme) -> Framework:
    """The programme's framework, made if there is none, held until the transaction ends."""
    Programme.objects.select_for_update().get(pk=programme.pk)
    framework, _made = Framework.objects.get_or_create(programme=programme)
    return framework


def amend(
    framework: Framework,
    kind: AmendmentKind,
    *,
    before: dict[str, Any],
    after: dict[str, Any],
    reason: str,
    measure: Measure | None = None,
    result: Result | None = None,
    by: User,
    at: datetime,
) -> Amendment | None:
    """Write down a change of a framework that is under way; before that nothing is written.

    Raises ValidationError under "reason" where it is missing.
    """
    if not is_under_way(framework.programme):
        return None
    if not has_ink(reason):
        raise ValidationError(
            {"reason": [_("Values have been validated: say why the framework changes.")]}
        )
    reason = clean(reason)
    if len(reason) > REASON_LENGTH:
        raise ValidationError({"reason": [_("This reason is too long.")]})
    framework.version += 1
    framework.save(update_fields=["version"])
    return Amendment.objects.create(
        programme=framework.programme,
        number=framework.version,
        kind=kind,
        measure=measure,
        result=result,
        before=before,
        after=after,
        reason=reason,
        made_by=by,
        made_at=at,
    )
