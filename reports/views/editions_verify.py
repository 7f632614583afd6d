"""Anyone may check whether a report or a frozen dashboard is genuine, without an account."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render

from lib.http import read_only
from lib.identifiers import normalise_code
from reports.forms import CodeForm
from reports.selectors.editions import edition_behind
from reports.selectors.steering_pages import snapshot_checked


@login_not_required
@read_only
def verify_home(request):
    """A box for the code that is printed on a report."""
    form = CodeForm(request.GET if "code" in request.GET else None)
    if form.is_valid():
        return redirect("reports:verify", form.cleaned_data["code"])
    return render(request, "reports/verify_home.html", {"form": form})


@login_not_required
@read_only
def verify(request, code):
    """Whether the code is that of a report, which one, and whether a newer one replaced it; or of
    a frozen dashboard, of what and when."""
    proper = normalise_code(code)
    if proper and proper != code:
        return redirect("reports:verify", proper)
    edition = edition_behind(proper) if proper else None
    snapshot = snapshot_checked(proper) if proper and edition is None else None
    if snapshot is not None:
        return render(request, "reports/verify_snapshot.html", {"snapshot": snapshot})
    if edition is None:
        context = {"form": CodeForm(), "code": code[:40]}
        return render(request, "reports/verify_unknown.html", context, status=404)
    return render(request, "reports/verify.html", {"edition": edition})
