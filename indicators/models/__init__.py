from indicators.models.frameworks import (
    Amendment,
    Framework,
    Measure,
    Result,
    Rule,
    Target,
)
from indicators.models.library import Category, Dimension, Indicator
from indicators.models.periods import Declaration, Period
from indicators.models.steering import DecisionMeasure, Explanation
from indicators.models.totals import Total
from indicators.models.values import Cell, Revision, Value, ValueFile

__all__ = [
    "Amendment",
    "Category",
    "Cell",
    "DecisionMeasure",
    "Declaration",
    "Dimension",
    "Explanation",
    "Framework",
    "Indicator",
    "Measure",
    "Period",
    "Result",
    "Revision",
    "Rule",
    "Target",
    "Total",
    "Value",
    "ValueFile",
]
