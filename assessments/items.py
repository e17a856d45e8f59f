"""The kinds of items: which model reads which format."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assessments.conversation import Conversation, ConversationWording
from assessments.model import CLOSED_FORMATS
from assessments.open_reply import OpenReply, OpenReplyWording
from assessments.scenario import Scenario, Wording
from assessments.triage import Triage, TriageWording
from errors import ContentError

AnyItem = Scenario | Conversation | Triage | OpenReply
AnyWording = Wording | ConversationWording | TriageWording | OpenReplyWording
ItemModel = type[Scenario] | type[Conversation] | type[Triage] | type[OpenReply]

MODELS: Mapping[str, ItemModel] = {
    **dict.fromkeys(CLOSED_FORMATS, Scenario),
    "conversation": Conversation,
    "triage": Triage,
    "open_reply": OpenReply,
}


def item_model(data: Mapping[str, Any], *, source: str) -> ItemModel:
    """Return the model of an item's format, so that a mistake in it is told once and in its place.

    Raises
    ------
    ContentError
        When the format is missing or unknown.
    """
    name = data.get("format")
    if isinstance(name, str) and name in MODELS:
        return MODELS[name]
    got = repr(name)[:80] if isinstance(name, str | int | None) else f"a {type(name).__name__}"
    allowed = ", ".join(repr(known) for known in MODELS)
    line = f"{source}: item {data.get('id')}, field format: got {got}; allowed: {allowed}."
    raise ContentError(line, file=source, fields=("format",), mistakes=(line,))
