from collections.abc import Collection
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from actors.models import Committee, Facility, Organisation, Seat, User
from actors.roles import Scope
from lib.dates import PartialDate, Precision, partial_constraint
from lib.fields import FoldedField, LineField, ProseField
from programmes.enums import CoverageKind, PartnerRole
from regions.enums import StatementKind
from regions.models import Place, Source


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    """Named sets of programmes."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Councils, ministry and administrators see all; the others those of their organisation.

        An agency sees what it implements, a donor what it funds, a committee member the
        programmes of the committees where their organisation sits.
        """
        if not user.is_authenticated:
            return self.none()
        scope = user.scope()
        if scope.sees_every_programme:
            return self
        return self.filter(_of_organisations(scope))

    def with_budget_visible_to(self, user: User | AnonymousUser) -> Self:
        """Those whose budget lines one may read (docs/adr/0021): the ministry and administrators
        all, a council those that work in its region, the others those of their organisation.
        """
        if not user.is_authenticated:
            return self.none()
        scope = user.scope()
        if scope.sees_everything:
            return self
        readable = _of_organisations(scope)
        if scope.region_codes:
            # A programme of the whole country works in each region.
            works_there = Q(kind=CoverageKind.COUNTRY)
            for code in sorted(scope.region_codes):
                works_there |= _naming(code)
            there = Coverage.objects.filter(works_there, programme=OuterRef("pk"))
            readable |= Q(Exists(there))
        return self.filter(readable)

    def implemented_by(self, organisation_ids: Collection[int]) -> Self:
        return self.filter(_partnered(PartnerRole.IMPLEMENTING, organisation_ids))

    def covering(self, place: Place) -> Self:
        """Those that name the place, a place inside it, or a place around it."""
        return self.filter(Exists(Coverage.objects.naming(place).filter(programme=OuterRef("pk"))))

    def in_order(self) -> Self:
        return self.order_by("position", "pk")


def _of_organisations(scope: Scope) -> Q:
    """The programmes that organisations implement or fund, or that their committees follow."""
    # Only what the person's roles ask for: most pages lay this inside several other queries.
    visible = Q(pk__in=[])
    if scope.implementing_ids:
        visible |= _partnered(PartnerRole.IMPLEMENTING, scope.implementing_ids)
    if scope.funding_ids:
        visible |= _partnered(PartnerRole.FUNDING, scope.funding_ids)
    if scope.seated_ids:
        seats = Seat.objects.filter(organisation__in=scope.seated_ids)
        followed = CommitteeProgramme.objects.filter(
            programme=OuterRef("pk"), committee__in=seats.values("committee")
        )
        visible |= Q(Exists(followed))
    return visible


def _partnered(role: PartnerRole, organisation_ids: Collection[int]) -> Q:
    """The programmes where one of some organisations has a role."""
    return Q(
        Exists(
            Partnership.objects.filter(
                programme=OuterRef("pk"), role=role, organisation__in=organisation_ids
            )
        )
    )


class Programme(models.Model):
    """A migration programme or project that regions take part in."""

    slug = models.SlugField(_("address"), max_length=40, unique=True)
    acronym = LineField(_("acronym"), max_length=40)
    name = LineField(_("name"), max_length=250)
    summary = ProseField(_("summary"), blank=True)
    starts_on = models.DateField(_("start"), null=True, blank=True)
    starts_precision = models.CharField(max_length=8, choices=Precision, default=Precision.UNKNOWN)
    starts_words = LineField(max_length=80, blank=True)
    ends_on = models.DateField(_("end"), null=True, blank=True)
    ends_precision = models.CharField(max_length=8, choices=Precision, default=Precision.UNKNOWN)
    ends_words = LineField(max_length=80, blank=True)
    complements = models.ManyToManyField("self", symmetrical=True, blank=True)
    partners = models.ManyToManyField(
        Organisation, through="Partnership", related_name="programmes"
    )
    places = models.ManyToManyField(Place, through="Coverage", related_name="programmes")
    position = models.PositiveSmallIntegerField(default=0)
    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    search = FoldedField(sources=["name_fr", "name_ar", "name_en", "acronym"])

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        constraints = [
            partial_constraint("starts", name="programme_starts_partial"),
            partial_constraint("ends", name="programme_ends_partial"),
        ]

    def __str__(self):
        return self.acronym

    @property
    def starts(self) -> PartialDate:
        return PartialDate(self.starts_on, self.starts_precision, self.starts_words)

    @property
    def ends(self) -> PartialDate:
        return PartialDate(self.ends_on, self.ends_precision, self.ends_words)


