"""Pages of signing values."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
