"""Who may do what, the accounts, the audit trail."""

from django.urls import include, path

from actors.views import invitations, people, roles, trail

# /personnes/<pk>/
person_urls = [
    path("", people.person_detail, name="person_detail"),
    path("role/", people.membership_new, name="membership_new"),
    path("role/<int:membership_pk>/fin/", people.membership_end, name="membership_end"),
    path("fermer/", people.person_deactivate, name="person_deactivate"),
    path("rouvrir/", people.person_reactivate, name="person_reactivate"),
]

# /personnes/
people_urls = [
    path("", people.person_list, name="person_list"),
    path("inviter/", invitations.invitation_new, name="invitation_new"),
    path("invitations/<int:pk>/renvoyer/", invitations.invitation_renew, name="invitation_renew"),
    path(
        "invitations/<int:pk>/retirer/",
        invitations.invitation_withdraw,
        name="invitation_withdraw",
    ),
    path("<int:pk>/", include(person_urls)),
]

urlpatterns = [
    path("roles/", roles.role_table, name="roles"),
    path("personnes/", include(people_urls)),
    path("journal/", trail.event_list, name="audit"),
    path("journal/export/", trail.event_export, name="audit_export"),
]