class Phase(models.Model):
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="phases")
    number = models.PositiveSmallIntegerField(_("number"))
    label = LineField(_("label"), max_length=20)
    includes_morocco = models.BooleanField(_("includes Morocco"), null=True, blank=True)
    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("phase")
        verbose_name_plural = _("phases")
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="phase_number_once")
        ]

    def __str__(self):
        return self.label


class Component(models.Model):
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="components")
    name = LineField(_("name"), max_length=250)
    position = models.PositiveSmallIntegerField(default=0)
    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("component")
        verbose_name_plural = _("components")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "position"], name="component_position_once"
            )
        ]

    def __str__(self):
        return self.name


class Partnership(models.Model):
    """An organisation's role in a programme."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="partnerships")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="partnerships"
    )
    role = models.CharField(_("role"), max_length=14, choices=PartnerRole)
    detail = LineField(_("detail"), max_length=250, blank=True)
    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("partnership")
        verbose_name_plural = _("partnerships")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "organisation", "role"], name="partnership_once"
            )
        ]

    def __str__(self):
        return f"{self.organisation_id} · {self.role}"


class CoverageQuerySet(models.QuerySet["Coverage"]):
    """Named sets of places of programmes."""

    def naming(self, place: Place) -> Self:
        """Those that name the place, a place inside it, or a place around it."""
        return self.filter(_naming(place.code))


def _naming(code: str) -> Q:
    """Coverages of a place, known by its code, of a place inside it or of one around it."""
    parts = code.split(".")
    around = [".".join(parts[: size + 1]) for size in range(1, len(parts))]
    return Q(place__code__in=around) | Q(place__code__startswith=f"{code}.")


class Coverage(models.Model):
    """A place that a programme works in."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="coverages")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="coverages")
    kind = models.CharField(_("kind"), max_length=8, choices=CoverageKind)
    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = CoverageQuerySet.as_manager()

    class Meta:
        verbose_name = _("place of a programme")
        verbose_name_plural = _("places of programmes")
        constraints = [models.UniqueConstraint(fields=["programme", "place"], name="coverage_once")]

    def __str__(self):
        return f"{self.programme_id} · {self.place_id}"


class ProgrammeStatement(models.Model):
    """What a source says about a programme: its objectives, approach, declared effects."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="statements")
    kind = models.CharField(_("kind"), max_length=12, choices=StatementKind)
    text = ProseField(_("statement"))
    said_by = LineField(_("said by"), max_length=200, blank=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("statement about a programme")
        verbose_name_plural = _("statements about programmes")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "kind", "position"],
                name="programme_statement_position_once",
            )
        ]

    def __str__(self):
        return self.text[:80]


class CommitteeProgramme(models.Model):
    """A programme that a committee follows; a COPIL may mix several."""

    committee = models.ForeignKey(
        Committee, on_delete=models.CASCADE, related_name="programme_links"
    )
    programme = models.ForeignKey(
        Programme, on_delete=models.CASCADE, related_name="committee_links"
    )

    class Meta:
        verbose_name = _("programme of a committee")
        verbose_name_plural = _("programmes of committees")
        constraints = [
            models.UniqueConstraint(
                fields=["committee", "programme"], name="committee_programme_once"
            )
        ]

    def __str__(self):
        return f"{self.committee_id} · {self.programme_id}"


class FacilitySupport(models.Model):
    """A programme that sets up or strengthens a facility."""

    facility = models.ForeignKey(Facility, on_delete=models.CASCADE, related_name="supports")
    programme = models.ForeignKey(
        Programme, on_delete=models.CASCADE, related_name="facility_supports"
    )

    class Meta:
        verbose_name = _("programme of a facility")
        verbose_name_plural = _("programmes of facilities")
        constraints = [
            models.UniqueConstraint(fields=["facility", "programme"], name="facility_support_once")
        ]

    def __str__(self):
        return f"{self.facility_id} · {self.programme_id}"
