"""Who may build frameworks, manage periods, give values and sign them."""

from collections.abc import Collection

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from actors.models import User
from actors.roles import Permission
from indicators.models import Value
from programmes.models import Programme
from regions.models import Place


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
    if place is not None and not Programme.objects.covering(place).filter(pk=programme.pk).exists():
        raise PermissionDenied(_("This programme does not work in this region."))
    in_region = place is not None and place.code in user.scope().regions_with(
        Permission.VALUE_ENTER
    )
    if in_region or _implements(user, Permission.VALUE_ENTER, programme):
        return
    raise PermissionDenied(
        _("Only council staff of the region or officers of the programme give these values.")
    )


def check_can_validate(user: User, value: Value) -> None:
    """Validators of the region or officers of the programme; never whoever gave the value.

    Of two signatures, the second is never by who gave the first.
    """
    in_region = value.place is not None and value.place.code in user.scope().regions_with(
        Permission.VALUE_VALIDATE
    )
    if not (in_region or _signs_for_programme(user, value)):
        raise PermissionDenied(
            _("Only the validators of the region or of the programme sign this value.")
        )
    if user.pk in (value.entered_by_id, value.submitted_by_id):
        raise PermissionDenied(_("A value is signed by someone other than who gave it."))
    if user.pk == value.endorsed_by_id:
        raise PermissionDenied(_("The second signature is by someone other than the first."))


def _signs_for_programme(user: User, value: Value) -> bool:
    return value.programme is not None and _implements(
        user, Permission.VALUE_VALIDATE, value.programme
    )


def _implements(user: User, permission: Permission, programme: Programme) -> bool:
    """Whether an organisation that gives the person the permission implements the programme."""
    scope = user.scope()
    organisations: Collection[int] = scope.implementing_ids & scope.organisations_with(permission)
    return (
        bool(organisations)
        and Programme.objects.implemented_by(organisations).filter(pk=programme.pk).exists()
    )
