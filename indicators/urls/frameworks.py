"""Pages of results frameworks."""

from django.urls import include, path

from indicators.views import frameworks, measures

# /programmes/<slug>/cadre/resultats/
result_urls = [
    path("nouveau/", frameworks.result_new, name="result_new"),
    path("<int:pk>/", frameworks.result_edit, name="result_edit"),
    path("<int:pk>/retirer/", frameworks.result_remove, name="result_remove"),
]

# /programmes/<slug>/cadre/indicateurs/
measure_urls = [
    path("ajouter/", measures.measures_add, name="measures_add"),
    path("<slug:code>/", measures.measure, name="measure"),
    path("<slug:code>/modifier/", measures.measure_edit, name="measure_edit"),
    path("<slug:code>/retirer/", measures.measure_remove, name="measure_remove"),
]

# /programmes/<slug>/cadre/
framework_urls = [
    path("", frameworks.framework, name="framework"),
    path("resultats/", include(result_urls)),
    path("indicateurs/", include(measure_urls)),
    path("avenants/", frameworks.amendments, name="amendments"),
    path("reglages/", frameworks.framework_settings, name="framework_settings"),
]

urlpatterns = [path("programmes/<slug:slug>/cadre/", include(framework_urls))]
