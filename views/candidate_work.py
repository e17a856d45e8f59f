"""What somebody did in a work sample, drawn as it was: a conversation, an inbox or a written reply."""

from __future__ import annotations

from views import candidate_conversation, candidate_reply, candidate_triage, work_html
from workflows.evidence_work import ConversationEvidence, ReplyEvidence, WorkEvidence


def draw(work: WorkEvidence) -> None:
    """Draw a work sample below its situation and its points."""
    if isinstance(work, ConversationEvidence):
        work_html.draw(candidate_conversation.pieces(work))
    elif isinstance(work, ReplyEvidence):
        work_html.draw(candidate_reply.pieces(work))
    else:
        work_html.draw(candidate_triage.pieces(work))
