"""Decisions of committees: one page each, and the register of all of them."""

from django.urls import include, path

from indicators.views import decisions, decisions_form, decisions_register

# /comites/<slug>/decisions/
of_committee = [
    path("nouvelle/", decisions_form.decision_new, name="decision_new"),
    path("<int:number>/", decisions.decision_detail, name="decision_detail"),
    path("<int:number>/modifier/", decisions_form.decision_edit, name="decision_edit"),
]

# /decisions/
register = [
    path("", decisions_register.decision_list, name="decision_list"),
    path("export/", decisions_register.decision_export, name="decision_export"),
    path("pieces/<uuid:uuid>/", decisions.decision_file, name="decision_file"),
]

urlpatterns = [
    path("comites/<slug:slug>/decisions/", include(of_committee)),
    path("decisions/", include(register)),
]
