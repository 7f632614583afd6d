"""Results of programmes, indicators, completeness, comparison, quality."""

from django.urls import path

from reports.views import results

urlpatterns = [
    path("programmes/<slug:slug>/resultats/", results.results, name="results"),
    path("mesures/<slug:code>/", results.measure, name="measure"),
    path("completude/", results.completeness, name="completeness"),
    path("comparer/", results.compare, name="compare"),
    path("qualite/", results.quality, name="quality"),
]
