"""The sections that people write for the reports of a programme."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from actors.enums import Language
from lib.concurrency import StaleVersion
from lib.http import read_only
from programmes.models import Programme
from reports import actions
from reports.enums import NarrativeKind
from reports.forms import NarrativeForm
from reports.models import Narrative
from reports.permissions import check_can_write
from reports.selectors.editions import sections_of


@read_only
def narratives(request, slug):
    """Which sections of a programme's reports are written, in which languages."""
    programme = _programme(request, slug)
    context = {
        "programme": programme,
        "sections": sections_of(programme),
        "languages": list(Language),
    }
    return render(request, "reports/editions/narratives.html", context)


@require_http_methods(["GET", "POST"])
def narrative_edit(request, slug, language, kind):
    """Write one section. A stale form shows both texts and loses neither."""
    programme = _programme(request, slug)
    if language not in Language.values or kind not in NarrativeKind.values:
        raise Http404
    written = (
        Narrative.objects.visible_to(request.user)
        .filter(programme=programme, kind=kind, language=language)
        .select_related("written_by")
        .first()
    )
    initial = {"text": written.text, "version": written.version} if written else {"version": 0}
    form = NarrativeForm(request.POST or None, initial=initial)
    context = {
        "programme": programme,
        "kind": NarrativeKind(kind),
        "language": Language(language),
        "written": written,
        "form": form,
        "theirs": None,
    }
    if form.is_valid():
        try:
            actions.write_narrative(
                programme=programme,
                kind=NarrativeKind(kind),
                language=Language(language),
                text=form.cleaned_data["text"],
                version=form.cleaned_data["version"],
                by=request.user,
                at=timezone.now(),
            )
        except StaleVersion as stale:
            return _both(request, form, stale, context)
        messages.success(request, _("The section is saved; the next edition prints it."))
        return redirect("reports:narratives", programme.slug)
    return render(request, "reports/editions/narrative_form.html", context)


def _both(request, form, stale, context):
    """The same form with one's own text, the other text beside it, ready to be saved over it."""
    mine = {"text": form.cleaned_data["text"], "version": context["written"].version}
    context |= {
        "form": NarrativeForm(initial=mine),
        "theirs": stale.theirs["text"],
        "sentence": stale.sentence,
    }
    return render(request, "reports/editions/narrative_form.html", context, status=409)


def _programme(request, slug):
    programme = get_object_or_404(Programme.objects.visible_to(request.user), slug=slug)
    check_can_write(request.user, programme)
    return programme
