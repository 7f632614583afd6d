from indicators.urls import decisions, entry, frameworks, library, periods, review, rules

app_name = "indicators"
urlpatterns = [
    *library.urlpatterns,
    *frameworks.urlpatterns,
    *periods.urlpatterns,
    *entry.urlpatterns,
    *review.urlpatterns,
    *rules.urlpatterns,
    *decisions.urlpatterns,
]
