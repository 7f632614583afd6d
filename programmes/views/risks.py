"""The risks of a programme."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from actors.permissions import allows
from lib.concurrency import StaleVersion
from lib.http import read_only
from lib.pages import paginate
from programmes.actions.risks import change_risk, raise_risk
from programmes.forms.risks import RiskForm
from programmes.models import Programme, Risk
from programmes.permissions import check_can_manage_risks
from programmes.selectors.risks import risks_for_table, rows_of


@read_only
def risk_list(request, slug):
    """Open risks, the gravest first; then the closed ones."""
    programme = get_object_or_404(Programme.objects.visible_to(request.user), slug=slug)
    risks = risks_for_table(programme, user=request.user)
    page = paginate(risks.filter(closed_on__isnull=False), request)
    context = {
        "programme": programme,
        "rows": rows_of(risks.open()),
        "page": page,
        "closed": rows_of(page),
        "can_manage": allows(check_can_manage_risks, request.user, programme),
    }
    return render(request, "programmes/risks/list.html", context)


@require_http_methods(["GET", "POST"])
def risk_new(request, slug):
    """Put a risk on the list."""
    programme = get_object_or_404(Programme.objects.visible_to(request.user), slug=slug)
    check_can_manage_risks(request.user, programme)
    form = RiskForm(
        request.POST or None, programme=programme, initial={"raised_on": timezone.localdate()}
    )
    if form.is_valid():
        try:
            raise_risk(
                programme=programme,
                details=form.details(),
                by=request.user,
                at=timezone.now(),
            )
        except ValidationError as error:
            _blame(form, error)
        else:
            messages.success(request, _("The risk is on the list."))
            return redirect("programmes:risk_list", slug)
    return _form(request, programme, form)


@require_http_methods(["GET", "POST"])
def risk_edit(request, slug, pk):
    """Change a risk, or close it. A stale form shows both versions and loses neither."""
    risk = get_object_or_404(
        Risk.objects.visible_to(request.user).select_related(
            "programme", "place", "component", "owner"
        ),
        programme__slug=slug,
        pk=pk,
    )
    check_can_manage_risks(request.user, risk.programme)
    form = RiskForm(
        request.POST or None, programme=risk.programme, initial=RiskForm.initial_of(risk)
    )
    if form.is_valid():
        try:
            change_risk(
                risk=risk,
                details=form.details(),
                version=form.cleaned_data["version"] or 0,
                by=request.user,
                at=timezone.now(),
            )
        except ValidationError as error:
            _blame(form, error)
        except StaleVersion as stale:
            return _both(request, risk, stale)
        else:
            messages.success(request, _("The risk is saved."))
            return redirect("programmes:risk_list", slug)
    return _form(request, risk.programme, form, risk=risk)


def _both(request, risk, stale):
    """The form with what was typed and the newer version; what the other one saved beside it."""
    typed = request.POST.copy()
    typed["version"] = risk.version
    form = RiskForm(typed, programme=risk.programme)
    theirs = [(RiskForm.base_fields[name].label, stale.theirs[name]) for name in stale.differing]
    answer = _form(request, risk.programme, form, risk=risk, stale=stale, theirs=theirs)
    answer.status_code = 409
    return answer


def _form(request, programme, form, *, risk=None, stale=None, theirs=()):
    context = {
        "programme": programme,
        "form": form,
        "risk": risk,
        "sentence": stale.sentence if stale else "",
        "theirs": theirs,
    }
    return render(request, "programmes/risks/form.html", context)


def _blame(form, error):
    """The problems that the action found, beside their fields."""
    for name, problems in error.message_dict.items():
        form.add_error(name if name in form.fields else None, problems)
