"""The API's map: one router, one registration per app."""

from django.urls import include, path
from rest_framework.routers import SimpleRouter

router = SimpleRouter()

app_name = "api"
urlpatterns = [path("", include(router.urls))]
