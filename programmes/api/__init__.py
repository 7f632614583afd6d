"""The programmes' part of the API."""

from programmes.api.activities import ActivityViewSet
from programmes.api.budgets import BudgetLineViewSet, TransactionViewSet
from programmes.api.meetings import MeetingViewSet
from programmes.api.programmes import ProgrammeViewSet


def register(router):
    router.register("programmes", ProgrammeViewSet, basename="programme")
    router.register("meetings", MeetingViewSet, basename="meeting")
    router.register("activities", ActivityViewSet, basename="activity")
    router.register("budget-lines", BudgetLineViewSet, basename="budget-line")
    router.register("transactions", TransactionViewSet, basename="transaction")


__all__ = ["register"]
