"""What belongs to the person signed in, and the way in for the person invited."""

from django.urls import include, path

from actors.views import account, invitations

# /compte/jetons/
token_urls = [
    path("", account.token_list, name="token_list"),
    path("<uuid:uuid>/revoquer/", account.token_revoke, name="token_revoke"),
]

urlpatterns = [
    path("compte/profil/", account.profile, name="account"),
    path("compte/jetons/", include(token_urls)),
    path("invitation/<str:token>/", invitations.invitation_accept, name="invitation_accept"),
]
