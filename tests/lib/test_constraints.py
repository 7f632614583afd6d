"""Constraints that come back often."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import models
from django.test.utils import isolate_apps

from lib.constraints import in_order, paired
from lib.dates import Precision, partial_constraint

with isolate_apps("lib"):

    class Phase(models.Model):
        start_on = models.DateField(null=True)
        end_on = models.DateField(null=True)
        closed_on = models.DateField(null=True)
        closed_precision = models.CharField(max_length=7, default=Precision.UNKNOWN)

        class Meta:
            app_label = "lib"


DAY, LATER = date(2024, 1, 1), date(2024, 1, 2)
PAIRED = paired("start_on", "end_on", name="phase_pair")
IN_ORDER = in_order("start_on", "end_on", name="phase_order", message="Ends before it begins.")
PARTIAL = partial_constraint("closed", "phase_closed")

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        (PAIRED, {}),
        (PAIRED, {"start_on": DAY, "end_on": DAY}),
        (IN_ORDER, {}),
        (IN_ORDER, {"start_on": DAY}),
        (IN_ORDER, {"end_on": DAY}),
        (IN_ORDER, {"start_on": DAY, "end_on": DAY}),
        (IN_ORDER, {"start_on": DAY, "end_on": LATER}),
        (PARTIAL, {}),
        (PARTIAL, {"closed_on": DAY, "closed_precision": Precision.YEAR}),
    ],
)
def test_a_good_row_passes(constraint, values):
    constraint.validate(Phase, Phase(**values))


@pytest.mark.parametrize(
    ("constraint", "values", "sentence"),
    [
        (PAIRED, {"start_on": DAY}, "These details go together"),
        (PAIRED, {"end_on": DAY}, "These details go together"),
        (IN_ORDER, {"start_on": LATER, "end_on": DAY}, "Ends before it begins."),
        (PARTIAL, {"closed_on": DAY}, "how precise"),
        (PARTIAL, {"closed_precision": Precision.DAY}, "how precise"),
        (PARTIAL, {"closed_on": DAY, "closed_precision": "decade"}, "how precise"),
    ],
)
def test_a_bad_row_is_refused_with_a_sentence(constraint, values, sentence):
    with pytest.raises(ValidationError, match=sentence):
        constraint.validate(Phase, Phase(**values))
