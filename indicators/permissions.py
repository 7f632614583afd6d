"""Who may build frameworks, manage periods, give values and sign them."""

from collections.abc import Collection
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, QuerySet
from django.utils.translation import gettext as _

from actors.models import User
from actors.roles import Permission
from indicators.enums import Origin, ValueState
from indicators.models import Indicator, Measure, Period, Value
from programmes.enums import PartnerRole
from programmes.models import Coverage, Partnership, Programme
from regions.models import Place


def check_can_add_indicator(user: User) -> None:
    """The coordination and administrators; officers propose."""
    scope = user.scope()
    if not (scope.has(Permission.LIBRARY_EDIT) or scope.has(Permission.INDICATOR_PROPOSE)):
        raise PermissionDenied(
            _(
                "Only the national coordination, administrators and programme officers add "
                "indicators."
            )
        )


def check_can_keep_library(user: User) -> None:
    """The coordination and administrators: they say what is drawn from the sources."""
    if not user.scope().has(Permission.LIBRARY_EDIT):
        raise PermissionDenied(
            _("Only the national coordination says that an indicator is drawn from the sources.")
        )


def check_can_edit_indicator(user: User, indicator: Indicator) -> None:
    """The coordination and administrators; officers what their own agency proposed, while no
    framework of another agency uses it."""
    scope = user.scope()
    if scope.has(Permission.LIBRARY_EDIT):
        return
    agencies = scope.organisations_with(Permission.INDICATOR_PROPOSE)
    if indicator.origin != Origin.PROPOSED or indicator.proposed_by_id not in agencies:
        raise PermissionDenied(
            _("Only the national coordination and administrators change this indicator.")
        )
    own = Programme.objects.implemented_by(agencies).values("pk")
    if Measure.objects.filter(indicator=indicator).exclude(programme__in=own).exists():
        raise PermissionDenied(
            _("Another agency uses this indicator: the national coordination changes it.")
        )


def check_can_edit_framework(user: User, programme: Programme) -> None:
    """Officers whose organisation implements the programme."""
    if not _implements(user, Permission.FRAMEWORK_EDIT, programme):
        raise PermissionDenied(
            _("Only the officers of an agency that implements this programme edit its framework.")
        )


def check_can_manage_periods(user: User, programme: Programme) -> None:
    """Officers whose organisation implements the programme."""
    if not _implements(user, Permission.PERIOD_MANAGE, programme):
        raise PermissionDenied(
            _("Only the officers of an agency that implements this programme manage its periods.")
        )


def check_can_enter(user: User, programme: Programme, place: Place | None) -> None:
    """Council staff for their region, officers for all of the programme.

    Without a place: the values that the programme gives as a whole. A region that the programme
    does not cover gives no values.
    """
    implementing = _entering(user, programme, place)
    if place is not None and not _works_around(programme, place):
        raise _does_not_work_here()
    if implementing is not None and not implementing.exists():
        raise _gives_nothing_here()


def period_to_enter(user: User, period: Period, place: Place | None) -> Period:
    """The period as it is now, whatever the page showed, for whoever `check_can_enter` lets in.

    One query for both: each costs as much as the row that is saved after it.
    """
    programme = period.programme
    # The region itself, as nearly always: what lies in it or around it takes a join.
    named = Coverage.objects.filter(programme=programme, place=place) if place else None
    asked = {"is_named": named, "is_implemented": _entering(user, programme, place)}
    columns = {name: Exists(rows) for name, rows in asked.items() if rows is not None}
    now = Period.objects.annotate(**columns).get(pk=period.pk)
    # A period stays with its programme, which the caller has read.
    now.programme = programme
    if place and not getattr(now, "is_named", False) and not _works_around(programme, place):
        raise _does_not_work_here()
    # Of staff of the region nothing is asked.
    if not getattr(now, "is_implemented", True):
        raise _gives_nothing_here()
    return now


def _works_around(programme: Programme, place: Place) -> bool:
    """Whether the programme names the place, one inside it, or one around it."""
    # Asked of one programme's own rows: asked of the programmes it takes twice as long.
    return Coverage.objects.filter(programme=programme).naming(place).exists()


def _entering(
    user: User, programme: Programme, place: Place | None
) -> QuerySet[Partnership] | None:
    """What makes a person an officer of the programme; nothing to ask of staff of the region."""
    if place is not None and place.code in user.scope().regions_with(Permission.VALUE_ENTER):
        return None
    return _implementing(user, Permission.VALUE_ENTER, programme)


