"""Pages of organisations, committees and facilities."""

urlpatterns = []
