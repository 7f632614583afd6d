"""How indicators are counted by the portal."""

from django.urls import path

from indicators.views import rules

urlpatterns = [
    path(
        "programmes/<slug:slug>/cadre/indicateurs/<slug:code>/regle/",
        rules.rule_edit,
        name="rule",
    ),
    path(
        "programmes/<slug:slug>/cadre/indicateurs/<slug:code>/regle/retirer/",
        rules.rule_remove,
        name="rule_remove",
    ),
]
