"""Steering dashboards, live and frozen: /pilotage/."""

from django.urls import include, path

from reports.views import meeting_mode, steering, steering_frozen

# /pilotage/figes/<code>/
frozen_urls = [
    path("", steering_frozen.snapshot, name="snapshot"),
    path("reunion/", meeting_mode.meeting_mode, name="meeting_mode"),
    path("<str:other>/", steering_frozen.compare, name="snapshot_compare"),
]

# /pilotage/<slug>/
dashboard_urls = [
    path("", steering.steering, name="steering"),
    path("titre/", steering.headline, name="headline"),
    path("raisons/<slug:code>/", steering.explanation, name="explanation"),
    path("figer/", steering_frozen.freeze, name="freeze"),
]

# /pilotage/
steering_urls = [
    path("", steering.steering_list, name="steering_list"),
    path("figes/<str:code>/", include(frozen_urls)),
    path("<slug:slug>/", include(dashboard_urls)),
]

urlpatterns = [path("pilotage/", include(steering_urls))]
