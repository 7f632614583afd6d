"""Budget and spending of a programme: what it comes to, its lines, its ledger, and their forms."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django.views.decorators.vary import vary_on_headers

from actors.permissions import allows
from actors.selectors.trail import history_of
from lib.http import read_only
from lib.pages import paginate
from programmes.actions import budgets, transactions
from programmes.filters.activities import forgiving
from programmes.filters.budgets import TransactionFilter
from programmes.forms.budgets import BudgetLineForm, TransactionForm, WithdrawalForm
from programmes.models import BudgetLine, Programme, Transaction
from programmes.permissions import check_can_keep_budget, check_can_read_budget
from reports.content.spending import told
from reports.figures.spending import spending
from reports.selectors import spending as selectors

LINES, ENTRIES = 50, 25


def _programme(request, slug, check):
    """A programme that one may see, once its budget may be read or kept."""
    programme = get_object_or_404(Programme.objects.visible_to(request.user), slug=slug)
    check(request.user, programme)
    return programme


def _lines(request, programme):
    return BudgetLine.objects.visible_to(request.user).filter(programme=programme)


@read_only
def budget(request, slug):
    """What is planned, committed, disbursed and spent, by component and funder; and the lines."""
    programme = _programme(request, slug, check_can_read_budget)
    found = spending([programme], on=timezone.localdate())
    page = paginate(_lines(request, programme).for_table(), request, per_page=LINES)
    context = {
        "programme": programme,
        "spending": next(iter(selectors.blocks(told(found, [programme]))), None),
        "page": page,
        "rows": selectors.line_rows(page),
        "can_keep": allows(check_can_keep_budget, request.user, programme),
        "now": timezone.now(),
    }
    return render(request, "reports/budgets/budget.html", context)


@read_only
@vary_on_headers("HX-Request")
def transaction_list(request, slug):
    """The ledger of a programme, the latest first; what is withdrawn stays, struck out."""
    programme = _programme(request, slug, check_can_read_budget)
    visible = Transaction.objects.visible_to(request.user).filter(line__programme=programme)
    filters, dropped = forgiving(TransactionFilter, request.GET, visible.entered(), request)
    page = paginate(filters.qs.for_table(), request, per_page=ENTRIES)
    is_fragment = request.htmx and not request.htmx.history_restore_request
    context = {
        "programme": programme,
        "filters": filters,
        "dropped": dropped,
        "page": page,
        "rows": selectors.entry_rows(page),
        "has_any": page.total > 0 or visible.exists(),
        "has_lines": _lines(request, programme).exists(),
        "can_keep": allows(check_can_keep_budget, request.user, programme),
    }
    template = "_transactions" if is_fragment else "transactions"
    return render(request, f"reports/budgets/{template}.html", context)


@require_http_methods(["GET", "POST"])
def line_new(request, slug):
    """Put a line into the budget."""
    programme = _programme(request, slug, check_can_keep_budget)
    form = BudgetLineForm(request.POST or None, programme=programme)
    if form.is_valid():
        saved = form.attempt(
            budgets.add_line,
            programme=programme,
            details=form.details(),
            submission_key=form.cleaned_data["submission_key"],
            by=request.user,
            at=timezone.now(),
        )
        if saved:
            messages.success(request, _("The budget line is saved."))
            return redirect("reports:budget", slug)
    context = {"programme": programme, "form": form, "line": None}
    return render(request, "reports/budgets/line_form.html", context)


@require_http_methods(["GET", "POST"])
def line_edit(request, slug, pk):
    """Change a line. A stale form shows both versions and loses neither."""
    line = _line(request, slug, pk)
    form = BudgetLineForm(
        request.POST or None, programme=line.programme, initial=BudgetLineForm.initial_of(line)
    )
    if form.is_valid():
        saved = form.attempt(
            budgets.change_line,
            current=lambda: _line(request, slug, pk).version,
            line=line,
            details=form.details(),
            version=form.cleaned_data["version"] or 0,
            by=request.user,
            at=timezone.now(),
        )
        if saved:
            messages.success(request, _("The budget line is saved."))
            return redirect("reports:budget", slug)
    context = {
        "programme": line.programme,
        "form": form,
        "line": line,
        "history": history_of(line),
    }
    status = 409 if form.differences else 200
    return render(request, "reports/budgets/line_form.html", context, status=status)


@require_POST
def line_remove(request, slug, pk):
    """Delete a line that was added by mistake."""
    line = _line(request, slug, pk)
    budgets.remove_line(line=line, by=request.user, at=timezone.now())
    messages.success(request, _("The budget line is deleted."))
    return redirect("reports:budget", slug)


@require_http_methods(["GET", "POST"])
def transaction_new(request, slug):
    """Write a transaction into the ledger."""
    programme = _programme(request, slug, check_can_keep_budget)
    lines = _lines(request, programme)
    asked = request.GET.get("ligne", "")
    line = lines.filter(pk=asked).first() if asked.isdecimal() and len(asked) < 10 else None
    form = TransactionForm(
        request.POST or None,
        programme=programme,
        initial={"line": line.pk, "currency": line.currency} if line else None,
    )
    if form.is_valid():
        saved = form.attempt(
            transactions.enter,
            line=form.cleaned_data["line"],
            details=form.details(),
            submission_key=form.cleaned_data["submission_key"],
            by=request.user,
            at=timezone.now(),
        )
        if saved:
            messages.success(request, _("The transaction is entered."))
            return redirect("reports:transaction_list", slug)
    context = {"programme": programme, "form": form, "has_lines": lines.exists()}
    return render(request, "reports/budgets/transaction_form.html", context)


@require_http_methods(["GET", "POST"])
def transaction_withdraw(request, slug, pk):
    """Take a transaction back, with the reason."""
    entry = get_object_or_404(
        Transaction.objects.visible_to(request.user).entered().for_table(),
        line__programme__slug=slug,
        pk=pk,
    )
    programme = entry.line.programme
    check_can_keep_budget(request.user, programme)
    form = WithdrawalForm(request.POST or None)
    if form.is_valid():
        saved = form.attempt(
            transactions.withdraw,
            entry=entry,
            reason=form.cleaned_data["reason"],
            submission_key=form.cleaned_data["submission_key"],
            by=request.user,
            at=timezone.now(),
        )
        if saved:
            messages.success(request, _("The transaction is withdrawn."))
            return redirect("reports:transaction_list", slug)
    context = {
        "programme": programme,
        "form": form,
        "entry": entry,
        "row": selectors.entry_rows([entry])[0],
    }
    return render(request, "reports/budgets/withdraw.html", context)


def _line(request, slug, pk):
    """A line that one may keep."""
    line = get_object_or_404(
        BudgetLine.objects.visible_to(request.user).for_table(), programme__slug=slug, pk=pk
    )
    check_can_keep_budget(request.user, line.programme)
    return line
