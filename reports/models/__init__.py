from reports.models.editions import Edition, Schedule
from reports.models.narratives import Narrative
from reports.models.steering import Headline, Snapshot

__all__ = ["Edition", "Headline", "Narrative", "Schedule", "Snapshot"]
