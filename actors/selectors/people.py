"""People as the administrator's pages need them."""

import hashlib

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from actors import roles
from actors.enums import OrganisationKind, Role
from actors.models import ApiToken, Invitation, Membership, Organisation, User

# Recovery codes alone are no second factor: they only stand in for one.
SECOND_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def people_table(people: QuerySet[User]) -> QuerySet[User]:
    """The people with all that the list prints: roles in force, second factor."""
    in_force = Membership.objects.in_force().select_related("organisation")
    factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=SECOND_FACTORS)
    return (
        people.annotate(has_second_factor=Exists(factors))
        .prefetch_related(Prefetch("memberships", queryset=in_force, to_attr="current"))
        .order_by("search", "pk")
    )


def organisations_for_choice() -> QuerySet[Organisation]:
    """The organisations to choose from, by name, with their territory."""
    return Organisation.objects.select_related("place").order_by("search", "pk")


def why_unfit(role: str, organisation: Organisation) -> str:
    """The reason why a role has no meaning in an organisation; empty when it fits."""
    code = organisation.place.code if organisation.place else ""
    return roles.why_unfit(
        Role(role),
        OrganisationKind(organisation.kind),
        # A council of the whole country would reach no region.
        region_code=code if "." in code else "",
    )


def invitation_for(token: str) -> Invitation | None:
    """The invitation that a link belongs to, used or not."""
    digest = hashlib.sha256(token.encode()).hexdigest()
    return Invitation.objects.select_related("organisation").filter(digest=digest).first()


def person_by_email(email: str) -> User | None:
    """The account of an address, whatever its letter case."""
    return User.objects.filter(email__iexact=email).first()


def token_for(digest: str) -> ApiToken | None:
    """The usable API token with this digest, if its owner's account is open."""
    tokens = ApiToken.objects.usable().select_related("user")
    return tokens.filter(digest=digest, user__is_active=True).first()
