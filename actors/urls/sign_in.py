"""The pages of django-allauth that the portal has, under its names and our addresses.

What is left out has no address: addresses and telephones are not managed by their owners,
and nobody signs in by a code in an e-mail.
"""

from allauth.account import views
from django.urls import include, path, re_path

# /compte/mot-de-passe/
password_urls = [
    path("", views.password_change, name="account_change_password"),
    path("choisir/", views.password_set, name="account_set_password"),
    path("oublie/", views.password_reset, name="account_reset_password"),
    path("oublie/envoye/", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^nouveau/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "change/",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
]

# /compte/
urlpatterns = [
    path("connexion/", views.login, name="account_login"),
    path("deconnexion/", views.logout, name="account_logout"),
    path("ferme/", views.account_inactive, name="account_inactive"),
    path("inscription/", views.signup, name="account_signup"),
    path("confirmer/", views.reauthenticate, name="account_reauthenticate"),
    path("mot-de-passe/", include(password_urls)),
    path("securite/", include("allauth.mfa.urls")),
]
