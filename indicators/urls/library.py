"""Pages of the indicator library."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
