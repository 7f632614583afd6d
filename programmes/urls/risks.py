"""The risks of a programme: /programmes/<slug>/risques/."""

from django.urls import path

from programmes.views import risks

urlpatterns = [
    path("programmes/<slug:slug>/risques/", risks.risk_list, name="risk_list"),
    path("programmes/<slug:slug>/risques/nouveau/", risks.risk_new, name="risk_new"),
    path("programmes/<slug:slug>/risques/<int:pk>/", risks.risk_edit, name="risk_edit"),
]
