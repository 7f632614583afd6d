"""Private calendar addresses: made, renewed, revoked, and read by calendar programs."""

import hashlib

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from actors.actions import calendars as actions
from actors.models import CalendarFeed, Committee
from lib.http import read_only
from programmes.selectors import calendars as selectors


@never_cache
@require_http_methods(["GET", "POST"])
def calendar_list(request):
    """The calendars one may subscribe to; a new address is shown once, in the answer."""
    address, made = "", None
    if request.method == "POST":
        slug = request.POST.get("committee", "")
        visible = Committee.objects.visible_to(request.user)
        committee = get_object_or_404(visible, slug=slug) if slug else None
        # No redirect: the key would have to be kept somewhere until the next page.
        made, key = actions.make_feed(committee=committee, by=request.user, at=timezone.now())
        address = request.build_absolute_uri(reverse("programmes:calendar_feed", args=[key]))
    context = {"feeds": selectors.own_feeds(request.user), "address": address, "made": made}
    return render(request, "programmes/calendars/list.html", context)


@require_POST
def calendar_revoke(request, pk):
    """Make an address stop working."""
    feed = get_object_or_404(CalendarFeed.objects.visible_to(request.user), pk=pk)
    actions.revoke_feed(feed=feed, by=request.user, at=timezone.now())
    messages.success(request, _("The calendar address no longer works."))
    return redirect("programmes:calendar_list")


@login_not_required
@read_only
def calendar_feed(request, key):
    """The calendar of a key, for programs that cannot sign in.

    Only the ETag answers a conditional request: what one sees also follows from mandates, which
    end without anything being written.
    """
    feed = selectors.feed_of_key(actions.feed_digest(key))
    if feed is None:
        raise Http404(_("This calendar address does not work, or no longer."))
    text, changed_at = selectors.calendar_of(
        feed, language=translation.get_language(), today=timezone.localdate()
    )
    etag = f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
    unchanged = get_conditional_response(request, etag=etag)
    response = unchanged or HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["ETag"] = etag
    response["Last-Modified"] = http_date(changed_at.timestamp())
    response["Cache-Control"] = "private, no-cache"
    response["Content-Disposition"] = 'inline; filename="wasl.ics"'
    response["X-Robots-Tag"] = "noindex"
    return response
