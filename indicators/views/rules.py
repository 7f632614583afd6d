"""How an indicator of a framework is counted by the portal."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from indicators import rules
from indicators.actions.rules import choose_rule, remove_rule
from indicators.enums import UsedFigure
from indicators.forms.rules import FORMS, KindForm
from indicators.models import Measure
from indicators.permissions import check_can_edit_framework
from programmes.models import Programme


@require_http_methods(["GET", "POST"])
def rule_edit(request, slug, code):
    """Choose what is counted, then its settings; one address, without a script."""
    measure = _measure(request, slug, code)
    rule = getattr(measure, "rule", None)
    kinds = KindForm({"kind": _kind(request, rule)}, measure=measure)
    kind = kinds.cleaned_data["kind"] if kinds.is_valid() else None
    form = _form(request, kind, rule, measure)
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            choose_rule(
                measure=measure,
                kind=kind,
                settings=form.settings,
                used=UsedFigure(form.cleaned_data["used"]),
                by=request.user,
                at=timezone.now(),
            )
        except ValidationError as problem:
            _tell(form, problem)
        else:
            messages.success(request, _("The portal counts this indicator by itself now."))
            return redirect("indicators:rule", slug, code)
    context = {
        "measure": measure,
        "programme": measure.programme,
        "rule": rule,
        "words": rules.describe(rule) if rule else "",
        "kinds": kinds,
        "kind": kind,
        "form": form,
    }
    return render(request, "indicators/rules/edit.html", context)


@require_POST
def rule_remove(request, slug, code):
    """Let people type the indicator again."""
    measure = _measure(request, slug, code)
    remove_rule(measure=measure, by=request.user, at=timezone.now())
    messages.success(request, _("The portal no longer counts this indicator."))
    return redirect("indicators:rule", slug, code)


def _measure(request, slug, code):
    programme = get_object_or_404(Programme.objects.visible_to(request.user), slug=slug)
    check_can_edit_framework(request.user, programme)
    measures = Measure.objects.visible_to(request.user).filter(programme=programme)
    rows = measures.active().select_related("indicator", "programme", "rule")
    return get_object_or_404(rows, code=code)


def _kind(request, rule):
    """The kind asked for, that of the rule, or the first one."""
    asked = request.POST.get("kind") or request.GET.get("kind")
    return asked or (rule.kind if rule else "activities")


def _form(request, kind, rule, measure):
    """The settings of a kind, as they are where the rule has that kind already."""
    if kind is None:
        return None
    initial = {"used": measure.used_figure}
    if rule and rule.kind == kind:
        initial |= rule.settings
    return FORMS[kind](request.POST or None, initial=initial, measure=measure)


def _tell(form, problem):
    if not hasattr(problem, "error_dict"):
        form.add_error(None, problem)
        return
    for name, errors in problem.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)
