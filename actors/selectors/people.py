"""People as the administrator's pages need them."""

import hashlib
from collections.abc import Iterable

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from actors import roles
from actors.enums import OrganisationKind, Role
from actors.models import ApiToken, Invitation, Membership, Organisation, User

# Recovery codes alone are no second factor: they only stand in for one.
SECOND_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def people_table(people: QuerySet[User]) -> QuerySet[User]:
    """The people with all that the list prints: roles in force, second factor."""
    in_force = Membership.objects.in_force().select_related("organisation", "delegated_by")
    factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=SECOND_FACTORS)
    return (
        people.annotate(has_second_factor=Exists(factors))
        .prefetch_related(Prefetch("memberships", queryset=in_force, to_attr="current"))
        .order_by("search", "pk")
    )


def lendable(user: User) -> QuerySet[Membership]:
    """The roles whose signature a person may lend to a colleague."""
    own = Membership.objects.filter(user=user, role__in=roles.DELEGABLE).own().in_force()
    return own.select_related("organisation")


def colleagues_of(memberships: Iterable[Membership]) -> QuerySet[User]:
    """Those who work, by a role of their own, where some memberships are; their holders apart."""
    memberships = list(memberships)
    there = Membership.objects.filter(organisation__in={one.organisation_id for one in memberships})
    working = there.own().in_force().order_by().values("user")
    return (
        User.objects.filter(pk__in=working, is_active=True)
        .exclude(pk__in={one.user_id for one in memberships})
        .order_by("search", "pk")
    )


def delegations_of(user: User) -> QuerySet[Membership]:
    """What a person lent to colleagues, and what was lent to them, the latest first."""
    lent = Membership.objects.filter(delegated_by__isnull=False)
    return (
        lent.filter(Q(delegated_by=user) | Q(user=user))
        .select_related("user", "organisation", "delegated_by")
        .order_by("-ends_on", "-pk")
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
