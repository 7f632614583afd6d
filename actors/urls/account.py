"""What belongs to the person signed in, and the way in for the person invited."""

from django.urls import include, path

from actors.views import account, delegations, invitations

# /compte/jetons/
token_urls = [
    path("", account.token_list, name="token_list"),
    path("<uuid:uuid>/revoquer/", account.token_revoke, name="token_revoke"),
]

# /compte/delegation/
delegation_urls = [
    path("", delegations.delegations, name="delegations"),
    path("<int:pk>/retirer/", delegations.delegation_end, name="delegation_end"),
]

urlpatterns = [
    path("compte/profil/", account.profile, name="account"),
    path("compte/jetons/", include(token_urls)),
    path("compte/delegation/", include(delegation_urls)),
    path("invitation/<str:token>/", invitations.invitation_accept, name="invitation_accept"),
]
