"""The budget lines of a programme: added, changed, and removed while nothing stands on them."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from actors.audit import changes, record
from actors.enums import EventKind
from actors.models import Organisation, User
from lib.concurrency import StaleVersion, bump
from lib.workflow import WrongState
from programmes.enums import Currency, PartnerRole
from programmes.models import BudgetLine, Component, Partnership, Programme, Transaction
from programmes.permissions import check_can_keep_budget
from programmes.selectors.budgets import line_in_words, line_snapshot


@dataclass(frozen=True, slots=True)
class LineDetails:
    """What is said of a budget line; `rate` is dirhams for one unit, on the day of `rate_on`."""

    label: str
    component: Component | None
    funder: Organisation | None
    amount: Decimal
    currency: Currency
    rate: Decimal | None = None
    rate_on: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None


def add_line(
    *, programme: Programme, details: LineDetails, submission_key: UUID, by: User, at: datetime
) -> BudgetLine:
    """Put a line into the budget; the same key twice gives the one line.

    Raises PermissionDenied or ValidationError.
    """
    check_can_keep_budget(by, programme)
    already = _added_with(submission_key, programme, by)
    if already is not None:
        return already
    try:
        with transaction.atomic():
            line = BudgetLine(
                programme=programme,
                created_by=by,
                created_at=at,
                submission_key=submission_key,
                **_fields(details),
            )
            _check(line, today=localdate(at))
            line.save(force_insert=True)
            record(EventKind.CREATED, about=line, by=by, at=at, after=_said(line))
            return line
    except IntegrityError:
        already = _added_with(submission_key, programme, by)
        if already is None:
            raise
        return already


@transaction.atomic
def change_line(
    *, line: BudgetLine, details: LineDetails, version: int, by: User, at: datetime
) -> BudgetLine:
    """Change a line. Raises PermissionDenied, ValidationError, or StaleVersion with both versions
    if somebody saved meanwhile."""
    check_can_keep_budget(by, line.programme)
    before = BudgetLine.objects.for_table().get(pk=line.pk)
    wanted = BudgetLine(
        pk=line.pk,
        uuid=line.uuid,
        programme=line.programme,
        created_at=line.created_at,
        created_by_id=line.created_by_id,
        submission_key=line.submission_key,
        version=version,
        **_fields(details),
    )
    _check(wanted, today=localdate(at))
    old, new = changes(line_snapshot(before), line_snapshot(wanted))
    if not new:
        return before
    if not bump(BudgetLine.objects.all(), line.pk, version, **_fields(details)):
        raise StaleVersion(mine=line_in_words(wanted), theirs=line_in_words(before))
    record(EventKind.CHANGED, about=wanted, by=by, at=at, before=old, after=new)
    return BudgetLine.objects.get(pk=line.pk)


@transaction.atomic
def remove_line(*, line: BudgetLine, by: User, at: datetime) -> None:
    """Delete a line that was added by mistake. Raises WrongState once a transaction, be it a
    withdrawn one, stands on it."""
    check_can_keep_budget(by, line.programme)
    line = BudgetLine.objects.select_for_update(of=("self",)).for_table().get(pk=line.pk)
    if Transaction.objects.filter(line=line).exists():
        raise WrongState(
            _("Transactions stand on this line: it stays. Change what is planned instead.")
        )
    record(EventKind.DELETED, about=line, by=by, at=at, before=_said(line))
    line.delete()


def check_rate(problems: dict[str, str], priced: BudgetLine | Transaction, *, today: date) -> None:
    """What is wrong with a rate, by field: an amount of the ledger or of the plan alike."""
    currency, rate, rate_on = priced.currency, priced.rate, priced.rate_on
    if currency == Currency.MAD and (rate is not None or rate_on is not None):
        problems["rate"] = _("An amount in dirhams has no rate: leave the rate and its day empty.")
    elif rate is None and rate_on is not None:
        problems["rate"] = _("Give the rate of this day, or leave both empty.")
    elif rate is not None and rate_on is None:
        problems["rate_on"] = _("Give the day of this rate.")
    elif rate_on is not None and rate_on > today:
        problems["rate_on"] = _("This day is still to come.")


def _check(line: BudgetLine, *, today: date) -> None:
    problems: dict[str, str] = {}
    if line.component is not None and line.component.programme_id != line.programme_id:
        problems["component"] = _("This component is another programme's.")
    if line.funder_id is not None and not _funds(line):
        problems["funder"] = _("This organisation does not fund the programme.")
    if line.starts_on and line.ends_on and line.ends_on < line.starts_on:
        problems["ends_on"] = _("The period ends before it begins.")
    check_rate(problems, line, today=today)
    if problems:
        raise ValidationError(problems)
    line.clean_fields()
    line.validate_constraints()


def _funds(line: BudgetLine) -> bool:
    return Partnership.objects.filter(
        programme=line.programme_id, organisation=line.funder_id, role=PartnerRole.FUNDING
    ).exists()


def details_of(line: BudgetLine) -> LineDetails:
    """What is said of a line. Reads its component and its funder."""
    return LineDetails(**{name: getattr(line, name) for name in LineDetails.__slots__})


def _fields(details: LineDetails) -> dict[str, Any]:
    return {name: getattr(details, name) for name in LineDetails.__slots__}


def _said(line: BudgetLine) -> dict[str, str]:
    return {name: text for name, text in line_snapshot(line).items() if text}


def _added_with(key: UUID, programme: Programme, by: User) -> BudgetLine | None:
    line = BudgetLine.objects.filter(submission_key=key).first()
    if line is not None and (line.created_by_id, line.programme_id) != (by.pk, programme.pk):
        raise PermissionDenied(_("This form belongs to someone else. Open a new one."))
    return line
