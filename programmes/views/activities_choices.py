"""What the activity form offers a person, and the requests that help them fill it."""

import json
from functools import partial

from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from actors.models import Organisation
from lib import formats
from lib.http import read_only
from lib.uploads import refused_uploads
from lib.workflow import WrongState
from programmes.actions import drafts
from programmes.forms.activities import ActivityForm, Choices
from programmes.forms.kept import fields_to_keep, is_worth_keeping
from programmes.forms.pickers import new_option
from programmes.models import Activity, ActivityKind, Draft
from programmes.permissions import check_can_log
from programmes.selectors import lookups
from programmes.selectors.activities import counts_for
from regions.models import Place

MAX_BODY = 300_000


def choices_for(user) -> Choices:
    """The kinds, programmes, places and organisations that a person may choose."""
    programmes = lookups.loggable_programmes(user)
    own = lookups.own_region_codes(user)
    places = Place.objects.visible_to(user).select_related("parent")
    organisations = Organisation.objects.visible_to(user)
    return Choices(
        kinds=ActivityKind.objects.order_by("position", "pk"),
        programmes=programmes,
        funders=lookups.funders_of(programmes),
        components=lookups.components_of(programmes),
        plan_items=lookups.plan_items_for(own),
        categories=list(lookups.breakdown_categories()),
        load_places=lambda codes: places.filter(code__in=codes).order_by("code"),
        find_place=partial(lookups.find_place, first=own),
        describe_place=lookups.place_label,
        load_organisations=lambda slugs: organisations.filter(slug__in=slugs).order_by(
            "name", "pk"
        ),
        find_organisation=lookups.find_organisation,
        describe_organisation=lookups.organisation_label,
        places_address=reverse("programmes:activity_places"),
        organisations_address=reverse("programmes:activity_organisations"),
    )


def activity_form(request, **kwargs) -> ActivityForm:
    """The form as this person fills it today."""
    return ActivityForm(
        choices=choices_for(request.user),
        today=timezone.localdate(),
        refused_files=refused_uploads(request) if request.method == "POST" else (),
        **kwargs,
    )


@require_http_methods(["PUT", "POST"])
def activity_draft(request, key):
    """Keep what is being typed; answers in one line where it is."""
    fields = _fields_of(request)
    about = request.GET.get("activite")
    visible = Activity.objects.visible_to(request.user)
    activity = get_object_or_404(visible, uuid=about) if about else None
    now = timezone.now()
    kept = fields_to_keep(fields, today=timezone.localdate(now))
    if not is_worth_keeping(kept):
        return JsonResponse({"message": ""})
    try:
        drafts.keep(key=key, fields=kept, activity=activity, by=request.user, at=now)
    except (ValidationError, WrongState) as error:
        message = error.messages[0] if isinstance(error, ValidationError) else str(error)
        return JsonResponse({"message": message}, status=409)
    message = _("Draft saved on the server at %(time)s") % {"time": formats.time(now)}
    return JsonResponse({"message": message})


@require_POST
def activity_draft_discard(request, key):
    """Throw an unsaved draft away."""
    draft = get_object_or_404(Draft.objects.visible_to(request.user), uuid=key)
    drafts.discard(draft=draft, by=request.user, at=timezone.now())
    return redirect("programmes:activity_list")


@read_only
def activity_counts(request):
    """The line « counts for » for what is typed so far; empty until it counts for something."""
    check_can_log(request.user)
    form = activity_form(request, data=request.GET)
    form.is_valid()
    if not form.can_count:
        return HttpResponse("")
    context = {"counts": counts_for(form.partial)}
    return render(request, "programmes/activities/_counts.html", context)


@read_only
def activity_places(request):
    """Places by the letters typed, one's own region first."""
    check_can_log(request.user)
    own = lookups.own_region_codes(request.user)
    found = lookups.search_places(request.GET.get("q", "")[:100], first=own)
    return JsonResponse(
        {"results": [{"value": one.code, "label": lookups.place_label(one)} for one in found]}
    )


@read_only
def activity_organisations(request):
    """Organisations by the letters typed; last, the offer to add a name that nothing bears."""
    check_can_log(request.user)
    typed = " ".join(request.GET.get("q", "")[:100].split())
    named = lookups.organisations_named(typed)
    found = list(dict.fromkeys([*named, *lookups.search_organisations(typed)]))
    results = [{"value": one.slug, "label": lookups.organisation_label(one)} for one in found]
    if typed and not named:
        value, label = new_option(typed)
        results.append({"value": value, "label": label})
    return JsonResponse({"results": results})


def _fields_of(request):
    """A JSON object of names to a text or a list of texts, or a form, as a QueryDict."""
    if request.content_type != "application/json":
        return request.POST
    if len(request.body) > MAX_BODY:
        raise BadRequest("The draft is too large.")
    try:
        sent = json.loads(request.body)
    except ValueError as error:
        raise BadRequest("The draft is not JSON.") from error
    if not isinstance(sent, dict):
        raise BadRequest("The draft is not a JSON object.")
    fields = QueryDict(mutable=True)
    for name, value in sent.items():
        values = value if isinstance(value, list) else [value]
        if any(not isinstance(one, str) for one in values):
            raise BadRequest("A draft holds texts only.")
        fields.setlist(name, values)
    return fields
