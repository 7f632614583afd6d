"""What someone types in a form and has not saved: kept, taken up again, thrown away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from actors.models import User
from lib.workflow import WrongState
from programmes.models import Activity, Draft
from programmes.permissions import check_can_log

# Far more than the form holds; less than anyone could fill the database with.
MAX_CHARACTERS = 60_000
MAX_DRAFTS = 50

Fields = Mapping[str, Sequence[str]]


def keep(
    *, key: UUID, fields: Fields, activity: Activity | None = None, by: User, at: datetime
) -> Draft:
    """Keep what a person has typed under the key of their form; the newest text wins.

    Raises ValidationError when it is far larger than the form, WrongState once it is saved.
    """
    check_can_log(by)
    if Activity.objects.filter(submission_key=key).exists():
        raise WrongState(_("This form has been saved already."))
    if sum(len(name) + sum(map(len, values)) for name, values in fields.items()) > MAX_CHARACTERS:
        raise ValidationError(_("This is more text than the form holds."))
    try:
        return _keep(key, fields, activity, by, at)
    except IntegrityError:
        # Two windows kept the same form for the first time at once: the second one updates.
        return _keep(key, fields, activity, by, at)


@transaction.atomic
def discard(*, draft: Draft, by: User, at: datetime) -> None:
    """Throw away what was typed. It was never a record, so the trail does not mention it."""
    if draft.user_id != by.pk:
        raise PermissionDenied(_("This draft belongs to someone else."))
    draft.delete()


@transaction.atomic
def _keep(key: UUID, fields: Fields, activity: Activity | None, by: User, at: datetime) -> Draft:
    values = {name: list(values) for name, values in fields.items()}
    draft = Draft.objects.select_for_update().filter(uuid=key).first()
    if draft is None:
        draft = Draft.objects.create(
            uuid=key, user=by, activity=activity, fields=values, saved_at=at
        )
        oldest = Draft.objects.filter(user=by).order_by("-saved_at", "-pk")[MAX_DRAFTS:]
        Draft.objects.filter(pk__in=[one.pk for one in oldest]).delete()
        return draft
    if draft.user_id != by.pk:
        raise PermissionDenied(_("This draft belongs to someone else."))
    draft.fields, draft.saved_at = values, at
    draft.save(update_fields=["fields", "saved_at"])
    return draft
