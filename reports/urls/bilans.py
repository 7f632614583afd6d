"""Two programmes side by side, and the matrix of all."""

from django.urls import path

from reports.views import bilans

urlpatterns = [
    path("bilans/", bilans.bilan, name="bilan"),
    path("complementarite/", bilans.complementarity, name="complementarity"),
]
