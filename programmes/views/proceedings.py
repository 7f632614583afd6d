"""A committee sits: who is there, what is said on each item."""

from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from actors.actions import proceedings as actions
from actors.actions import record_decision
from actors.enums import MeetingState, MinutesState, Presence
from actors.models import Meeting
from actors.permissions import allows, check_can_run_committee, check_can_speak_up
from actors.selectors.proceedings import item_lines, sitting
from lib.forms import is_beyond_rows
from lib.http import read_only
from lib.workflow import WrongState
from programmes.forms.proceedings import (
    GuestForm,
    ItemCommentForm,
    NoteForm,
    TypedDecisionForm,
)
from programmes.selectors.committees import documents_of_item


@read_only
def meeting_sitting(request, slug, pk):
    """The table of the secretariat: attendance by tapping names, notes under each item."""
    meeting = run_by(request, slug, pk)
    return _table(request, meeting)


@require_POST
def sitting_open(request, slug, pk):
    """The committee sits: the meeting counts as held."""
    meeting = run_by(request, slug, pk)
    actions.open_sitting(meeting=meeting, by=request.user, at=timezone.now())
    return redirect("programmes:meeting_sitting", slug, pk)


@require_POST
def sitting_presence(request, slug, pk):
    """Say of one seat whether it was taken; what it says already is taken back."""
    meeting = run_by(request, slug, pk)
    seat_pk, _colon, word = request.POST.get("mark", "").partition(":")
    seats = meeting.committee.seats.all()
    is_row = seat_pk.isdecimal() and not is_beyond_rows(seat_pk)
    seat = seats.filter(pk=seat_pk if is_row else None).first()
    refusal = _mark(request, meeting, seat, word)
    if request.htmx:
        return _attendance(request, run_by(request, slug, pk), refusal)
    if refusal:
        messages.error(request, refusal)
    return _back(meeting, f"seat-{seat.pk}" if seat else "attendance")


