"""Pages of signing values, and of changing those that are signed."""

from django.urls import include, path

from indicators.views import review, revisions

# /validation/valeurs/<code>/
value_urls = [
    path("signer/", review.sign, name="review_sign"),
    path("renvoyer/", review.return_, name="review_return"),
    path("modifier/", revisions.propose, name="revision_propose"),
]

# /validation/valeurs/
values_urls = [
    path("", review.queue, name="review"),
    path("signer/", review.batch, name="review_batch"),
    path("<slug:code>/", include(value_urls)),
]

# /validation/modifications/<pk>/
revision_urls = [
    path("", revisions.detail, name="revision"),
    path("accepter/", revisions.accept, name="revision_accept"),
    path("refuser/", revisions.refuse, name="revision_refuse"),
]

# /validation/modifications/
revisions_urls = [
    path("", revisions.listing, name="revision_list"),
    path("<int:pk>/", include(revision_urls)),
]

urlpatterns = [
    path("validation/valeurs/", include(values_urls)),
    path("validation/modifications/", include(revisions_urls)),
]
