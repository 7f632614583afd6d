"""Home, programmes, regions, figures and dashboards."""

urlpatterns = []
