"""Every write about people, roles, committees' decisions and the trail."""

from actors.actions.accounts import (
    accept_invitation,
    change_profile,
    deactivate,
    end_membership,
    grant_role,
    invite,
    reactivate,
    renew_invitation,
    withdraw_invitation,
)
from actors.actions.committees import CommitteeDetails, save_committee
from actors.actions.decisions import DecisionDetails, change_decision, record_decision
from actors.actions.delegations import delegate, end_delegation
from actors.actions.first_account import open_first_account
from actors.actions.follow_ups import follow_up
from actors.actions.notices import Part, queue_notice, send_due_notices
from actors.actions.sign_in import (
    record_refusal,
    record_security_change,
    record_sign_in,
    record_sign_out,
)
from actors.actions.tokens import make_token, note_token_use, revoke_token
from actors.actions.trail import record_export

__all__ = [
    "CommitteeDetails",
    "DecisionDetails",
    "Part",
    "accept_invitation",
    "change_decision",
    "change_profile",
    "deactivate",
    "delegate",
    "end_delegation",
    "end_membership",
    "follow_up",
    "grant_role",
    "invite",
    "make_token",
    "note_token_use",
    "open_first_account",
    "queue_notice",
    "reactivate",
    "record_decision",
    "record_export",
    "record_refusal",
    "record_security_change",
    "record_sign_in",
    "record_sign_out",
    "renew_invitation",
    "revoke_token",
    "save_committee",
    "send_due_notices",
    "withdraw_invitation",
]
