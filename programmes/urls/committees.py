"""Setting committees up and convening them; included under /comites/<slug>/."""

from django.urls import include, path

from programmes.views import agendas, calendars, committees_papers, committees_setup, meetings

# /comites/<slug>/sieges/
seat_urls = [
    path("", committees_setup.seat_list, name="seat_list"),
    path("nouveau/", committees_setup.seat_new, name="seat_new"),
    path("<int:pk>/", committees_setup.seat_edit, name="seat_edit"),
    path("<int:pk>/fin/", committees_setup.seat_end, name="seat_end"),
    path("<int:pk>/supprimer/", committees_setup.seat_remove, name="seat_remove"),
]

# /comites/<slug>/documents/
paper_urls = [
    path("", committees_papers.committee_papers, name="committee_papers"),
    path("ajouter/", committees_papers.document_add, name="document_add"),
    path("charte/", committees_papers.charter_new, name="charter_new"),
    path("<uuid:uuid>/", committees_papers.document_download, name="document_download"),
    path("<uuid:uuid>/retirer/", committees_papers.document_remove, name="document_remove"),
]

# /comites/<slug>/reunions/<pk>/ordre-du-jour/
agenda_urls = [
    path("", agendas.agenda, name="agenda"),
    path("nouveau/", agendas.item_new, name="item_new"),
    path("<int:item_pk>/", agendas.item_edit, name="item_edit"),
    path("<int:item_pk>/deplacer/", agendas.item_move, name="item_move"),
    path("<int:item_pk>/retirer/", agendas.item_remove, name="item_remove"),
]

# /comites/<slug>/reunions/<pk>/
meeting_urls = [
    path("modifier/", meetings.meeting_edit, name="meeting_edit"),
    path("annuler/", meetings.meeting_cancel, name="meeting_cancel"),
    path("reprendre/", meetings.meeting_take_up, name="meeting_take_up"),
    path("convoquer/", meetings.meeting_convene, name="meeting_convene"),
    path("reponse/", meetings.meeting_reply, name="meeting_reply"),
    path("documents/", committees_papers.meeting_document_add, name="meeting_document_add"),
    path("ordre-du-jour/", include(agenda_urls)),
]

setup_urls = [
    path("reunions/nouvelle/", meetings.meeting_new, name="meeting_new"),
    path("reunions/<int:pk>/", include(meeting_urls)),
    path("modifier/", committees_setup.committee_edit, name="committee_edit"),
    path("sieges/", include(seat_urls)),
    path("documents/", include(paper_urls)),
]

# What boxes ask for while one types.
searches = [
    path(
        "recherche/organisations/", committees_setup.organisation_search, name="organisation_search"
    ),
    path("recherche/lieux/", committees_setup.place_search, name="place_search"),
]

# /calendriers/
calendar_urls = [
    path("", calendars.calendar_list, name="calendar_list"),
    path("<int:pk>/revoquer/", calendars.calendar_revoke, name="calendar_revoke"),
    path("<str:key>.ics", calendars.calendar_feed, name="calendar_feed"),
]
