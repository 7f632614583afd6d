"""The results of programmes: the table of a framework, one indicator, what is missing."""

from django.http import QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from indicators.selectors.periods import regions_of
from lib.http import read_only
from lib.pages import paginate, with_query
from programmes.models import Programme
from reports.filters import CompareForm, ResultsForm
from reports.selectors import results as selectors
from reports.selectors import results_compare, results_measure, results_quality

# Of a results table, so that a page stays light on a slow line.
INDICATORS = 30
ROWS = 25
# Side by side in the completeness matrix.
PROGRAMMES = 12


@read_only
def results(request, slug):
    """The table of a framework: key indicators first, exceptions first, the rule beside it."""
    programme = get_object_or_404(Programme.objects.visible_to(request.user), slug=slug)
    form = _asked(request, programme)
    since, on = form.days
    table = selectors.results_table(
        programme,
        reader=request.user,
        on=on,
        since=since,
        place=form.place,
        standing=form.cleaned_data.get("etat", ""),
    )
    context = {
        "programme": programme,
        "table": table,
        "page": paginate(table.rows, request, per_page=INDICATORS),
        "filter_form": form,
        "place": form.place,
        "carried": _carried(request),
    }
    template = "_results_table" if request.htmx else "results"
    return render(request, f"reports/results/{template}.html", context)


@read_only
def measure(request, code):
    """One indicator: latest figure, against what, since when, of whom, and where it comes from."""
    found = get_object_or_404(results_measure.measures_for_page(request.user), code=code)
    form = _asked(request, found.programme)
    since, on = form.days
    shown = results_measure.measure_page(
        found, reader=request.user, on=on, since=since, place=form.place
    )
    entries = paginate(
        results_measure.entries_behind(found, reader=request.user, place=form.place),
        request,
        per_page=ROWS,
    )
    records = None
    if shown.question is not None:
        rows = results_measure.records_behind(shown.question, reader=request.user)
        records = paginate(rows, request, per_page=ROWS)
    context = {
        "measure": found,
        "programme": found.programme,
        "shown": shown,
        "filter_form": form,
        "place": form.place,
        "since": since,
        "records": records,
        "lines": results_measure.as_records(records or []),
        "entries": entries,
        "entry_rows": results_measure.entry_lines(shown, entries),
        "address": request.build_absolute_uri(request.path),
    }
    return render(request, "reports/results/measure.html", context)


def _asked(request, programme):
    """The region and the days that the address of a page asks for."""
    form = ResultsForm(
        request.GET, places=selectors.places_of(programme), today=timezone.localdate()
    )
    form.is_valid()
    return form


def _carried(request):
    """The same region and days, for the addresses of single indicators."""
    kept = {name: request.GET.get(name) for name in ("region", "du", "au")}
    return with_query(QueryDict(), kept) if any(kept.values()) else ""


@read_only
def completeness(request):
    """Region × programme: what came of what was expected."""
    programmes = Programme.objects.visible_to(request.user).in_order()
    page = paginate(programmes, request, per_page=PROGRAMMES)
    shown = results_compare.completeness(page.rows, on=timezone.localdate())
    context = {"shown": shown, "page": page, "now": timezone.now()}
    return render(request, "reports/results/completeness.html", context)


@read_only
def compare(request):
    """Two regions of a programme, or two programmes, side by side."""
    programmes = list(Programme.objects.visible_to(request.user).in_order())
    regions = regions_of(programmes)
    form = CompareForm(request.GET or None, programmes=programmes, regions=regions)
    context = {"form": form, "pairs": None, "left": None, "right": None, "place": None}
    if form.is_valid():
        context |= _compared(form, request.user, timezone.localdate())
    return render(request, "reports/results/compare.html", context)


def _compared(form, user, today):
    asked = form.cleaned_data
    programme = form.programmes[asked["programme"]]
    if asked["avec"]:
        other = form.programmes[asked["avec"]]
        place = form.places.get(asked["a"])
        pairs = results_compare.compare_programmes(
            programme, other, reader=user, on=today, place=place
        )
        sides = {"left": programme.acronym, "right": other.acronym}
        return {"pairs": pairs, "place": place, **sides}
    left, right = form.places[asked["a"]], form.places[asked["b"]]
    pairs = results_compare.compare_places(programme, left, right, reader=user, on=today)
    return {"pairs": pairs, "left": left.name, "right": right.name}


@read_only
def quality(request):
    """What to look at in the values of the programmes one sees."""
    programmes = list(Programme.objects.visible_to(request.user).in_order())
    shown = results_quality.quality_of(programmes, reader=request.user, on=timezone.localdate())
    context = {"shown": shown, "most": results_quality.MOST, "now": timezone.now()}
    return render(request, "reports/results/quality.html", context)
