from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from actors import actions, selectors
from actors.forms import DelegationForm


@require_http_methods(["GET", "POST"])
def delegations(request):
    """The signatures one lent and was lent; a form for those who may lend theirs."""
    lendable = selectors.lendable(request.user)
    colleagues = selectors.colleagues_of(lendable)
    form = DelegationForm(
        request.POST if request.method == "POST" else None,
        lendable=lendable,
        colleagues=colleagues,
    )
    if form.is_valid():
        try:
            actions.delegate(
                membership=form.cleaned_data["membership"],
                to=form.cleaned_data["colleague"],
                until=form.cleaned_data["until"],
                by=request.user,
                at=timezone.now(),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Your signature is lent, from today."))
            return redirect("actors:delegations")
    rows = list(selectors.delegations_of(request.user))
    return render(
        request,
        "actors/account/delegations.html",
        {
            "form": form,
            "may_lend": lendable.exists(),
            "has_colleagues": colleagues.exists(),
            "lent": [row for row in rows if row.delegated_by_id == request.user.pk],
            "received": [row for row in rows if row.user_id == request.user.pk],
            "today": timezone.localdate(),
        },
    )


@require_POST
def delegation_end(request, pk):
    delegation = get_object_or_404(selectors.delegations_of(request.user), pk=pk)
    actions.end_delegation(delegation=delegation, by=request.user, at=timezone.now())
    messages.success(request, _("The delegation has ended, at once."))
    return redirect("actors:delegations")
