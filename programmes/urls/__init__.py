from programmes.urls import activities, institutions, risks

app_name = "programmes"
urlpatterns = [*activities.urlpatterns, *institutions.urlpatterns, *risks.urlpatterns]
