"""Pages of results frameworks."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
