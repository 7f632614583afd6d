"""The API's map: one router, one registration per app."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import include, path
from django.views.decorators.http import require_safe
from rest_framework.routers import SimpleRouter

import actors.api
import indicators.api
import programmes.api
import regions.api
import reports.api
from config.documents import described, openapi

router = SimpleRouter(use_regex_path=True)
for app in (regions, actors, programmes, indicators, reports):
    app.api.register(router)


@login_not_required
@require_safe
def schema(request):
    """The description of the API, in OpenAPI 3.1: the file in docs/, made by the same code."""
    return HttpResponse(openapi(), content_type="application/vnd.oai.openapi")


@login_not_required
@require_safe
def docs(request):
    """The same for people: a page that loads nothing from elsewhere."""
    return render(request, "api/docs.html", {"sections": described()})


app_name = "api"
urlpatterns = [
    path("schema/", schema, name="schema"),
    path("docs/", docs, name="docs"),
    path("", include(router.urls)),
]
