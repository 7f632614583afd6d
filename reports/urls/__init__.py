from reports.urls import bilans, editions, pages, results, steering

app_name = "reports"
urlpatterns = [
    *pages.urlpatterns,
    *editions.urlpatterns,
    *results.urlpatterns,
    *bilans.urlpatterns,
    *steering.urlpatterns,
]
