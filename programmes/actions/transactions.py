"""The ledger: money committed, disbursed and spent on budget lines, and what is withdrawn of it."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from actors.audit import record
from actors.enums import EventKind
from actors.models import User
from lib.text import clean_line, has_ink
from lib.workflow import WrongState
from programmes.actions.budgets import check_rate
from programmes.enums import Currency, TransactionKind
from programmes.models import BudgetLine, Transaction
from programmes.permissions import check_can_keep_budget
from programmes.selectors.budgets import transaction_snapshot


@dataclass(frozen=True, slots=True)
class TransactionDetails:
    """What is said of a transaction; `rate` is dirhams for one unit, on the day of `rate_on`."""

    kind: TransactionKind
    amount: Decimal
    currency: Currency
    value_on: date
    rate: Decimal | None = None
    rate_on: date | None = None
    reference: str = ""
    note: str = ""


def enter(
    *, line: BudgetLine, details: TransactionDetails, submission_key: UUID, by: User, at: datetime
) -> Transaction:
    """Write a transaction into the ledger, for good; the same key twice gives the one row.

    Raises PermissionDenied or ValidationError.
    """
    check_can_keep_budget(by, line.programme)
    already = _entered_with(submission_key, by, withdraws=None)
    if already is not None:
        return already
    try:
        with transaction.atomic():
            return _enter(line, details, submission_key, by, at)
    except IntegrityError:
        already = _entered_with(submission_key, by, withdraws=None)
        if already is None:
            raise
        return already


def withdraw(
    *, entry: Transaction, reason: str, submission_key: UUID, by: User, at: datetime
) -> Transaction:
    """Take a transaction back by a counter-entry of the same day, with its reason.

    The same key twice gives the one counter-entry. Raises PermissionDenied, ValidationError, or
    WrongState for what is withdrawn already and for a counter-entry.
    """
    check_can_keep_budget(by, entry.line.programme)
    already = _entered_with(submission_key, by, withdraws=entry)
    if already is not None:
        return already
    if entry.withdraws_id is not None:
        raise WrongState(_("A counter-entry is not withdrawn: enter the transaction again."))
    reason = clean_line(reason)
    if not has_ink(reason):
        raise ValidationError({"reason": _("Say why it is withdrawn.")})
    try:
        with transaction.atomic():
            return _withdraw(entry, reason, submission_key, by, at)
    except IntegrityError:
        already = _entered_with(submission_key, by, withdraws=entry)
        if already is None:
            raise WrongState(_("This transaction is withdrawn already.")) from None
        return already


def details_of(entry: Transaction) -> TransactionDetails:
    """What is said of a transaction."""
    return TransactionDetails(
        **{name: getattr(entry, name) for name in TransactionDetails.__slots__}
    )


def _enter(
    line: BudgetLine, details: TransactionDetails, key: UUID, by: User, at: datetime
) -> Transaction:
    entry = Transaction(
        line=line,
        recorded_by=by,
        recorded_at=at,
        submission_key=key,
        **{name: getattr(details, name) for name in TransactionDetails.__slots__},
    )
    problems: dict[str, str] = {}
    today = localdate(at)
    if entry.value_on > today:
        problems["value_on"] = _("This day is still to come.")
    check_rate(problems, entry, today=today)
    if problems:
        raise ValidationError(problems)
    entry.clean_fields()
    entry.validate_constraints()
    entry.save(force_insert=True)
    told = {name: text for name, text in transaction_snapshot(entry).items() if text}
    record(EventKind.CREATED, about=entry, by=by, at=at, after=told)
    return entry


def _withdraw(entry: Transaction, reason: str, key: UUID, by: User, at: datetime) -> Transaction:
    if Transaction.objects.filter(withdraws=entry).exists():
        raise WrongState(_("This transaction is withdrawn already."))
    counter = Transaction(
        line=entry.line,
        kind=entry.kind,
        amount=-entry.amount,
        currency=entry.currency,
        rate=entry.rate,
        rate_on=entry.rate_on,
        value_on=entry.value_on,
        reference=entry.reference,
        recorded_by=by,
        recorded_at=at,
        submission_key=key,
        withdraws=entry,
        reason=reason,
    )
    counter.clean_fields()
    counter.save(force_insert=True)
    record(EventKind.RECTIFIED, about=entry, by=by, at=at, note=reason)
    return counter


def _entered_with(key: UUID, by: User, *, withdraws: Transaction | None) -> Transaction | None:
    """What a key wrote: an entry, or the counter-entry of one."""
    entry = Transaction.objects.filter(submission_key=key).first()
    if entry is not None and (entry.recorded_by_id, entry.withdraws_id) != (
        by.pk,
        withdraws.pk if withdraws else None,
    ):
        raise PermissionDenied(_("This form belongs to someone else. Open a new one."))
    return entry
