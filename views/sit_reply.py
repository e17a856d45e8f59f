"""A reply to write, on the candidate's page: the text, its limit, and the draft it starts from."""

from __future__ import annotations

from typing import Any

from texts import number, t
from views.components.scene.work import Draft, Reply
from views.sit_words import words
from workflows.sit import Place

DRAFTS = "/api/draft"
"""Where the page sends a text while it is being written."""


def drawn(here: Place, item: dict[str, Any]) -> dict[str, Any]:
    """Return what a scene shows of a reply to write."""
    is_public = item["kind"] == "public_reply"
    public = t("candidate_work.open_reply.writing_public", company=here.form["company"]["name"])
    writing_as = public if is_public else t("candidate_work.open_reply.writing_internal")
    draft = here.draft
    return {
        "question": t(f"candidate_work.open_reply.question{'' if is_public else '_internal'}"),
        "hint": t("candidate_work.open_reply.hint", words=number(item["max_words"])),
        "labels": words("open_reply", writing_as=writing_as),
        "work": Reply(
            kind=item["kind"],
            max_words=item["max_words"],
            address=DRAFTS,
            draft=Draft(draft.text, draft.saved_at.isoformat()) if draft else None,
        ),
    }
