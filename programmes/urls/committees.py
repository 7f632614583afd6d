"""Setting committees up and convening them; included under /comites/<slug>/."""

from django.urls import include, path

from programmes.views import committees_papers, committees_setup

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

setup_urls = [
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
