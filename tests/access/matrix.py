"""Who may open which page, and who may do what: the whole table.

A row names a page, what it is opened for, and the people for whom it is forbidden (403, with a
sentence) or does not exist (404). Everybody else who is signed in gets in. Whoever is not signed
in is sent to sign in (401 in the API), but for the public pages at the end. A page that is not
here fails the test, so a new page cannot forget to say.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.access.world import PEOPLE

EVERYBODY = frozenset(PEOPLE)
COUNCILS = {"staff", "validator", "stranger"}
OUTSIDE = {"officer", "donor", "member"}
NATIONAL = {"coordinator", "admin"}
KEEPERS = {"officer", "coordinator"}
AUTHORS = {"staff", "stranger", "officer"}
WRITERS = {*COUNCILS, "officer", "coordinator"}


@dataclass(frozen=True)
class Row:
    """One page, opened for one thing."""

    name: str
    arguments: Callable[[Any], list] = lambda world: []
    forbidden: frozenset = frozenset()
    hidden: frozenset = frozenset()
    method: str = "get"
    query: str = ""
    data: dict = field(default_factory=dict, hash=False, compare=False)
    label: str = ""

    def __str__(self):
        return f"{self.method} {self.name} {self.label}".strip()


def row(name, arguments=None, *, only=None, forbidden=(), hidden=(), **rest):
    """A row; `only` names those who get in, all others being forbidden or in `hidden`."""
    if only is not None:
        forbidden = EVERYBODY - set(only) - set(hidden)
    return Row(
        name,
        arguments or (lambda world: []),
        frozenset(forbidden),
        frozenset(hidden),
        **rest,
    )


# Who sees what, by thing.
NOT_ONES_PROGRAMME = OUTSIDE
NOT_ONES_DRAFT = {"stranger", "donor", "member"}


def _grid(period):
    """The grid of the council's region in a period of DEPOMI."""
    return ["depomi", "souss-massa", period.slug]


