"""The columns that a row's seal covers, and those that no seal covers, with the reason.

A column is in one of the two (``tests/data/test_sealed_columns.py``). One that is added later goes into a
further version of its table: a seal says by which version it was made and is checked by that one, so that
earlier seals stay true. The migration that adds it seals the rows there are anew (``data/seal_existing.py``).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

NOT_SEALED_TABLES: Final = {
    "address_failure": "wrong passwords, codes and links of the last day",
    "draft": "a reply while it is being typed; the answer is sealed",
    "mark_draft": "marks while they are being given; the marks submitted are sealed",
    "marking_lock": "which reply is in whose hands for a quarter of an hour",
    "row_salt": "salts of the seals: another salt makes another digest, which is noticed",
    "seal": "the seals themselves: a chain",
    "sheet_draft": "a sheet while it is being filled in; the sheet submitted is sealed",
    "sign_in_failure": "wrong passwords of the last day",
    "snapshot_person": "what a snapshot says of a person: the snapshot is sealed and holds a digest of it",
    "snapshot_salt": "salts of those digests: another salt makes another digest, which is noticed",
}
"""Tables of which no row is sealed."""

NOT_SEALED: Final = {
    ("decision", "line"): "the number of the decision's line in the record, which holds it",
    ("mail", "attempts"): "changes with each attempt to send",
    ("mail", "due_at"): "changes with each attempt to send",
    ("mail", "problem"): "what the mail server said last",
    ("mail", "sent_at"): "changes with each attempt to send",
    ("mail", "state"): "how far the outbox is with it",
    ("second_factor", "last_step"): "changes with each code",
    ("sign_in", "seen_at"): "changes as somebody goes on working",
    ("sitting", "last_seen_at"): "changes with each page somebody opens",
}
"""Columns that no seal of their table covers."""

VERSIONS: Final[dict[str, tuple[str, ...]]] = {
    "accommodation": ("id sitting_id needs note created_at",),
    "account": ("id email name role password_hash language created_at disabled_at",),
    "agreed_rating": (
        "id interview_id question_id revision rating reason agreed_by recorded_by recorded_at",
    ),
    "answer": ("id sitting_id item_id revision answer language answered_at",),
    "audit_event": ("id at actor deed campaign_id subject details number previous_sha256 sha256",),
    "campaign": (
        "id state title settings charter item_ids form_id is_fictional deadline_at created_by "
        "created_at published_at closed_at",
    ),
    "campaign_marker": ("campaign_id account_id appointed_at removed_at",),
    "campaign_member": ("campaign_id account_id added_by added_at",),
    "candidate": (
        "id campaign_id pseudonym name email language is_try_out created_at deadline_at withdrawn_at "
        "erased_at",
    ),
    "candidate_request": (
        "id candidate_id kind text created_at due_at answer closed_by closed_at reminded_at overdue_told_at",
    ),
    "decision": ("id candidate_id verdict reason is_against_order stage snapshot_id account_id decided_at",),
    "form": ("id sha256 body created_at",),
    "interview": ("id candidate_id starts_at minutes place sequence created_at cancelled_at",),
    "interview_seat": ("interview_id account_id focus appointed_at removed_at submitted_at",),
    "invitation": ("id candidate_id token_hash created_at expires_at revoked_at opened_at",),
    "mail": (
        "id campaign_id candidate_id account_id kind language recipient subject body attachments "
        "created_by created_at",
    ),
    "mark": ("id answer_id account_id rubric_sha256 marks note place submitted_at",),
    "note": ("id candidate_id account_id text created_at",),
    "notice_text": ("sha256 language body first_shown_at",),
    "provider_identity": ("issuer subject account_id bound_at",),
    "rating": ("id interview_id account_id question_id rating evidence probes submitted_at",),
    "recommendation": ("id interview_id account_id recommendation reason submitted_at",),
    "recovery_code": ("id account_id code_hash used_at",),
    "retention_agreement": ("candidate_id months agreed_at withdrawn_at",),
    "second_factor": ("account_id secret is_confirmed created_at",),
    "secret": ("name value",),
    "secret_link": ("id account_id purpose secret_hash created_at expires_at used_at",),
    "self_identification": ("id campaign_id candidate_id sex age_band given_at",),
    "sign_in": ("id account_id token_hash created_at expires_at revoked_at by_provider",),
    "sitting": (
        "id candidate_id form_id seed item_order option_orders language opened_at language_chosen_at "
        "notice_sha256 notice_acknowledged_at charter_read_at needs_asked_at practised_at finished_at "
        "withdrawn_at comment",
        "id candidate_id form_id seed item_order option_orders language opened_at language_chosen_at "
        "notice_sha256 notice_acknowledged_at charter_read_at needs_asked_at practised_at finished_at "
        "withdrawn_at comment ended_by_deadline_at",
    ),
    "snapshot": ("id campaign_id sha256 body taken_at",),
    "step": ("id sitting_id item_id number body made_at",),
    "suggestion": ("id answer_id model_sha256 marks shown_to made_at",),
    "training_mark": ("id account_id item_id rubric_sha256 attempt sample_id marks submitted_at",),
    "weighting": ("id campaign_id number weights reason account_id changed_at",),
}
"""Table -> the columns, with spaces between, of each version of its seal from 1 on; today makes the last."""

_KEYS: Final = {"provider_identity": ("account_id", "issuer")}
"""Where a row is known by other columns than the primary key: the person's name at a provider is not to stay
in a seal."""
HASHED_IN_KEYS: Final = {("provider_identity", "issuer")}
"""Of which the first half of the SHA-256 stands in a row's name: the record holds no addresses."""


@lru_cache
def columns_of(table: str, version: int) -> tuple[str, ...]:
    """Return the columns that a version covers; KeyError for a table or version there never was."""
    versions = VERSIONS[table]
    if not 1 <= version <= len(versions):
        raise KeyError(version)
    return tuple(versions[version - 1].split())


def key_columns(table: str, primary_key: tuple[str, ...]) -> tuple[str, ...]:
    """Return the columns by which a seal names a row."""
    return _KEYS.get(table, primary_key)
