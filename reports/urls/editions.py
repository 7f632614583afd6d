"""Editions of reports, their verification, narratives and schedules."""

urlpatterns = []
