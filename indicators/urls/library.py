"""Pages of the indicator library."""

from django.urls import path

from indicators.views import library

urlpatterns = [
    path("indicateurs/", library.library, name="library"),
    path("indicateurs/nouveau/", library.indicator_new, name="indicator_new"),
    path("indicateurs/<slug:code>/", library.indicator, name="indicator"),
    path("indicateurs/<slug:code>/modifier/", library.indicator_edit, name="indicator_edit"),
]
