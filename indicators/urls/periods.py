"""Pages of reporting periods."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
