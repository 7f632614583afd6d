"""What a posted grid does: rows judged and saved each for itself, then their files."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from indicators.actions import entries as actions
from indicators.actions import evidence
from indicators.actions.entries import Change
from indicators.forms.entries import RowForm
from indicators.selectors.grid import grid_of
from lib.concurrency import StaleVersion
from lib.files import UnsafeFile
from lib.uploads import prepare, refused_uploads
from lib.workflow import WrongState

FILES = "f"


def saved_rows(user, period, place, data):
    """Save the rows that were changed; gives the grid as it is now, its rows as forms, and how
    many were saved. A row that was refused keeps what was typed, and says why."""
    today = timezone.localdate()
    sheet = grid_of(period, place, on=today)
    forms = {row.measure.pk: RowForm(row, data) for row in sheet.rows}
    # Of two versions the person took the one on the server.
    given_up = set(data.getlist("take"))
    for pk, form in forms.items():
        if str(pk) in given_up:
            forms[pk] = RowForm(form.row)
    changes = [
        Change(form.row.measure, form.said, form.version)
        for form in forms.values()
        if form.is_touched and not form.problems
    ]
    if not changes:
        if any(form.is_touched for form in forms.values()):
            actions.refuse_closed(period, at=timezone.now())
        return sheet, list(forms.values()), 0
    outcomes = actions.save_all(
        period=period, place=place, changes=changes, by=user, at=timezone.now()
    )
    sheet = grid_of(period, place, on=today)
    shown = [
        _after(forms.get(row.measure.pk), row, outcomes.get(row.measure.pk)) for row in sheet.rows
    ]
    saved = sum(1 for one in outcomes.values() if one.error is None)
    return sheet, shown, saved


def _after(form, row, outcome):
    """The form of a row after saving: as stored, or as typed with the reason."""
    if form is None or (outcome is None and not form.problems):
        return RowForm(row)
    if outcome is None:
        return form
    if isinstance(outcome.error, StaleVersion):
        form.clash(row)
    elif isinstance(outcome.error, ValidationError):
        form.refuse(outcome.error.messages)
    elif isinstance(outcome.error, WrongState):
        form.refuse([str(outcome.error)])
    else:
        return RowForm(row)
    return form


def keep_files(request, forms, *, at):
    """Attach the files of each row to its value; how many. What cannot be kept is said there."""
    kept = 0
    for form in forms:
        for file in request.FILES.getlist(f"{FILES}-{form.pk}"):
            if form.row.value is None:
                form.file_problem = _("Give the value first, then choose its files again.")
                continue
            try:
                prepared = prepare(file, name=file.name)
                evidence.attach(value=form.row.value, file=prepared, by=request.user, at=at)
                kept += 1
            except (UnsafeFile, WrongState) as error:
                form.file_problem = str(error)
    for name in refused_uploads(request):
        messages.error(request, _("This file is too large: %(name)s.") % {"name": name})
    return kept
