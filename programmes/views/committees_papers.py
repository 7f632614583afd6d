"""A committee's charter and documents."""

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from actors.actions import charters as charter_actions
from actors.models import Committee, CommitteeFile
from actors.permissions import allows, check_can_run_committee
from lib.http import read_only
from lib.uploads import refused_uploads
from programmes.actions import committee_files as actions
from programmes.forms.committees import CharterForm, DocumentsForm, MeetingDocumentsForm
from programmes.selectors import committees as selectors
from programmes.views.committees_setup import committee_to_run
from programmes.views.institutions_committees import draw_meeting
from programmes.views.meetings import meeting_to_run


@read_only
def committee_papers(request, slug):
    """The versions of the charter, and the documents that are kept."""
    committee = get_object_or_404(Committee.objects.visible_to(request.user), slug=slug)
    return _draw(request, committee, DocumentsForm())


@require_POST
def document_add(request, slug):
    """Keep files with the committee."""
    committee = committee_to_run(request, slug)
    form = DocumentsForm(request.POST, request.FILES, refused=refused_uploads(request))
    if not form.is_valid():
        return _draw(request, committee, form)
    actions.add_documents(
        committee=committee,
        documents=form.cleaned_data["documents"],
        by=request.user,
        at=timezone.now(),
    )
    messages.success(request, _("The documents are kept."))
    return redirect("programmes:committee_papers", committee.slug)


@require_POST
def meeting_document_add(request, slug, pk):
    """Keep files with a meeting: what its members read before it."""
    meeting = meeting_to_run(request, slug, pk)
    form = MeetingDocumentsForm(
        request.POST, request.FILES, refused=refused_uploads(request), meeting=meeting
    )
    if not form.is_valid():
        return draw_meeting(request, meeting, form)
    actions.add_documents(
        committee=meeting.committee,
        meeting=meeting,
        item=form.cleaned_data["item"],
        documents=form.cleaned_data["documents"],
        by=request.user,
        at=timezone.now(),
    )
    messages.success(request, _("The documents are kept."))
    return redirect(_page_of(meeting))


@read_only
def document_download(request, slug, uuid):
    """The file, to save; no browser may run or show anything of it."""
    document = _document(request, slug, uuid)
    try:
        file = document.file.open("rb")
    except FileNotFoundError:
        raise Http404(_("This file is no longer in the storage.")) from None
    response = FileResponse(
        file, as_attachment=True, filename=document.name, content_type=document.content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
def document_remove(request, slug, uuid):
    """Take a document away."""
    document = _document(request, slug, uuid)
    actions.remove_document(document=document, by=request.user, at=timezone.now())
    messages.success(request, _("The document is taken away."))
    if document.meeting:
        return redirect(_page_of(document.meeting))
    return redirect("programmes:committee_papers", slug)


@require_http_methods(["GET", "POST"])
def charter_new(request, slug):
    """Write down the next version of the charter."""
    committee = committee_to_run(request, slug)
    form = CharterForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        charter = form.attempt(
            charter_actions.add_charter,
            committee=committee,
            **form.said(),
            by=request.user,
            at=timezone.now(),
        )
        if charter:
            messages.success(request, _("The charter is written down."))
            return redirect("programmes:committee_papers", committee.slug)
    context = {"committee": committee, "form": form}
    return render(request, "programmes/committees/charter_form.html", context)


def _document(request, slug, uuid):
    # What stands behind a note on a decision has an address of its own, and stays with the note.
    documents = CommitteeFile.objects.visible_to(request.user).filter(follow_up__isnull=True)
    rows = documents.select_related("committee", "meeting__committee")
    return get_object_or_404(rows, committee__slug=slug, uuid=uuid)


def _page_of(meeting):
    path = reverse("programmes:meeting_detail", args=[meeting.committee.slug, meeting.pk])
    return f"{path}#documents"


def _draw(request, committee, form):
    today = timezone.localdate()
    context = {
        "committee": committee,
        "charters": selectors.charters_of(committee),
        "documents": selectors.documents_of(committee, user=request.user),
        "form": form,
        "can_run": allows(check_can_run_committee, request.user, committee, on=today),
        "now": timezone.now(),
    }
    return render(request, "programmes/committees/papers.html", context)
