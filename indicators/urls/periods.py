"""Pages of reporting periods."""

from django.urls import include, path

from indicators.views import periods

# /programmes/<slug>/periodes/
calendar_urls = [
    path("", periods.period_list, name="period_list"),
    path("calendrier/", periods.period_calendar, name="period_calendar"),
    path("nouvelle/", periods.period_new, name="period_new"),
    path("<slug:period>/verrouiller/", periods.period_lock, name="period_lock"),
    path("<slug:period>/rouvrir/", periods.period_reopen, name="period_reopen"),
]

urlpatterns = [path("programmes/<slug:slug>/periodes/", include(calendar_urls))]
