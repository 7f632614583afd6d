"""Pages of the indicator library."""

from django.urls import path

from indicators.views import library

urlpatterns = [
    path("indicateurs/", library.library, name="library"),
    path("indicateurs/<slug:code>/", library.indicator, name="indicator"),
]
