"""The words a scene shows, in the candidate's language, and the parts its situation is told in."""

from __future__ import annotations

from typing import Any

from texts import both, t
from views.components.scene import COMMON_LABELS, Company, labels_for
from views.components.scene.parts import Message, Passage
from views.components.scene.work import WORK_LABELS

_LABELS: dict[str, str] = {
    "next": "actions.next",
    "back": "actions.back",
    "skip": "actions.skip",
    "skip_note": "scene.skip_note",
    "sending": "save.saving",
    "retry": "connection.resend",
    "saved": "save.saved",
    "heated": "aria.heated",
    "best": "formats.best_worst.best",
    "worst": "formats.best_worst.worst",
    "need_best": "formats.best_worst.need_best",
    "need_worst": "formats.best_worst.need_worst",
    "need_both": "formats.best_worst.need_both",
    "need_rating": "formats.rate_each.need_one",
    "need_ratings": "formats.rate_each.need_many",
    "move_up": "formats.rank.move_up",
    "move_down": "formats.rank.move_down",
    "tied": "formats.rank.tie",
    "position": "formats.rank.position",
    "rank_first": "formats.rank.top",
    "rank_last": "formats.rank.bottom",
    "rank_confirm": "formats.rank.confirm",
    "need_rank": "formats.rank.untouched",
    "none": "formats.multi_select.none_fits",
    "need_some": "formats.multi_select.none",
    "need_one": "formats.mcq.missing",
}
_OWN = {
    "conversation": ("ready", "next", "skip_note"),
    "triage": ("ready",),
    "open_reply": ("ready", "next", "skip_note"),
}
"""Format -> the common words it has of its own."""


def words(name: str, **own: str) -> dict[str, str]:
    """Return every word a scene of this format needs; ``own`` ones are given by the caller."""
    return {label: own[label] if label in own else _word(label, name) for label in labels_for(name)}


def parts(stem: list[dict[str, Any]]) -> tuple[Passage | Message, ...]:
    """Return a situation, or the posts of a conversation, as the page draws them."""
    return tuple(_part(part) for part in stem)


def company_of(form: dict[str, Any]) -> Company:
    """Return whose page it is."""
    company = form["company"]
    return Company(company["name"], company["initials"], both(company["about"]))


def _part(part: dict[str, Any]) -> Passage | Message:
    if "say" in part:
        return Passage(both(part["say"]))
    return Message(
        by=both(part["by"]),
        channel=part["channel"],
        text=both(part["text"]),
        when=both(part["when"]) if part.get("when") else None,
        reactions=both(part["reactions"]) if part.get("reactions") else None,
        heated=bool(part.get("heated")),
    )


def _word(label: str, name: str) -> str:
    if label in _OWN.get(name, ()) or (name in WORK_LABELS and label not in COMMON_LABELS):
        return t(f"candidate_work.{name}.{label}")
    if label == "ready":
        return t(f"candidate.formats.{name}.ready")
    if label.startswith("rate_"):
        return t(f"candidate.formats.rate_each.label_{label[-1]}")
    return t(f"candidate.{_LABELS.get(label, f'channels.{label}')}")
