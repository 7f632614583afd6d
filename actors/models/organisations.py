from typing import Self

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from actors.enums import OrganisationKind, PlanRoleKind
from lib.fields import FoldedField, LineField, ProseField
from regions.models import Place, Plan, Source


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """Named sets of organisations."""

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """All of them, to whoever is signed in: institutions are public."""
        return self if user.is_authenticated else self.none()

    def confirmed(self) -> Self:
        """Without those that only records nobody signed yet have named."""
        return self.filter(is_confirmed=True)


class Organisation(models.Model):
    """A council, wilaya, ministry, agency, donor, association, university or UN body."""

    slug = models.SlugField(_("address"), max_length=60, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=OrganisationKind)
    name = LineField(_("name"), max_length=200)
    acronym = LineField(_("acronym"), max_length=30, blank=True)
    place = models.ForeignKey(
        Place,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="organisations",
        verbose_name=_("territory"),
        help_text=_("The territory a council or wilaya answers for; empty for the others."),
    )
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="departments"
    )
    note = ProseField(_("note"), blank=True)
    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_confirmed = models.BooleanField(
        _("confirmed"),
        default=True,
        help_text=_("Whether lists show it: no, while only unsigned records name it."),
    )
    search = FoldedField(sources=["name_fr", "name_ar", "name_en", "acronym"])

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def __str__(self):
        return self.name

    @property
    def short_name(self) -> str:
        return self.acronym or self.name


class OrganisationName(models.Model):
    """A name that an organisation bears or bore, as a source writes it.

    Ministries are renamed: MAEC, MAECAMRE and DCMREAM are one line of succession.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="names")
    name = LineField(_("name"), max_length=250)
    acronym = LineField(_("acronym"), max_length=30, blank=True)
    as_of_year = models.PositiveSmallIntegerField(_("in use in"), null=True, blank=True)
    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    position = models.PositiveSmallIntegerField(default=0)
    search = FoldedField(sources=["name", "acronym"])

    class Meta:
        verbose_name = _("name of an organisation")
        verbose_name_plural = _("names of organisations")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "position"], name="organisation_name_position_once"
            )
        ]

    def __str__(self):
        return self.name


class OfficeHolder(models.Model):
    """A person in public office, as a press text names them; not an account."""

    full_name = LineField(_("name"), max_length=120)
    function = LineField(_("function"), max_length=250)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="office_holders"
    )
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("office-holder")
        verbose_name_plural = _("office-holders")
        constraints = [
            models.UniqueConstraint(
                fields=["full_name", "source"], name="office_holder_once_per_source"
            )
        ]

    def __str__(self):
        return self.full_name


class PlanRole(models.Model):
    """What an organisation does for a plan: it leads it, or is a partner in it."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="roles")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="plan_roles"
    )
    kind = models.CharField(_("role"), max_length=8, choices=PlanRoleKind)
    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("role in a plan")
        verbose_name_plural = _("roles in plans")
        constraints = [
            models.UniqueConstraint(fields=["plan", "organisation", "kind"], name="plan_role_once")
        ]

    def __str__(self):
        return f"{self.organisation_id} · {self.plan_id}"