@require_POST
def sitting_guest(request, slug, pk):
    """Add somebody without a seat."""
    meeting = run_by(request, slug, pk)
    form = GuestForm(request.POST)
    if form.is_valid():
        try:
            actions.add_guest(
                meeting=meeting,
                organisation=form.cleaned_data["organisation"],
                name=form.cleaned_data["name"],
                by=request.user,
                at=timezone.now(),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _back(meeting, "guests")
    return _table(request, meeting, guest_form=form, status=422)


@require_POST
def sitting_guest_remove(request, slug, pk, attendance_pk):
    meeting = run_by(request, slug, pk)
    guest = get_object_or_404(meeting.attendances.all(), pk=attendance_pk)
    actions.remove_guest(attendance=guest, by=request.user, at=timezone.now())
    return _back(meeting, "guests")


@require_POST
def sitting_note(request, slug, pk, item_pk):
    """Write down what is said on an item."""
    meeting = run_by(request, slug, pk)
    item = get_object_or_404(meeting.items.all(), pk=item_pk)
    form = NoteForm(request.POST, prefix=f"item-{item.pk}")
    if form.is_valid():
        actions.write_note(
            item=item,
            key=form.cleaned_data["key"],
            text=form.cleaned_data["text"],
            over=form.cleaned_data["over"],
            by=request.user,
            at=timezone.now(),
        )
        return _back(meeting, f"item-{item.pk}")
    return _table(request, meeting, note_form=(item.pk, form), status=422)


@require_POST
def sitting_decision(request, slug, pk):
    """Write down a decision as it is taken."""
    meeting = run_by(request, slug, pk)
    form = TypedDecisionForm(request.POST, meeting=meeting, prefix="decision")
    if form.is_valid():
        try:
            record_decision(
                committee=meeting.committee,
                details=form.details(),
                key=form.cleaned_data["key"],
                by=request.user,
                at=timezone.now(),
            )
        except ValidationError as error:
            _tell_beside(form, error)
        else:
            return _back(meeting, "decisions")
    return _table(request, meeting, decision_form=form, status=422)


@require_http_methods(["GET", "POST"])
def agenda_item(request, slug, pk, item_pk):
    """One item of the agenda, and what the members say of it."""
    meeting = get_object_or_404(meetings_seen(request), committee__slug=slug, pk=pk)
    item = get_object_or_404(meeting.items.all(), pk=item_pk)
    form = ItemCommentForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        actions.comment_item(
            item=item, text=form.cleaned_data["text"], by=request.user, at=timezone.now()
        )
        messages.success(request, _("Your comment is on the record."))
        return redirect("programmes:agenda_item", slug, pk, item_pk)
    today = timezone.localdate()
    minutes = getattr(meeting, "proceedings", None)
    context = {
        "meeting": meeting,
        "line": next(line for line in item_lines(meeting) if line.item.pk == item.pk),
        "documents": documents_of_item(item, user=request.user),
        "form": form,
        "is_closed": minutes is not None and minutes.state == MinutesState.APPROVED,
        "may_comment": allows(check_can_speak_up, request.user, meeting.committee, on=today),
    }
    status = 422 if form.is_bound else 200
    return render(request, "programmes/proceedings/item.html", context, status=status)


def meetings_seen(request):
    """Meetings that a person may see, with what every page of them prints."""
    return Meeting.objects.visible_to(request.user).select_related(
        "committee", "venue", "chaired_by", "proceedings__approved_by", "proceedings__circulated_by"
    )


def run_by(request, slug, pk):
    """A meeting that the person runs; not visible is 404, not theirs to run is 403."""
    meeting = get_object_or_404(meetings_seen(request), committee__slug=slug, pk=pk)
    check_can_run_committee(request.user, meeting.committee, on=timezone.localdate())
    return meeting


def _table(
    request, meeting, *, guest_form=None, note_form=(None, None), decision_form=None, status=200
):
    table = sitting(meeting, on=timezone.localdate())
    wrong_pk, wrong_form = note_form
    context = {
        **_context(meeting, table),
        "refusal": "",
        "items": [
            (line, wrong_form if line.item.pk == wrong_pk else _note_form(line))
            for line in table.items
        ],
        "guest_form": guest_form or GuestForm(),
        "decision_form": decision_form
        or TypedDecisionForm(meeting=meeting, prefix="decision", initial={"key": uuid4()}),
        "form": wrong_form or guest_form or decision_form,
    }
    return render(request, "programmes/proceedings/sitting.html", context, status=status)


def _mark(request, meeting, seat, word):
    """Note whether a seat was taken; gives the sentence where that is refused."""
    if seat is None:
        return _("This committee has no such seat. Whoever comes without one is added as a guest.")
    try:
        actions.mark_presence(
            meeting=meeting,
            seat=seat,
            presence=Presence(word) if word in Presence.values else None,
            by=request.user,
            at=timezone.now(),
        )
    except ValidationError as error:
        return error.messages[0]
    except WrongState as error:
        return str(error)
    return ""


def _attendance(request, meeting, refusal):
    context = _context(meeting, sitting(meeting, on=timezone.localdate())) | {"refusal": refusal}
    return render(request, "programmes/proceedings/_attendance.html", context)


def _context(meeting, table):
    minutes = getattr(meeting, "proceedings", None)
    return {
        "meeting": meeting,
        "table": table,
        "presences": Presence.choices,
        "is_early": meeting.is_ahead(on=timezone.localdate()),
        "is_closed": meeting.state == MeetingState.CANCELLED
        or (minutes is not None and minutes.state == MinutesState.APPROVED),
    }


def _note_form(line):
    return NoteForm(
        prefix=f"item-{line.item.pk}",
        initial={
            "key": uuid4(),
            "over": ",".join(str(note.pk) for note in line.notes),
            "text": line.text,
        },
    )


def _tell_beside(form, error):
    """Put the sentences of an action beside the fields of the short form."""
    for name, sentences in error.message_dict.items():
        field = {"text_fr": "text", "items": "item"}.get(name, name)
        form.add_error(field if field in form.fields else None, sentences)


def _back(meeting, anchor):
    path = reverse("programmes:meeting_sitting", args=[meeting.committee.slug, meeting.pk])
    return redirect(f"{path}#{anchor}")
