"""Budget and spending of a programme: /programmes/<slug>/budget/."""

from django.urls import include, path

from reports.views import budgets

# /programmes/<slug>/budget/
budget_urls = [
    path("", budgets.budget, name="budget"),
    path("lignes/nouvelle/", budgets.line_new, name="budget_line_new"),
    path("lignes/<int:pk>/", budgets.line_edit, name="budget_line_edit"),
    path("lignes/<int:pk>/supprimer/", budgets.line_remove, name="budget_line_remove"),
    path("operations/", budgets.transaction_list, name="transaction_list"),
    path("operations/nouvelle/", budgets.transaction_new, name="transaction_new"),
    path("operations/<int:pk>/retirer/", budgets.transaction_withdraw, name="transaction_withdraw"),
]

urlpatterns = [path("programmes/<slug:slug>/budget/", include(budget_urls))]
