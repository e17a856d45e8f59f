"""What the second reader found on a prompt, worked out once and remembered until a mark is added."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from data.campaigns import Campaign
from data.marks import Mark, marks_of_prompt
from data.replies import writers_and_texts
from scoring.marks import MARKERS
from workflows.marking_prompt import Prompt, prompt_of
from workflows.marking_queue import asks_for_mark
from workflows.memory import BoundedMemory

if TYPE_CHECKING:
    from scoring.second_reader import MarkedText, Reading

READINGS_KEPT = 32
_readings: BoundedMemory[Reading] = BoundedMemory(READINGS_KEPT)


@dataclass(frozen=True)
class Material:
    """What can be learned of one prompt, read in one transaction; learning happens outside of it."""

    prompt: Prompt
    texts: tuple[MarkedText, ...]
    marks: Mapping[str, tuple[Mark, ...]]
    """Answer id -> marks."""

    def is_settled(self, answer_id: str) -> bool:
        """Tell whether a reply has all its marks, so that a suggestion can sway nobody."""
        return not asks_for_mark(self.marks.get(answer_id, ()))


def is_on(campaign: Campaign) -> bool:
    """Tell whether a campaign has switched its second reader on."""
    return campaign.settings.get("second_reader", False) is True


def material_of(connection: Connection, campaign_id: str, item: Mapping[str, Any]) -> Material:
    """Return the replies of a prompt that two people marked or more."""
    from scoring.second_reader import MarkedText  # here: it loads scikit-learn, which few pages need

    marks = marks_of_prompt(connection, campaign_id, item["id"])
    written = writers_and_texts(connection, campaign_id, item["id"])
    texts = tuple(
        MarkedText(answer_id, *written[answer_id], [one.marks for one in given])
        for answer_id, given in marks.items()
        if len(given) >= MARKERS and answer_id in written
    )
    return Material(prompt_of(item), texts, marks)


def reading_of(material: Material) -> Reading:
    """Return what the second reader makes of a prompt; the same marks are read once per process."""
    from scoring.second_reader import read_replies

    learned = frozenset((one.reply, len(one.marks)) for one in material.texts)
    return _readings.get(
        (material.prompt.rubric_sha256, learned),
        lambda: read_replies(material.texts, [one.id for one in material.prompt.dimensions]),
    )
