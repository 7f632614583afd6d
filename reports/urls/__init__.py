from reports.urls import bilans, budgets, editions, pages, results, steering

app_name = "reports"
urlpatterns = [
    *pages.urlpatterns,
    *editions.urlpatterns,
    *results.urlpatterns,
    *bilans.urlpatterns,
    *budgets.urlpatterns,
    *steering.urlpatterns,
]
