"""Pages of activities."""

from django.urls import include, path

from programmes.views import (
    activities,
    activities_choices,
    activities_evidence,
    activities_form,
    activities_review,
)

# /activites/brouillons/<uuid>/
draft_urls = [
    path("", activities_choices.activity_draft, name="activity_draft"),
    path("supprimer/", activities_choices.activity_draft_discard, name="activity_draft_discard"),
]

# /activites/<uuid>/
activity_urls = [
    path("", activities.activity_detail, name="activity_detail"),
    path("modifier/", activities_form.activity_edit, name="activity_edit"),
    path("dupliquer/", activities_form.activity_duplicate, name="activity_duplicate"),
    path("conflit/", activities_form.activity_conflict, name="activity_conflict"),
    path("soumettre/", activities_review.activity_submit, name="activity_submit"),
    path("valider/", activities_review.activity_validate, name="activity_validate"),
    path("renvoyer/", activities_review.activity_return, name="activity_return"),
    path("supprimer/", activities_review.activity_discard, name="activity_discard"),
]

# /activites/
activities_urls = [
    path("", activities.activity_list, name="activity_list"),
    path("nouvelle/", activities_form.activity_new, name="activity_new"),
    path("export/", activities.activity_export, name="activity_export"),
    path("compte-pour/", activities_choices.activity_counts, name="activity_counts"),
    path("lieux/", activities_choices.activity_places, name="activity_places"),
    path(
        "organisations/",
        activities_choices.activity_organisations,
        name="activity_organisations",
    ),
    path("brouillons/<uuid:key>/", include(draft_urls)),
    path("<uuid:uuid>/", include(activity_urls)),
]

# /pieces/<uuid>/
evidence_urls = [
    path("", activities_evidence.evidence_download, name="evidence_download"),
    path("supprimer/", activities_evidence.evidence_remove, name="evidence_remove"),
]

urlpatterns = [
    path("activites/", include(activities_urls)),
    path("pieces/<uuid:uuid>/", include(evidence_urls)),
    path("validation/", activities_review.validation_queue, name="validation_queue"),
]
