from programmes.urls import activities, institutions

app_name = "programmes"
urlpatterns = [*activities.urlpatterns, *institutions.urlpatterns]
