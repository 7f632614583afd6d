"""The reports' part of the API: figures, measures, editions and frozen dashboards."""

from reports.api.editions import EditionViewSet
from reports.api.figures import FigureViewSet
from reports.api.measures import MeasureViewSet
from reports.api.snapshots import SnapshotViewSet


def register(router):
    router.register("figures", FigureViewSet, basename="figure")
    router.register("measures", MeasureViewSet, basename="measure")
    router.register("editions", EditionViewSet, basename="edition")
    router.register("snapshots", SnapshotViewSet, basename="snapshot")


__all__ = ["register"]
