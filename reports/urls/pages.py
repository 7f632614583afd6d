"""Home, programmes, regions, figures and dashboards."""

from django.urls import include, path

from reports.views import (
    pages_dashboard,
    pages_figures,
    pages_home,
    pages_programmes,
    pages_regions,
)

# /programmes/<slug>/
programme_urls = [
    path("", pages_programmes.programme_detail, name="programme_detail"),
    path("tableau/", pages_dashboard.programme_dashboard, name="dashboard"),
]

# /programmes/
programmes_urls = [
    path("", pages_programmes.programme_list, name="programme_list"),
    path("<slug:slug>/", include(programme_urls)),
]

# /regions/
regions_urls = [
    path("", pages_regions.region_list, name="region_list"),
    path("<slug:slug>/", pages_regions.region_detail, name="region_detail"),
]

urlpatterns = [
    path("", pages_home.home, name="home"),
    path("programmes/", include(programmes_urls)),
    path("regions/", include(regions_urls)),
    path("chiffres/", pages_figures.figure_list, name="figure_list"),
    path("chiffres/export/", pages_figures.figure_export, name="figure_export"),
    path("v/<slug:code>/", pages_figures.provenance, name="provenance"),
]