PAGES = [
    row("reports:home"),
    row("reports:programme_list"),
    row("reports:programme_detail", lambda w: [w.depomi.slug]),
    row("reports:programme_detail", lambda w: [w.prim.slug], hidden=OUTSIDE, label="another"),
    row("reports:dashboard", lambda w: [w.depomi.slug]),
    row("reports:dashboard", lambda w: [w.prim.slug], hidden=OUTSIDE, label="another"),
    row("reports:region_list"),
    row("reports:region_detail", lambda w: [w.region.slug]),
    row("reports:figure_list"),
    row("reports:bilan"),
    row("reports:bilan", query="programme=depomi&avec=depomi", label="of one and the same"),
    row("reports:complementarity"),
    row("reports:figure_export", method="post", data={"format": "csv"}),
    row("reports:provenance", lambda w: [w.value.code]),
    row("reports:provenance", lambda w: [w.hidden_value.code], hidden=OUTSIDE, label="another"),
    row("reports:provenance", lambda w: ["activities-prim"], hidden=OUTSIDE, label="counted"),
    row("reports:provenance", lambda w: [w.signed_value.code], label="entry"),
    row(
        "reports:provenance",
        lambda w: [w.waiting_value.code],
        hidden=NOT_ONES_DRAFT,
        label="entry not signed",
    ),
    row("programmes:activity_list"),
    row("programmes:activity_new", only=AUTHORS),
    row("programmes:activity_export", method="post"),
    row("programmes:activity_counts", only=AUTHORS),
    row("programmes:activity_places", only=AUTHORS, query="q=aga"),
    row("programmes:activity_organisations", only=AUTHORS, query="q=con"),
    row("programmes:activity_detail", lambda w: [w.draft.uuid], hidden=NOT_ONES_DRAFT),
    row("programmes:activity_detail", lambda w: [w.signed.uuid], label="validated"),
    row(
        "programmes:activity_detail",
        lambda w: [w.signed_elsewhere.uuid],
        hidden=OUTSIDE,
        label="validated elsewhere",
    ),
    row(
        "programmes:activity_detail",
        lambda w: [w.elsewhere.uuid],
        hidden={"staff", "validator", *OUTSIDE},
        label="draft elsewhere",
    ),
    row(
        "programmes:activity_edit",
        lambda w: [w.draft.uuid],
        only={"staff"},
        hidden=NOT_ONES_DRAFT,
    ),
    row(
        "programmes:activity_duplicate",
        lambda w: [w.signed.uuid],
        only=AUTHORS,
    ),
    row(
        "programmes:activity_submit",
        lambda w: [w.draft.uuid],
        only={"staff"},
        hidden=NOT_ONES_DRAFT,
        method="post",
    ),
    row(
        "programmes:activity_validate",
        lambda w: [w.waiting.uuid],
        only={"validator", "officer"},
        hidden=NOT_ONES_DRAFT,
        method="post",
        data={"version": 1},
    ),
    row(
        "programmes:activity_return",
        lambda w: [w.waiting.uuid],
        only={"validator", "officer"},
        hidden=NOT_ONES_DRAFT,
        method="post",
        data={"version": 1, "question": "Combien de femmes ?"},
    ),
    row(
        "programmes:activity_discard",
        lambda w: [w.draft.uuid],
        only={"staff"},
        hidden=NOT_ONES_DRAFT,
        method="post",
    ),
    row("programmes:evidence_download", lambda w: [w.evidence.uuid], hidden=NOT_ONES_DRAFT),
    row(
        "programmes:evidence_download",
        lambda w: [w.signed_evidence.uuid],
        hidden=NOT_ONES_DRAFT,
        label="of a validated",
    ),
    row(
        "programmes:evidence_remove",
        lambda w: [w.evidence.uuid],
        only={"staff"},
        hidden=NOT_ONES_DRAFT,
        method="post",
    ),
    row("programmes:validation_queue"),
    row("indicators:review"),
    row("indicators:review_batch", method="post"),
    row(
        "indicators:review_sign",
        lambda w: [w.waiting_value.code],
        only={"validator", "officer"},
        hidden=NOT_ONES_DRAFT,
        method="post",
        data={"version": 1},
    ),
    row(
        "indicators:review_return",
        lambda w: [w.waiting_value.code],
        only={"validator", "officer"},
        hidden=NOT_ONES_DRAFT,
        method="post",
        data={"version": 1, "question": "Combien de femmes ?"},
    ),
    row(
        "indicators:revision_propose",
        lambda w: [w.signed_value.code],
        only={"staff", "validator", "officer"},
    ),
    row("indicators:revision_list"),
    row("indicators:revision", lambda w: [w.revision.pk], hidden=NOT_ONES_DRAFT),
    row(
        "indicators:revision_accept",
        lambda w: [w.revision.pk],
        only={"validator", "officer"},
        hidden=NOT_ONES_DRAFT,
        method="post",
    ),
    row(
        "indicators:revision_refuse",
        lambda w: [w.revision.pk],
        only={"validator", "officer"},
        hidden=NOT_ONES_DRAFT,
        method="post",
        data={"answer": "Les deux sont distinctes."},
    ),
    row("indicators:library"),
    row("indicators:indicator", lambda w: [w.indicator.code]),
    row("indicators:indicator_new", only={"officer", *NATIONAL}),
    row("indicators:indicator_edit", lambda w: [w.indicator.code], only=NATIONAL),
    row(
        "indicators:indicator_edit",
        lambda w: [w.proposal.code],
        only={"officer", *NATIONAL},
        label="proposed by an agency",
    ),
    row("indicators:framework", lambda w: [w.depomi.slug]),
    row("indicators:framework", lambda w: [w.prim.slug], hidden=OUTSIDE, label="another"),
    row("indicators:amendments", lambda w: [w.depomi.slug]),
    row("indicators:amendments", lambda w: [w.prim.slug], hidden=OUTSIDE, label="another"),
    row("indicators:framework_settings", lambda w: [w.depomi.slug], only={"officer"}),
    row("indicators:result_new", lambda w: [w.depomi.slug], only={"officer"}),
    row("indicators:result_edit", lambda w: [w.depomi.slug, w.result.pk], only={"officer"}),
    row("indicators:result_remove", lambda w: [w.depomi.slug, w.result.pk], only={"officer"}),
    row("indicators:measures_add", lambda w: [w.depomi.slug], only={"officer"}),
    row("indicators:measure", lambda w: [w.depomi.slug, w.taken.code]),
    row("indicators:measure_edit", lambda w: [w.depomi.slug, w.taken.code], only={"officer"}),
    row("indicators:measure_remove", lambda w: [w.depomi.slug, w.taken.code], only={"officer"}),
    row("programmes:organisation_list"),
    row("programmes:organisation_export", method="post", data={"format": "csv"}),
    row("programmes:organisation_detail", lambda w: [w.organisation.slug]),
    row("programmes:committee_list"),
    row("programmes:committee_detail", lambda w: [w.copil.slug], hidden={"officer", "donor"}),
    row(
        "programmes:committee_detail",
        lambda w: [w.closed_committee.slug],
        hidden=OUTSIDE,
        label="without a seat",
    ),
    row(
        "programmes:meeting_detail",
        lambda w: [w.copil.slug, w.meeting.pk],
        hidden={"officer", "donor"},
    ),
    row(
        "programmes:meeting_detail",
        lambda w: [w.closed_committee.slug, w.closed_meeting.pk],
        hidden=OUTSIDE,
        label="without a seat",
    ),
    *(
        row(
            name,
            lambda w: [w.copil.slug, w.minuted.pk],
            only={"coordinator"},
            hidden={"officer", "donor"},
            method=method,
            data=data,
        )
        for name, method, data in (
            ("programmes:meeting_sitting", "get", {}),
            ("programmes:sitting_open", "post", {}),
            ("programmes:sitting_guest", "post", {"name": "Experte"}),
            ("programmes:sitting_decision", "post", {}),
            ("programmes:minutes_summary", "post", {"summary": "Bref.", "version": "1"}),
            ("programmes:minutes_circulate", "post", {}),
            ("programmes:minutes_approve", "post", {"version": "1"}),
            ("programmes:minutes_rectify", "post", {"text": "Lire 8.", "reason": "Erreur."}),
        )
    ),
    row(
        "programmes:sitting_presence",
        lambda w: [w.copil.slug, w.minuted.pk],
        only={"coordinator"},
        hidden={"officer", "donor"},
        method="post",
        data={"mark": "0:present"},
        label="of no seat",
    ),
    row(
        "programmes:sitting_guest_remove",
        lambda w: [w.copil.slug, w.minuted.pk, w.guest.pk],
        only={"coordinator"},
        hidden={"officer", "donor"},
        method="post",
    ),
    row(
        "programmes:sitting_note",
        lambda w: [w.copil.slug, w.minuted.pk, w.item.pk],
        only={"coordinator"},
        hidden={"officer", "donor"},
        method="post",
    ),
    row(
        "programmes:agenda_item",
        lambda w: [w.copil.slug, w.minuted.pk, w.item.pk],
        hidden={"officer", "donor"},
    ),
    row(
        "programmes:minutes",
        lambda w: [w.copil.slug, w.minuted.pk],
        only={"coordinator", "member"},
        hidden={"officer", "donor"},
        label="that go round",
    ),
    row(
        "programmes:minutes",
        lambda w: [w.copil.slug, w.meeting.pk],
        only={"coordinator"},
        hidden={"officer", "donor"},
        label="being written",
    ),
    row(
        "programmes:minutes_correction",
        lambda w: [w.copil.slug, w.minuted.pk],
        only={"coordinator", "member"},
        hidden={"officer", "donor"},
        method="post",
        data={"text": "Nous étions deux."},
    ),
    row(
        "programmes:minutes_correction_settle",
        lambda w: [w.copil.slug, w.minuted.pk, w.correction.pk],
        only={"coordinator"},
        hidden={"officer", "donor"},
        method="post",
    ),
    row("indicators:decision_list"),
    row("indicators:decision_export", method="post", data={"format": "csv"}),
    row(
        "indicators:decision_new",
        lambda w: [w.copil.slug],
        only={"coordinator"},
        hidden={"officer", "donor"},
    ),
    row(
        "indicators:decision_detail",
        lambda w: [w.copil.slug, w.decision.number],
        hidden={"officer", "donor"},
    ),
    row(
        "indicators:decision_detail",
        lambda w: [w.copil.slug, w.decision.number],
        only={"member", "coordinator"},
        hidden={"officer", "donor"},
        method="post",
        data={"text": "Fait."},
        label="a note",
    ),
    row(
        "indicators:decision_detail",
        lambda w: [w.closed_committee.slug, w.entrusted.number],
        only={"officer", "coordinator"},
        hidden={"donor", "member"},
        method="post",
        data={"text": "Fait."},
        label="in charge without a seat",
    ),
    row(
        "indicators:decision_edit",
        lambda w: [w.copil.slug, w.decision.number],
        only={"coordinator"},
        hidden={"officer", "donor"},
    ),
    row(
        "indicators:decision_file",
        lambda w: [w.decision_file.uuid],
        hidden={"officer", "donor"},
    ),
    *(
        row(name, lambda w: [w.copil.slug], hidden={"officer", "donor"})
        for name in ("programmes:seat_list", "programmes:committee_papers")
    ),
    *(
        row(name, lambda w: [w.copil.slug], only={"coordinator"}, hidden={"officer", "donor"})
        for name in ("programmes:seat_new", "programmes:charter_new")
    ),
    *(
        row(
            name,
            lambda w: [w.copil.slug, w.seat.pk],
            only={"coordinator"},
            hidden={"officer", "donor"},
            method=method,
        )
        for name, method in (
            ("programmes:seat_edit", "get"),
            ("programmes:seat_end", "get"),
            ("programmes:seat_remove", "post"),
        )
    ),
    row(
        "programmes:document_add",
        lambda w: [w.copil.slug],
        only={"coordinator"},
        hidden={"officer", "donor"},
        method="post",
    ),
    row(
        "programmes:meeting_document_add",
        lambda w: [w.copil.slug, w.planned_meeting.pk],
        only={"coordinator"},
        hidden={"officer", "donor"},
        method="post",
    ),
    row(
        "programmes:document_download",
        lambda w: [w.copil.slug, w.document.uuid],
        hidden={"officer", "donor"},
    ),
    row(
        "programmes:document_remove",
        lambda w: [w.copil.slug, w.document.uuid],
        only={"coordinator"},
        hidden={"officer", "donor"},
        method="post",
    ),
    row(
        "programmes:meeting_new",
        lambda w: [w.copil.slug],
        only={"coordinator"},
        hidden={"officer", "donor"},
    ),
    *(
        row(
            f"programmes:{name}",
            lambda w: [w.copil.slug, w.planned_meeting.pk],
            only={"coordinator"},
            hidden={"officer", "donor"},
            method=method,
        )
        for name, method in (
            ("meeting_edit", "get"),
            ("meeting_cancel", "get"),
            ("meeting_convene", "get"),
            ("meeting_convene", "post"),
            ("meeting_take_up", "post"),
            ("agenda", "get"),
            ("item_new", "get"),
        )
    ),
    row(
        "programmes:meeting_reply",
        lambda w: [w.copil.slug, w.planned_meeting.pk],
        only={"member"},
        hidden={"officer", "donor"},
    ),
    *(
        row(
            f"programmes:{name}",
            lambda w: [w.copil.slug, w.planned_meeting.pk, w.planned_item.pk],
            only={"coordinator"},
            hidden={"officer", "donor"},
            method=method,
            data={"direction": "up"},
        )
        for name, method in (("item_edit", "get"), ("item_move", "post"), ("item_remove", "post"))
    ),
    row("programmes:calendar_list"),
    row(
        "programmes:calendar_revoke",
        lambda w: [w.feed.pk],
        hidden=EVERYBODY - {"member"},
        method="post",
    ),
    row("programmes:organisation_search", query="q=con"),
    row("programmes:place_search", query="q=aga"),
    row("programmes:committee_new", only={"coordinator"}),
    row(
        "programmes:committee_edit",
        lambda w: [w.copil.slug],
        only={"coordinator"},
        hidden={"officer", "donor"},
    ),
    row("programmes:facility_list"),
    row("indicators:rule", lambda w: [w.depomi.slug, w.measure.code], only={"officer"}),
    row(
        "indicators:rule_remove",
        lambda w: [w.depomi.slug, w.measure.code],
        only={"officer"},
        method="post",
    ),
    row("indicators:entry_home", only=AUTHORS),
    row("indicators:grid", lambda w: _grid(w.open_period), only={"staff", "officer"}),
    row(
        "indicators:grid",
        lambda w: ["prim", "oriental", w.hidden_period.slug],
        only={"stranger"},
        hidden=OUTSIDE,
        label="another",
    ),
    row(
        "indicators:grid_save",
        lambda w: _grid(w.open_period),
        only={"staff", "officer"},
        method="post",
    ),
    row(
        "indicators:grid_past",
        lambda w: [*_grid(w.open_period), w.measure.code],
        only={"staff", "officer"},
    ),
    row("indicators:grid_paste", lambda w: _grid(w.open_period), only={"staff", "officer"}),
    row(
        "indicators:value_file",
        lambda w: [w.value_file.uuid],
        hidden={"stranger", "donor", "member"},
    ),
    row(
        "indicators:value_file_remove",
        lambda w: [w.value_file.uuid],
        only={"staff", "officer"},
        hidden={"stranger", "donor", "member"},
        method="post",
    ),
    row("indicators:period_list", lambda w: [w.depomi.slug]),
    row("indicators:period_list", lambda w: [w.prim.slug], hidden=OUTSIDE, label="another"),
    row(
        "indicators:period_calendar",
        lambda w: [w.depomi.slug],
        only={"officer"},
        method="post",
        data={"until": "31/12/2026"},
    ),
    row("indicators:period_new", lambda w: [w.depomi.slug], only={"officer"}),
    row(
        "indicators:period_lock",
        lambda w: [w.depomi.slug, w.open_period.slug],
        only={"officer"},
        method="post",
    ),
    row(
        "indicators:period_reopen",
        lambda w: [w.depomi.slug, w.locked_period.slug],
        only={"officer"},
    ),
    row("programmes:facility_export", method="post", data={"format": "csv"}),
    row("programmes:facility_detail", lambda w: [w.facility.slug]),
    row("reports:results", lambda w: [w.depomi.slug]),
    row("reports:results", lambda w: [w.prim.slug], hidden=OUTSIDE, label="another"),
    row("reports:measure", lambda w: [w.measure.code]),
    row("reports:measure", lambda w: [w.hidden_measure.code], hidden=OUTSIDE, label="another"),
    row("reports:completeness"),
    row("reports:compare"),
    row("reports:quality"),
    row("reports:edition_list"),
    row("reports:edition_request", forbidden={"member", "admin"}),
    row("reports:edition_detail", lambda w: [w.edition.uuid]),
    row(
        "reports:edition_detail", lambda w: [w.hidden_edition.uuid], hidden=OUTSIDE, label="another"
    ),
    row(
        "reports:edition_detail",
        lambda w: [w.failed_edition.uuid],
        hidden={"donor", "member"},
        label="failed",
    ),
    row(
        "reports:meeting_papers",
        lambda w: [w.minuted.pk],
        hidden={"officer", "donor"},
    ),
    row(
        "reports:meeting_papers",
        lambda w: [w.minuted.pk],
        only={"staff", "validator", "stranger", "coordinator"},
        hidden={"officer", "donor"},
        method="post",
        data={"kind": "copil", "language": "fr"},
        label="asked for",
    ),
    # Whoever sits there has the brief made; the other papers are for those who request reports.
    row(
        "reports:meeting_papers",
        lambda w: [w.minuted.pk],
        forbidden={"admin"},
        hidden={"officer", "donor"},
        method="post",
        data={"kind": "brief", "language": "fr"},
        label="brief asked for",
    ),
    row(
        "reports:meeting_papers",
        lambda w: [w.closed_meeting.pk],
        forbidden={"admin"},
        hidden={"officer", "donor", "member"},
        method="post",
        data={"kind": "brief", "language": "fr"},
        label="brief of others asked for",
    ),
    row("reports:edition_progress", lambda w: [w.edition.uuid]),
    row(
        "reports:edition_retry",
        lambda w: [w.failed_edition.uuid],
        forbidden={"admin"},
        hidden={"donor", "member"},
        method="post",
    ),
    row("reports:edition_pdf", lambda w: [w.edition.uuid], method="post"),
    row(
        "reports:edition_pdf",
        lambda w: [w.hidden_edition.uuid],
        hidden=OUTSIDE,
        method="post",
        label="another",
    ),
    row("reports:edition_workbook", lambda w: [w.edition.uuid], method="post"),
    row("reports:narratives", lambda w: [w.depomi.slug], only=WRITERS),
    row(
        "reports:narrative_edit",
        lambda w: [w.depomi.slug, "fr", "lessons"],
        only=WRITERS,
    ),
    row("reports:steering_list"),
    row("reports:steering", lambda w: [w.depomi.slug]),
    row("reports:steering", lambda w: [w.prim.slug], hidden=OUTSIDE, label="another"),
    row("reports:steering", lambda w: [w.copil.slug], hidden={"officer", "donor"}, label="copil"),
    row("reports:headline", lambda w: [w.depomi.slug], only=WRITERS),
    row(
        "reports:headline",
        lambda w: [w.copil.slug],
        only={"coordinator"},
        hidden={"officer", "donor"},
        label="copil",
    ),
    row("reports:explanation", lambda w: [w.depomi.slug, w.measure.code], only=WRITERS),
    row("reports:freeze", lambda w: [w.depomi.slug], only={"officer", "coordinator"}),
    row(
        "reports:freeze",
        lambda w: [w.copil.slug],
        only={"coordinator"},
        hidden={"officer", "donor"},
        label="copil",
    ),
    row("reports:snapshot", lambda w: [w.snapshot.code]),
    row(
        "reports:snapshot",
        lambda w: [w.copil_snapshot.code],
        hidden={"officer", "donor"},
        label="copil",
    ),
    row("reports:snapshot", lambda w: [w.hidden_snapshot.code], hidden=OUTSIDE, label="another"),
    row("reports:meeting_mode", lambda w: [w.snapshot.code]),
    row(
        "reports:meeting_mode",
        lambda w: [w.copil_snapshot.code],
        hidden={"officer", "donor"},
        label="copil",
    ),
    row(
        "reports:meeting_mode", lambda w: [w.hidden_snapshot.code], hidden=OUTSIDE, label="another"
    ),
    row("reports:snapshot_compare", lambda w: [w.snapshot.code, w.later_snapshot.code]),
    row("programmes:risk_list", lambda w: [w.depomi.slug]),
    row("programmes:risk_list", lambda w: [w.prim.slug], hidden=OUTSIDE, label="another"),
    row("programmes:risk_new", lambda w: [w.depomi.slug], only={"officer", "coordinator"}),
    row(
        "programmes:risk_edit",
        lambda w: [w.depomi.slug, w.risk.pk],
        only={"officer", "coordinator"},
    ),
    # Of the councils, only those of the regions where a programme works read its money.
    row("reports:budget", lambda w: [w.depomi.slug], forbidden={"stranger"}),
    row(
        "reports:budget",
        lambda w: [w.prim.slug],
        forbidden={"staff", "validator"},
        hidden=OUTSIDE,
        label="another",
    ),
    row("reports:budget_line_new", lambda w: [w.depomi.slug], only=KEEPERS),
    row(
        "reports:budget_line_edit",
        lambda w: [w.depomi.slug, w.budget_line.pk],
        only=KEEPERS,
        hidden={"stranger"},
    ),
    row(
        "reports:budget_line_remove",
        lambda w: [w.depomi.slug, w.unused_line.pk],
        only=KEEPERS,
        hidden={"stranger"},
        method="post",
    ),
    row("reports:transaction_list", lambda w: [w.depomi.slug], forbidden={"stranger"}),
    row(
        "reports:transaction_list",
        lambda w: [w.prim.slug],
        forbidden={"staff", "validator"},
        hidden=OUTSIDE,
        label="another",
    ),
    row("reports:transaction_new", lambda w: [w.depomi.slug], only=KEEPERS),
    row(
        "reports:transaction_withdraw",
        lambda w: [w.depomi.slug, w.transaction.pk],
        only=KEEPERS,
        hidden={"stranger"},
    ),
    row("reports:schedules", only={"officer", "coordinator"}),
    row("reports:schedule_edit", lambda w: [w.depomi.slug], only={"officer", "coordinator"}),
    row("actors:account"),
    row("actors:token_list"),
    row("actors:delegations"),
    row(
        "actors:delegation_end",
        lambda w: [w.delegation.pk],
        hidden=EVERYBODY - {"validator"},
        method="post",
    ),
    row("actors:person_list", only={"admin"}),
    row("actors:person_detail", lambda w: [w.someone.pk], only={"admin"}),
    row("actors:membership_new", lambda w: [w.someone.pk], only={"admin"}),
    row(
        "actors:membership_end",
        lambda w: [w.someone.pk, w.someone.memberships.get().pk],
        only={"admin"},
        method="post",
    ),
    row("actors:person_deactivate", lambda w: [w.someone.pk], only={"admin"}, method="post"),
    row("actors:person_reactivate", lambda w: [w.someone.pk], only={"admin"}, method="post"),
    row("actors:invitation_new", only={"admin"}),
    row("actors:audit", only={"admin"}),
    row("actors:audit_export", only={"admin"}, method="post"),
]

