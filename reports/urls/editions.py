"""Editions of reports, their verification, narratives and schedules."""

from django.urls import include, path

from reports.views import (
    editions,
    editions_meetings,
    editions_narratives,
    editions_schedules,
    editions_verify,
)

# /rapports/<uuid>/
edition_urls = [
    path("", editions.edition_detail, name="edition_detail"),
    path("etape/", editions.edition_progress, name="edition_progress"),
    path("relancer/", editions.edition_retry, name="edition_retry"),
    path("pdf/", editions.edition_pdf, name="edition_pdf"),
    path("classeur/", editions.edition_workbook, name="edition_workbook"),
]

# /rapports/
editions_urls = [
    path("", editions.edition_list, name="edition_list"),
    path("nouveau/", editions.edition_request, name="edition_request"),
    path("textes/<slug:slug>/", editions_narratives.narratives, name="narratives"),
    path(
        "textes/<slug:slug>/<str:language>/<str:kind>/",
        editions_narratives.narrative_edit,
        name="narrative_edit",
    ),
    path("calendrier/", editions_schedules.schedules, name="schedules"),
    path("calendrier/<slug:slug>/", editions_schedules.schedule_edit, name="schedule_edit"),
    path("reunions/<int:pk>/", editions_meetings.meeting_papers, name="meeting_papers"),
    path("<uuid:uuid>/", include(edition_urls)),
]

urlpatterns = [
    path("rapports/", include(editions_urls)),
    path("verifier/", editions_verify.verify_home, name="verify_home"),
    path("verifier/<str:code>/", editions_verify.verify, name="verify"),
]
