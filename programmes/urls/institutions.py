"""Pages of organisations, committees and facilities."""

from django.urls import include, path

from programmes.urls import proceedings
from programmes.urls.committees import calendar_urls, searches, setup_urls
from programmes.views import (
    committees_setup,
    institutions_committees,
    institutions_facilities,
    institutions_organisations,
)

# /organisations/
organisation_urls = [
    path("", institutions_organisations.organisation_list, name="organisation_list"),
    path("export/", institutions_organisations.organisation_export, name="organisation_export"),
    path(
        "<slug:slug>/", institutions_organisations.organisation_detail, name="organisation_detail"
    ),
]

# /comites/<slug>/
committee_urls = [
    path("", institutions_committees.committee_detail, name="committee_detail"),
    path("reunions/<int:pk>/", institutions_committees.meeting_detail, name="meeting_detail"),
    path("reunions/<int:pk>/", include(proceedings.urlpatterns)),
    *setup_urls,
]

# /comites/
committees_urls = [
    path("", institutions_committees.committee_list, name="committee_list"),
    path("nouveau/", committees_setup.committee_new, name="committee_new"),
    path("<slug:slug>/", include(committee_urls)),
]

# /structures/
facility_urls = [
    path("", institutions_facilities.facility_list, name="facility_list"),
    path("export/", institutions_facilities.facility_export, name="facility_export"),
    path("<slug:slug>/", institutions_facilities.facility_detail, name="facility_detail"),
]

urlpatterns = [
    path("organisations/", include(organisation_urls)),
    path("comites/", include(committees_urls)),
    path("structures/", include(facility_urls)),
    path("calendriers/", include(calendar_urls)),
    *searches,
]
