"""The reports' part of the API: figures and editions."""

from reports.api.editions import EditionViewSet
from reports.api.figures import FigureViewSet


def register(router):
    router.register("figures", FigureViewSet, basename="figure")
    router.register("editions", EditionViewSet, basename="edition")


__all__ = ["register"]
