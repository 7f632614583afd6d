"""The reports' part of the API: figures, measures and editions."""

from reports.api.editions import EditionViewSet
from reports.api.figures import FigureViewSet
from reports.api.measures import MeasureViewSet


def register(router):
    router.register("figures", FigureViewSet, basename="figure")
    router.register("measures", MeasureViewSet, basename="measure")
    router.register("editions", EditionViewSet, basename="edition")


__all__ = ["register"]
