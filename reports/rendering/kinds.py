"""Which paper and which workbook a kind of edition is made into."""

from collections.abc import Callable
from typing import Any

from reports.enums import EditionKind
from reports.rendering import workbook, workbook_bilans, workbook_briefs, workbook_meetings
from reports.rendering.bilans import SideBySide
from reports.rendering.briefs import Brief
from reports.rendering.meetings import Dossier, LongRecord, Record
from reports.rendering.pages import Paper, Report

_PAPERS: dict[str, type[Paper]] = {
    EditionKind.CAPITALISATION: Report,
    EditionKind.BILAN: SideBySide,
    EditionKind.COPIL: Dossier,
    EditionKind.BRIEF: Brief,
    EditionKind.DECISIONS: Record,
    EditionKind.DECISIONS_LONG: LongRecord,
}
_WORKBOOKS: dict[str, Callable[[Any], bytes]] = {
    EditionKind.CAPITALISATION: workbook.to_xlsx,
    EditionKind.BILAN: workbook_bilans.bilan_xlsx,
    EditionKind.COPIL: workbook_meetings.dossier_xlsx,
    EditionKind.BRIEF: workbook_briefs.brief_xlsx,
    EditionKind.DECISIONS: workbook_meetings.record_xlsx,
    EditionKind.DECISIONS_LONG: workbook_meetings.record_xlsx,
}


def paper_of(content: dict[str, Any]) -> Paper:
    """Frozen content as the paper of its kind."""
    return _PAPERS[content["body"]["kind"]](content)


def workbook_of(paper: Paper) -> bytes:
    """The workbook that goes with a paper."""
    return _WORKBOOKS[paper.body["kind"]](paper)
