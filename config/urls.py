"""The map of the portal: one include per app, under the language of the page."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.generic import RedirectView

from config import about, gallery, health, offline

urlpatterns = [
    path("healthz/", health.healthz, name="healthz"),
    path("readyz/", health.readyz, name="readyz"),
    path("sw.js", offline.service_worker, name="service_worker"),
    path("api/v1/", include("config.api")),
    # Addresses that are printed and quoted carry no language: the reader's own is taken.
    path(
        "verifier/<str:code>/",
        login_not_required(RedirectView.as_view(pattern_name="reports:verify")),
    ),
    path("pilotage/figes/<str:code>/", RedirectView.as_view(pattern_name="reports:snapshot")),
    path("v/<slug:code>/", RedirectView.as_view(pattern_name="reports:provenance")),
]

urlpatterns += i18n_patterns(
    path("", include("reports.urls")),
    path("", include("indicators.urls")),
    path("", include("programmes.urls")),
    path("", include("actors.urls")),
    path("compte/", include("actors.urls.sign_in")),
    path("accessibilite/", about.accessibility, name="accessibility"),
    path("donnees-personnelles/", about.data_protection, name="data_protection"),
)

handler400 = "config.errors.bad_request"
handler403 = "config.errors.permission_denied"
handler404 = "config.errors.page_not_found"
handler500 = "config.errors.server_error"

if settings.SHOW_COMPONENTS:
    urlpatterns += [path("components/", gallery.component_gallery, name="components")]
