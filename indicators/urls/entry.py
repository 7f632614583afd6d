"""Pages of entering values."""

from django.urls import include, path

from indicators.views import entry, entry_files

# /saisie/<programme>/<region or "programme">/<period>/
grid_urls = [
    path("", entry.grid, name="grid"),
    path("enregistrer/", entry.grid_save, name="grid_save"),
    path("coller/", entry.grid_paste, name="grid_paste"),
    path("indicateurs/<slug:code>/", entry.grid_past, name="grid_past"),
]

# /saisie/pieces/<uuid>/
file_urls = [
    path("", entry_files.value_file, name="value_file"),
    path("supprimer/", entry_files.value_file_remove, name="value_file_remove"),
]

urlpatterns = [
    path("saisie/", entry.entry_home, name="entry_home"),
    path("saisie/pieces/<uuid:uuid>/", include(file_urls)),
    path("saisie/<slug:programme>/<slug:place>/<slug:period>/", include(grid_urls)),
]
