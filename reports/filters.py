"""Filters of the cross-app lists; one filter set serves a page and its API endpoint."""

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from actors.enums import Language
from indicators.models import Value
from lib.dates import Period
from lib.forms import PartialDateField
from lib.text import fold
from programmes.models import Programme
from regions.models import Place
from reports.figures.results_types import Standing
from reports.models import Edition
from reports.selectors.editions import years_of
from reports.selectors.programmes import funded_by, funders_of, regions_of


def _funders(request):
    return funders_of(Programme.objects.visible_to(request.user))


def _regions(request):
    return regions_of(Programme.objects.visible_to(request.user))


class ProgrammeFilter(django_filters.FilterSet):
    """Programmes by who funds them and where they work."""

    funder = django_filters.ModelChoiceFilter(
        label=_("Funded by"),
        queryset=_funders,
        to_field_name="slug",
        method="filter_funder",
        empty_label=_("All"),
    )
    region = django_filters.ModelChoiceFilter(
        label=_("Region"),
        queryset=_regions,
        to_field_name="slug",
        method="filter_region",
        empty_label=_("All"),
    )

    class Meta:
        model = Programme
        fields = []

    def filter_funder(self, programmes, name, funder):
        return funded_by(programmes, funder)

    def filter_region(self, programmes, name, region: Place):
        return programmes.covering(region)


class ValueFilter(django_filters.FilterSet):
    """Figures by programme, region and words."""

    programme = django_filters.ModelChoiceFilter(
        label=_("Programme"),
        queryset=lambda request: Programme.objects.visible_to(request.user).in_order(),
        to_field_name="slug",
        empty_label=_("All"),
    )
    region = django_filters.ModelChoiceFilter(
        label=_("Region"),
        queryset=lambda request: Place.objects.visible_to(request.user).regions(),
        to_field_name="slug",
        method="filter_region",
        empty_label=_("All"),
    )
    q = django_filters.CharFilter(label=_("Words"), method="filter_words", max_length=100)

    class Meta:
        model = Value
        fields = []

    def filter_region(self, values, name, region):
        return values.filter(place__in=Place.objects.within(region))

    def filter_words(self, values, name, text):
        for word in fold(text).split():
            values = values.filter(indicator__search__contains=word)
        return values


class EditionFilter(django_filters.FilterSet):
    """Editions of reports by programme, language and year."""

    programme = django_filters.ModelChoiceFilter(
        label=_("Programme"),
        field_name="programmes",
        queryset=lambda request: Programme.objects.visible_to(request.user).in_order(),
        to_field_name="slug",
        empty_label=_("All"),
    )
    language = django_filters.ChoiceFilter(
        label=_("Language"), choices=Language.choices, empty_label=_("All")
    )
    year = django_filters.ChoiceFilter(label=_("Year"), method="filter_year", empty_label=_("All"))

    class Meta:
        model = Edition
        fields = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        years = years_of(self.queryset)
        self.filters["year"].extra["choices"] = [(str(year), str(year)) for year in years]

    def filter_year(self, editions, name, year):
        return editions.filter(starts_on__year__lte=int(year), ends_on__year__gte=int(year))


class PeriodForm(forms.Form):
    """From which day to which; either side may stay open."""

    du = PartialDateField(label=_("From"), required=False)
    au = PartialDateField(label=_("To"), required=False)

    def clean(self):
        since, until = self.since, self.until
        if since and until and until < since:
            self.add_error("au", ValidationError(_("The period ends before it begins.")))
        return self.cleaned_data

    @property
    def since(self):
        """The first day asked for; None where there is none, or where it cannot be read."""
        return getattr(self.cleaned_data.get("du"), "earliest", None)

    @property
    def until(self):
        """The last day asked for: that of the month or year, if only these were given."""
        return getattr(self.cleaned_data.get("au"), "latest", None)


