"""The agenda of a meeting to come: items added, changed, moved, taken off."""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from actors.actions import agenda as item_actions
from actors.actions.agenda import Direction
from actors.enums import AgendaItemKind
from lib.http import read_only
from programmes.actions import agenda as actions
from programmes.forms.meetings import ItemForm
from programmes.models import Programme
from programmes.selectors import meetings as lists
from programmes.selectors.convening import agenda_of
from programmes.views.meetings import meeting_to_run


@read_only
def agenda(request, slug, pk):
    """The items in order, each with what may be done to it."""
    meeting = meeting_to_run(request, slug, pk)
    items = agenda_of(meeting, user=request.user)
    context = {
        "meeting": meeting,
        "items": items,
        "total": sum(item.minutes or 0 for item in items),
        "is_open": meeting.state in item_actions.OPEN_STATES,
    }
    return render(request, "programmes/meetings/agenda.html", context)


@require_http_methods(["GET", "POST"])
def item_new(request, slug, pk):
    """One more item."""
    return _edited(request, meeting_to_run(request, slug, pk), None)


@require_http_methods(["GET", "POST"])
def item_edit(request, slug, pk, item_pk):
    """Change an item."""
    meeting = meeting_to_run(request, slug, pk)
    return _edited(request, meeting, _item(meeting, item_pk))


@require_POST
def item_move(request, slug, pk, item_pk):
    """One place up or down."""
    meeting = meeting_to_run(request, slug, pk)
    try:
        direction = Direction(request.POST.get("direction", ""))
    except ValueError:
        raise BadRequest("An item moves up or down.") from None
    item_actions.move_item(
        item=_item(meeting, item_pk), direction=direction, by=request.user, at=timezone.now()
    )
    return redirect("programmes:agenda", slug, pk)


@require_POST
def item_remove(request, slug, pk, item_pk):
    """Take an item off the agenda."""
    meeting = meeting_to_run(request, slug, pk)
    item_actions.remove_item(item=_item(meeting, item_pk), by=request.user, at=timezone.now())
    messages.success(request, _("The item is off the agenda."))
    return redirect("programmes:agenda", slug, pk)


def _item(meeting, pk):
    return get_object_or_404(meeting.items.select_related("meeting"), pk=pk)


def _edited(request, meeting, item):
    user = request.user
    form = ItemForm(
        request.POST if request.method == "POST" else None,
        initial=ItemForm.initial_of(item) if item else None,
        programmes=Programme.objects.visible_to(user).in_order(),
        decisions=lists.decisions_to_link(meeting, item, user=user),
        is_follow_up=item is not None and item.kind == AgendaItemKind.FOLLOW_UP,
    )
    if form.is_valid():
        saved = form.attempt(
            actions.save_item,
            current=lambda: _item(meeting, item.pk).version,
            meeting=meeting,
            item=item,
            details=form.details(),
            programmes=form.cleaned_data["programmes"],
            version=form.cleaned_data["version"] or 0,
            by=user,
            at=timezone.now(),
        )
        if saved:
            messages.success(request, _("The agenda is saved."))
            return redirect("programmes:agenda", meeting.committee.slug, meeting.pk)
    context = {"meeting": meeting, "item": item, "form": form}
    return render(request, "programmes/meetings/item_form.html", context)
