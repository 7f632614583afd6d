from regions.models.places import Place
from regions.models.plans import Plan, PlanItem
from regions.models.sources import PlaceStatement, Source

__all__ = ["Place", "PlaceStatement", "Plan", "PlanItem", "Source"]
