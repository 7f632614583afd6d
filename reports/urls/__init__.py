from reports.urls import editions, pages

app_name = "reports"
urlpatterns = [*pages.urlpatterns, *editions.urlpatterns]
