"""Pages of entering values."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
