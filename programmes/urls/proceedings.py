"""Pages of a sitting and of its minutes, under /comites/<slug>/reunions/<pk>/."""

from django.urls import include, path

from programmes.views import minutes, proceedings

sitting_urls = [
    path("", proceedings.meeting_sitting, name="meeting_sitting"),
    path("ouvrir/", proceedings.sitting_open, name="sitting_open"),
    path("presence/", proceedings.sitting_presence, name="sitting_presence"),
    path("invites/", proceedings.sitting_guest, name="sitting_guest"),
    path(
        "invites/<int:attendance_pk>/retirer/",
        proceedings.sitting_guest_remove,
        name="sitting_guest_remove",
    ),
    path("decisions/", proceedings.sitting_decision, name="sitting_decision"),
    path("notes/<int:item_pk>/", proceedings.sitting_note, name="sitting_note"),
]

minutes_urls = [
    path("", minutes.minutes, name="minutes"),
    path("resume/", minutes.minutes_summary, name="minutes_summary"),
    path("diffuser/", minutes.minutes_circulate, name="minutes_circulate"),
    path("corrections/", minutes.minutes_correction, name="minutes_correction"),
    path(
        "corrections/<int:correction_pk>/traiter/",
        minutes.minutes_correction_settle,
        name="minutes_correction_settle",
    ),
    path("approuver/", minutes.minutes_approve, name="minutes_approve"),
    path("rectifier/", minutes.minutes_rectify, name="minutes_rectify"),
]

urlpatterns = [
    path("seance/", include(sitting_urls)),
    path("proces-verbal/", include(minutes_urls)),
    path("points/<int:item_pk>/", proceedings.agenda_item, name="agenda_item"),
]
