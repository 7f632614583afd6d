from reports.urls import editions, pages, results

app_name = "reports"
urlpatterns = [*pages.urlpatterns, *editions.urlpatterns, *results.urlpatterns]
