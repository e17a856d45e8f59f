"""A prompt and a text laid on the sheet they are marked on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import texts
from texts import both, t
from views.components.marks import CHANNELS, LABELS, SheetData, SheetDimension
from views.components.scene import Company
from views.sit_words import parts
from workflows.marking import MAX_NOTE
from workflows.marking_desk import Desk, Reply
from workflows.marking_prompt import Prompt
from workflows.marking_training import Training, TrainingSample


def reply_sheet(desk: Desk, reply: Reply, *, error: str | None) -> SheetData:
    """Return the sheet of a reply; every mark on it is kept as it is given."""
    return SheetData(
        code=reply.code,
        heading=t("marking.sheet.reply"),
        text=reply.text,
        length=t("marking.sheet.words", count=reply.n_words),
        marks=reply.marks,
        note=reply.note,
        note_limit=MAX_NOTE,
        saved=t("marking.sheet.saved") if reply.marks or reply.note else t("marking.sheet.nothing_yet"),
        error=error,
        **_around(desk.prompt, desk.company),
    )


def sample_sheet(training: Training, sample: TrainingSample, *, error: str | None) -> SheetData:
    """Return the sheet of a training sample; it is marked in one go and commented on at the end."""
    return SheetData(
        code=sample.id,
        heading=t("marking.sheet.sample", number=training.n_done + 1, total=training.n_samples),
        text=sample.text,
        length=t("marking.sheet.words", count=sample.n_words),
        marks={},
        keeps=False,
        can_leave=False,
        error=error,
        **_around(training.prompt, training.company),
    )


def _around(prompt: Prompt, company: Mapping[str, Any]) -> dict[str, Any]:
    labels = {name: t(f"marking.labels.{name}") for name in LABELS}
    channels = {name: t(f"candidate.{_channel(name)}") for name in CHANNELS}
    return {
        "lang": texts.language(),
        "title": both(prompt.title),
        "company": Company(company["name"], company["initials"], both(company["about"])),
        "stem": parts([dict(part) for part in prompt.stem]),
        "dimensions": tuple(
            SheetDimension(one.id, both(one.name), both(one.needs), tuple(map(both, one.anchors)))
            for one in prompt.dimensions
        ),
        "labels": labels | channels,
    }


def _channel(name: str) -> str:
    return "aria.heated" if name == "heated" else f"channels.{name}"
