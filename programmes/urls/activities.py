"""Pages of activities."""

urlpatterns = []
