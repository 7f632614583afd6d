"""People, roles, one's own account and the audit trail."""

from actors.urls import account, people

app_name = "actors"
urlpatterns = [*account.urlpatterns, *people.urlpatterns]
