from reports.models.editions import Edition, Schedule
from reports.models.narratives import Narrative

__all__ = ["Edition", "Narrative", "Schedule"]