def _does_not_work_here() -> PermissionDenied:
    return PermissionDenied(_("This programme does not work in this region."))


def _gives_nothing_here() -> PermissionDenied:
    return PermissionDenied(
        _("Only council staff of the region or officers of the programme give these values.")
    )


def check_can_explain(user: User, programme: Programme) -> None:
    """Councils, agencies and the ministry say why a measure is late, of programmes they see."""
    if not user.scope().has(Permission.NARRATIVE_WRITE):
        raise PermissionDenied(_("Your role does not explain results."))
    if not Programme.objects.visible_to(user).filter(pk=programme.pk).exists():
        raise PermissionDenied(_("This programme is not in your scope."))


def check_can_validate(user: User, value: Value) -> None:
    """Validators of the region or officers of the programme; never whoever gave the value.

    Of two signatures, the second is never by who gave the first.
    """
    signatory_of(user).check(value)


@dataclass(frozen=True, slots=True)
class Signatory:
    """Where a person may sign values: read once, for as many values as there are."""

    person_id: int
    regions: frozenset[str]
    programmes: frozenset[int]

    @property
    def signs_somewhere(self) -> bool:
        return bool(self.regions or self.programmes)

    def signs_for_region(self, value: Value) -> bool:
        return value.place is not None and value.place.code in self.regions

    def signs_for_programme(self, value: Value) -> bool:
        return value.programme_id in self.programmes

    def check(self, value: Value) -> None:
        """Refuse, with a sentence, whoever may not sign a value."""
        if not (self.signs_for_region(value) or self.signs_for_programme(value)):
            raise PermissionDenied(
                _("Only the validators of the region or of the programme sign this value.")
            )
        if self.person_id in (value.entered_by_id, value.submitted_by_id):
            raise PermissionDenied(_("A value is signed by someone other than who gave it."))
        if self.person_id == value.endorsed_by_id:
            raise PermissionDenied(_("The second signature is by someone other than the first."))

    def check_turn(self, value: Value, *, signatures: int) -> None:
        """Of two signatures, refuse the one whose turn it is not: the region signs first, the
        programme last. What a programme gives as a whole is signed by two of its officers."""
        if signatures == 1 or value.place is None:
            return
        if value.state == ValueState.ENDORSED:
            if not self.signs_for_programme(value):
                raise PermissionDenied(
                    _("The region has signed: an officer of the programme signs next.")
                )
        elif not self.signs_for_region(value):
            raise PermissionDenied(_("The region signs this value first."))

    def check_change(self, value: Value, *, proposed_by_id: int, signatures: int) -> None:
        """Refuse whoever may not decide on a change of a validated value: it takes the last of
        the signatures, and never that of who proposed it."""
        last = self.signs_for_programme(value)
        if signatures == 1:
            last = last or self.signs_for_region(value)
        if not last:
            raise PermissionDenied(_("Only those who sign this value last decide on its change."))
        if self.person_id == proposed_by_id:
            raise PermissionDenied(_("A change is decided by someone other than who proposed it."))


def signatory_of(user: User) -> Signatory:
    """Where a person may sign values. One query for officers, none for the others."""
    scope = user.scope()
    agencies = scope.implementing_ids & scope.organisations_with(Permission.VALUE_VALIDATE)
    implemented: Collection[int] = ()
    if agencies:
        implemented = Programme.objects.implemented_by(agencies).values_list("pk", flat=True)
    return Signatory(
        person_id=user.pk,
        regions=scope.regions_with(Permission.VALUE_VALIDATE),
        programmes=frozenset(implemented),
    )


def check_can_propose(user: User, value: Value) -> None:
    """Those who give the value, and those who sign it."""
    signatory = signatory_of(user)
    if signatory.signs_for_region(value) or signatory.signs_for_programme(value):
        return
    if value.programme is None:
        raise PermissionDenied(_("What a source claims is not changed here."))
    check_can_enter(user, value.programme, value.place)


def _implements(user: User, permission: Permission, programme: Programme) -> bool:
    """Whether an organisation that gives the person the permission implements the programme."""
    return _implementing(user, permission, programme).exists()


def _implementing(
    user: User, permission: Permission, programme: Programme
) -> QuerySet[Partnership]:
    """What an organisation that gives the person the permission implements of the programme."""
    scope = user.scope()
    organisations: Collection[int] = scope.implementing_ids & scope.organisations_with(permission)
    # Without such an organisation nothing is asked.
    return Partnership.objects.filter(
        programme=programme, role=PartnerRole.IMPLEMENTING, organisation__in=organisations
    )