API = [
    row("api:place-list"),
    row("api:place-detail", lambda w: [w.region.code]),
    row("api:organisation-list"),
    row("api:organisation-detail", lambda w: [w.organisation.slug]),
    row("api:facility-list"),
    row("api:facility-detail", lambda w: [w.facility.slug]),
    row("api:committee-list"),
    row("api:committee-detail", lambda w: [w.copil.slug], hidden={"officer", "donor"}),
    row("api:meeting-list"),
    row("api:meeting-detail", lambda w: [w.minuted.pk], hidden={"officer", "donor"}),
    row(
        "api:meeting-detail",
        lambda w: [w.closed_meeting.pk],
        hidden=OUTSIDE,
        label="without a seat",
    ),
    row("api:decision-list"),
    row("api:decision-detail", lambda w: [w.decision.key], hidden={"officer", "donor"}),
    row("api:programme-list"),
    row("api:programme-detail", lambda w: [w.depomi.slug]),
    row("api:programme-detail", lambda w: [w.prim.slug], hidden=OUTSIDE, label="another"),
    row("api:activity-list"),
    row("api:activity-detail", lambda w: [w.draft.uuid], hidden=NOT_ONES_DRAFT),
    row("api:activity-detail", lambda w: [w.signed.uuid], label="validated"),
    row("api:budget-line-list"),
    row("api:budget-line-detail", lambda w: [w.budget_line.uuid], hidden={"stranger"}),
    row(
        "api:budget-line-detail",
        lambda w: [w.hidden_line.uuid],
        hidden=EVERYBODY - {"stranger", *NATIONAL},
        label="another",
    ),
    row("api:transaction-list"),
    row("api:transaction-detail", lambda w: [w.transaction.uuid], hidden={"stranger"}),
    row(
        "api:transaction-withdraw",
        lambda w: [w.transaction.uuid],
        only=KEEPERS,
        hidden={"stranger"},
        method="post",
        data={"reason": "Saisie en double"},
    ),
    row("api:figure-list", query="region=souss-massa"),
    row("api:figure-detail", lambda w: [w.value.code]),
    row("api:figure-detail", lambda w: [w.hidden_value.code], hidden=OUTSIDE, label="another"),
    row("api:measure-list", query="programme=depomi"),
    row("api:measure-detail", lambda w: [w.measure.code]),
    row("api:measure-detail", lambda w: [w.hidden_measure.code], hidden=OUTSIDE, label="another"),
    row("api:session-list"),
    row(
        "api:snapshot-decisions",
        lambda w: [w.copil_snapshot.code],
        only={"coordinator"},
        hidden={"officer", "donor"},
        method="post",
    ),
    row("api:edition-list"),
    row("api:edition-detail", lambda w: [w.edition.uuid]),
    row("api:edition-detail", lambda w: [w.hidden_edition.uuid], hidden=OUTSIDE, label="another"),
    row("api:edition-pdf", lambda w: [w.edition.uuid]),
    row("api:edition-pdf", lambda w: [w.hidden_edition.uuid], hidden=OUTSIDE, label="another"),
    row("api:edition-workbook", lambda w: [w.edition.uuid]),
]

# Pages that ask for no sign-in: who reads them is nobody's business.
PUBLIC = {
    "healthz",
    "readyz",
    "service_worker",
    "api:schema",
    "api:docs",
    "components",
    "accessibility",
    "data_protection",
    "reports:verify",
    "reports:verify_home",
    # Its address holds a secret key: tests/programmes/test_calendar_feeds.py
    "programmes:calendar_feed",
    "actors:invitation_accept",
    "actors:roles",
}

# Pages of the library that signs people in: each is about one's own account, and tested there.
OWN_ACCOUNT = ("account_", "mfa_")

# Addresses whose answer depends on something that a test of their own sets up.
TESTED_ELSEWHERE = {
    # Takes JSON only: tests/api/test_decisions.py
    "api:decision-follow-ups",
    # A draft belongs to who typed it: tests/programmes/test_activity_together.py
    "programmes:activity_draft",
    "programmes:activity_draft_discard",
    # Needs two versions: tests/programmes/test_activity_together.py
    "programmes:activity_conflict",
    # One's own token only: tests/actors/test_tokens.py
    "actors:token_revoke",
    # Needs an open invitation: tests/actors/test_invitations.py
    "actors:invitation_renew",
    "actors:invitation_withdraw",
}