class ResultsForm(PeriodForm):
    """Results of which region, between which days, and which of them."""

    field_order = ["region", "etat", "du", "au"]

    region = forms.ChoiceField(label=_("Region"), required=False)
    etat = forms.ChoiceField(
        label=_("Standing"), choices=[("", _("All")), *Standing.choices], required=False
    )

    def __init__(self, *args, places, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.places = {place.slug: place for place in places}
        self.fields["region"].choices = [
            ("", _("All regions together")),
            *((place.slug, place.name) for place in places),
        ]

    def clean(self):
        asked = super().clean()
        if self.since and self.since > self.today:
            self.add_error("du", ValidationError(_("This day is still to come.")))
        return asked

    @property
    def place(self):
        """The region asked for; None for all of them together."""
        return self.places.get(self.cleaned_data.get("region", ""))

    @property
    def days(self):
        """The first day (None: all from the beginning) and the last one, at the latest today:
        nothing is known of the days to come. Where one of them is wrong, none is asked for."""
        if self.errors.keys() & {"du", "au"}:
            return None, self.today
        return self.since, min(self.until or self.today, self.today)


class CompareForm(forms.Form):
    """Two programmes, in all their regions or in one; or one programme, and two of its regions.

    `regions` has the regions of each programme, by its key.
    """

    programme = forms.ChoiceField(label=_("Programme"))
    avec = forms.ChoiceField(label=_("With the programme"), required=False)
    a = forms.ChoiceField(label=_("Region"), required=False)
    b = forms.ChoiceField(label=_("With the region"), required=False)

    def __init__(self, *args, programmes, regions, **kwargs):
        super().__init__(*args, **kwargs)
        self.programmes = {programme.slug: programme for programme in programmes}
        self._works_in = {
            programme.slug: {place.slug for place in regions.get(programme.pk, ())}
            for programme in programmes
        }
        covered = {place.code: place for several in regions.values() for place in several}
        self.places = {covered[code].slug: covered[code] for code in sorted(covered)}
        names = [(programme.slug, programme.acronym) for programme in programmes]
        regions = [(slug, place.name) for slug, place in self.places.items()]
        self.fields["programme"].choices = names
        self.fields["avec"].choices = [("", _("none")), *names]
        self.fields["a"].choices = [("", _("none")), *regions]
        self.fields["b"].choices = [("", _("none")), *regions]

    def clean(self):
        asked = self.cleaned_data
        if asked.get("avec") and asked["avec"] == asked.get("programme"):
            self.add_error("avec", ValidationError(_("Choose another programme.")))
        if asked.get("a") and asked["a"] == asked.get("b"):
            self.add_error("b", ValidationError(_("Choose another region.")))
        if not self.errors:
            self._check_sides(asked)
        return asked

    def _check_sides(self, asked):
        """There are two sides, and no more; and what is compared works where it is asked."""
        if asked["avec"] and asked["b"]:
            message = _("Compare two programmes or two regions, not both at once.")
            self.add_error("b", ValidationError(message))
        elif not asked["avec"] and not (asked["a"] and asked["b"]):
            field = "b" if asked["a"] else "a" if asked["b"] else "avec"
            message = _("Choose another programme, or two regions of this one.")
            self.add_error(field, ValidationError(message))
        else:
            for field in ("a", "b"):
                for name in ("programme", "avec"):
                    if asked[field] and asked[name]:
                        self._check_works_in(field, asked[field], asked[name])

    def _check_works_in(self, field, region, programme):
        if region not in self._works_in[programme] and field not in self.errors:
            message = _("%(programme)s does not work in this region.")
            told = {"programme": self.programmes[programme].acronym}
            self.add_error(field, ValidationError(message % told))


class BilanForm(PeriodForm):
    """Two programmes, and the days in which they are compared."""

    programme = forms.ChoiceField(label=_("Programme"))
    avec = forms.ChoiceField(label=_("With the programme"))

    field_order = ("programme", "avec", "du", "au")

    def __init__(self, *args, programmes, **kwargs):
        super().__init__(*args, **kwargs)
        self.programmes = {programme.slug: programme for programme in programmes}
        names = [(programme.slug, programme.acronym) for programme in programmes]
        for field in ("programme", "avec"):
            self.fields[field].choices = names
        # The first two: a list that opens on one and the same is never what is wanted.
        self.fields["avec"].initial = names[1][0] if len(names) > 1 else None

    def clean(self):
        asked = super().clean()
        if asked.get("avec") and asked["avec"] == asked.get("programme"):
            self.add_error("avec", ValidationError(_("Choose another programme.")))
        return asked

    @property
    def couple(self):
        """The two programmes asked for."""
        return [self.programmes[self.cleaned_data[name]] for name in ("programme", "avec")]

    def period(self, first, today):
        """The days asked for, from the first of all to today at the latest."""
        until = min(self.until, today) if self.until else today
        return Period(min(self.since or first, until), until)
