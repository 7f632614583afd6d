import uuid
from datetime import datetime
from typing import Any, Self

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now, TruncDate
from django.utils.translation import gettext_lazy as _

from actors.enums import Language, Role, TokenScope
from actors.models.organisations import Organisation
from actors.roles import Grant, Permission, Scope
from lib.constraints import paired
from lib.fields import FoldedField, LineField
from lib.text import fold


class UserQuerySet(models.QuerySet["User"]):
    """Named sets of people."""

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """All of them to whoever manages accounts; to the others, themselves."""
        if not user.is_authenticated:
            return self.none()
        return self if user.scope().has(Permission.ACCOUNT_MANAGE) else self.filter(pk=user.pk)

    def matching(self, text: str) -> Self:
        """Those whose name or address holds each of the words, whatever the accents."""
        rows = self
        for word in fold(text).split():
            rows = rows.filter(search__contains=word)
        return rows


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    """Accounts are found by their e-mail address, whatever its letter case."""

    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, email: str) -> "User":
        return self.get(email__iexact=email)


class User(AbstractUser):
    """A person who signs in, with an e-mail address."""

    username = None
    first_name = None
    last_name = None
    email = models.EmailField(_("e-mail address"), unique=True)
    full_name = LineField(_("name"), max_length=120)
    language = models.CharField(
        _("language"), max_length=2, choices=Language, default=Language.FRENCH
    )
    search = FoldedField(sources=["full_name", "email"])

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self):
        return self.full_name or self.email

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name

    def scope(self) -> Scope:
        """What the person's memberships in force add up to.

        Costs one query the first time; the answer stays on this instance, that is for one request.
        """
        if not hasattr(self, "_scope"):
            rows = self.memberships.in_force().values_list(
                "role", "organisation_id", "organisation__place__code"
            )
            self._scope = Scope(
                grants=tuple(
                    Grant(
                        role=Role(role),
                        organisation_id=organisation_id,
                        region_code=_region_of(code),
                    )
                    for role, organisation_id, code in rows
                )
            )
        return self._scope


class MembershipQuerySet(models.QuerySet["Membership"]):
    def in_force(self) -> Self:
        """Those that have not ended, by the database's clock."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=TruncDate(Now()))).order_by(
            "pk"
        )

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """One's own; all of them for whoever manages accounts."""
        if not user.is_authenticated:
            return self.none()
        return self if user.scope().has(Permission.ACCOUNT_MANAGE) else self.filter(user=user)

    def own(self) -> Self:
        """Those that a person holds by themselves, and not for a colleague."""
        return self.filter(delegated_by__isnull=True)

    def delegated(self, *, by: User) -> Self:
        """Those that a person lent to colleagues, the latest first."""
        return self.filter(delegated_by=by).order_by("-starts_on", "-pk")


class Membership(models.Model):
    """A person's role in an organisation, from which their scope follows."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="memberships"
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    # Who lent this role for some days: a signature is delegated (docs/adr/0013).
    delegated_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("on behalf of"),
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation", "role"],
                condition=Q(ends_on__isnull=True),
                name="membership_once",
                violation_error_message=_("This person already has this role here."),
            ),
            models.CheckConstraint(
                condition=Q(delegated_by__isnull=True) | Q(ends_on__isnull=False),
                name="membership_delegated_until_a_day",
                violation_error_message=_("A delegation ends on a day."),
            ),
        ]

    def __str__(self):
        return f"{self.user_id} · {self.role}"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Named sets of invitations."""

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """All of them, to whoever manages accounts."""
        if not user.is_authenticated or not user.scope().has(Permission.ACCOUNT_MANAGE):
            return self.none()
        return self

    def open(self, *, at: datetime) -> Self:
        """Those that may still be accepted."""
        return self.filter(accepted_at__isnull=True, expires_at__gt=at)

    def awaited(self) -> Self:
        """Those that nobody accepted, expired or not, the latest first."""
        return (
            self.filter(accepted_at__isnull=True)
            .select_related("organisation", "invited_by")
            .order_by("-invited_at", "-pk")
        )


class Invitation(models.Model):
    """An offer to open an account; the only way to get one."""

    email = models.EmailField(_("e-mail address"))
    full_name = LineField(_("name"), max_length=120)
    language = models.CharField(max_length=2, choices=Language, default=Language.FRENCH)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    # Only a digest is kept: whoever reads the database cannot use an open invitation.
    digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(_("invited at"))
    expires_at = models.DateTimeField(_("expires at"))
    accepted_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [paired("accepted_at", "accepted_by", name="invitation_accepted_pair")]

    def __str__(self):
        return self.email


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        return self.filter(user=user) if user.is_authenticated else self.none()

    def usable(self) -> Self:
        """Those neither revoked nor expired, by the database's clock."""
        return self.filter(revoked_at__isnull=True, expires_at__gt=Now())


class ApiToken(models.Model):
    """A key to the API that a person made for a program of theirs."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    name = LineField(_("name"), max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    scope = models.CharField(_("may"), max_length=8, choices=TokenScope, default=TokenScope.READ)
    created_at = models.DateTimeField(_("made at"))
    expires_at = models.DateTimeField(_("expires at"))
    last_used_at = models.DateTimeField(_("last used at"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")

    def __str__(self):
        return self.name


def _region_of(code: str | None) -> str:
    """The region of a place's code; empty for a country, which is no council's region."""
    parts = (code or "").split(".")
    return ".".join(parts[:2]) if len(parts) > 1 else ""
