from programmes.models.activities import (
    Activity,
    ActivityKind,
    ActivityOrganisation,
    Attribution,
    Evidence,
    Participation,
    ParticipationCategory,
)
from programmes.models.drafts import Draft
from programmes.models.money import BudgetLine, Transaction
from programmes.models.programmes import (
    CommitteeProgramme,
    Component,
    Coverage,
    FacilitySupport,
    Partnership,
    Phase,
    Programme,
    ProgrammeStatement,
)
from programmes.models.steering import AgendaProgramme, DecisionProgramme, Risk
from programmes.models.totals import ActivityTotal

__all__ = [
    "Activity",
    "ActivityKind",
    "ActivityOrganisation",
    "ActivityTotal",
    "AgendaProgramme",
    "Attribution",
    "BudgetLine",
    "CommitteeProgramme",
    "Component",
    "Coverage",
    "DecisionProgramme",
    "Draft",
    "Evidence",
    "FacilitySupport",
    "Participation",
    "ParticipationCategory",
    "Partnership",
    "Phase",
    "Programme",
    "ProgrammeStatement",
    "Risk",
    "Transaction",
]
