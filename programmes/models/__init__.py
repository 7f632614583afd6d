from programmes.models.activities import (
    Activity,
    ActivityKind,
    ActivityOrganisation,
    Attribution,
    Draft,
    Evidence,
    Participation,
    ParticipationCategory,
)
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

__all__ = [
    "Activity",
    "ActivityKind",
    "ActivityOrganisation",
    "Attribution",
    "CommitteeProgramme",
    "Component",
    "Coverage",
    "Draft",
    "Evidence",
    "FacilitySupport",
    "Participation",
    "ParticipationCategory",
    "Partnership",
    "Phase",
    "Programme",
    "ProgrammeStatement",
]
