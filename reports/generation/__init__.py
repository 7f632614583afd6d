"""Making editions: who may take one (queue), which are due (schedules), the making itself."""

from reports.generation.making import make
from reports.generation.queue import give_back_lost, take_due
from reports.generation.schedules import queue_due_periods

__all__ = ["give_back_lost", "make", "queue_due_periods", "take_due"]
