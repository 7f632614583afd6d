"""Accounts, roles and the audit trail."""

app_name = "actors"
urlpatterns = []
