"""Who may log, edit, submit and validate activities, and keep risks and budgets."""

from collections.abc import Collection, Iterable

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from actors.enums import Role
from actors.models import User
from actors.roles import Permission
from programmes.models import Activity, Programme


def check_can_log(user: User) -> None:
    """Council staff and programme officers."""
    if not user.scope().has(Permission.ACTIVITY_LOG):
        raise PermissionDenied(_("Only council staff and programme officers log activities."))


def check_can_log_for(user: User, programmes: Iterable[Programme]) -> None:
    """Council staff for any programme; an officer for those the agency implements."""
    check_can_log(user)
    scope = user.scope()
    if scope.has_role(Role.CONTRIBUTOR):
        return
    wanted = {programme.pk for programme in programmes}
    allowed = set(
        Programme.objects.implemented_by(scope.implementing_ids)
        .filter(pk__in=wanted)
        .values_list("pk", flat=True)
    )
    if wanted - allowed:
        raise PermissionDenied(_("Your organisation does not implement this programme."))


def check_can_manage_risks(user: User, programme: Programme) -> None:
    """The national coordination, and the officers of an agency that implements the programme."""
    scope = user.scope()
    if scope.has(Permission.COMMITTEE_MANAGE):
        return
    implementing = scope.implementing_ids & scope.organisations_with(Permission.FRAMEWORK_EDIT)
    if not Programme.objects.implemented_by(implementing).filter(pk=programme.pk).exists():
        raise PermissionDenied(
            _("Only the coordination and the officers of this programme keep its risks.")
        )


def check_can_read_budget(user: User, programme: Programme) -> None:
    """Whoever sees the programme, but of the councils only those where it works. One query."""
    if not Programme.objects.with_budget_visible_to(user).filter(pk=programme.pk).exists():
        raise PermissionDenied(
            _("The budget of a programme is read by the councils of the regions where it works.")
        )


def check_can_keep_budget(user: User, programme: Programme) -> None:
    """The national coordination, and the officers of an agency that implements the programme."""
    scope = user.scope()
    if scope.has_everywhere(Permission.BUDGET_KEEP):
        return
    implementing = scope.implementing_ids & scope.organisations_with(Permission.BUDGET_KEEP)
    if not Programme.objects.implemented_by(implementing).filter(pk=programme.pk).exists():
        raise PermissionDenied(
            _("Only the coordination and the officers of this programme keep its budget.")
        )


def check_can_edit(user: User, activity: Activity) -> None:
    """Those who log for the organisation that owns the record."""
    if activity.owner_id not in user.scope().organisations_with(Permission.ACTIVITY_LOG):
        raise PermissionDenied(_("Only the organisation that logged an activity edits it."))


def check_can_validate(user: User, activity: Activity) -> None:
    """Validators of the region, or officers of the programme; never whoever logged it."""
    scope = user.scope()
    in_region = activity.region is not None and activity.region.code in scope.regions_with(
        Permission.ACTIVITY_VALIDATE
    )
    implementing = scope.implementing_ids & scope.organisations_with(Permission.ACTIVITY_VALIDATE)
    if not (in_region or _is_implemented(activity, implementing)):
        raise PermissionDenied(
            _("Only the validators of the region or of the programme validate this activity.")
        )
    if user.pk in (activity.created_by_id, activity.submitted_by_id):
        raise PermissionDenied(_("An activity is validated by someone other than its author."))


def _is_implemented(activity: Activity, organisation_ids: Collection[int]) -> bool:
    """Whether one of these organisations implements a programme of the activity."""
    return bool(organisation_ids) and (
        Programme.objects.implemented_by(organisation_ids)
        .filter(attributions__activity=activity)
        .exists()
    )
