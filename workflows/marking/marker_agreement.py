"""How far the markers of a campaign agree, prompt by prompt, and how severe each marker is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import Connection

from data.accounts import accounts
from data.marking.marks import Mark, marks_of_prompt
from domain import OPEN_STATES
from scoring.agreement.agreement import TOTAL, Agreement, MarkRow, agreement_report, severity
from scoring.agreement.ratings_table import Estimate, Rating
from scoring.formats.marks import HIGHEST, LOWEST, MARKERS
from workflows.campaigns.drafts import in_state
from workflows.common.access import Actor, require_campaign_permission
from workflows.common.transactions import reading
from workflows.comparison.result_cache import BoundedMemory
from workflows.marking.assignment import (
    Prompt,
    Translated,
    form_of,
    marked_campaign,
    marked_items_of,
    prompt_of,
)

SCALE = tuple(range(LOWEST, HIGHEST + 1))
SEED = 20261122
"""For the intervals that are resampled: the same marks have the same intervals."""
REPORTS_KEPT = 64
_reports: BoundedMemory[dict[str, Agreement]] = BoundedMemory(REPORTS_KEPT)


@dataclass(frozen=True)
class PromptAgreement:
    """How far the first two markers of each reply to a prompt agree."""

    item_id: str
    title: Translated
    dimensions: tuple[tuple[str, Translated], ...]
    """Id and name."""
    report: Mapping[str, Agreement]
    """By dimension, then "total"."""
    n_twice: int
    """Replies marked by two people or more."""
    n_third: int
    """Replies for which a third mark was given."""


@dataclass(frozen=True)
class MarkerSeverity:
    """How far one marker is from the others on the same replies to one prompt."""

    account_id: str
    name: str
    item_id: str
    title: Translated
    by_dimension: Mapping[str, Estimate]
    """By dimension, then "total"; in points, below 0 = more severe than the others."""


def agreement(actor: Actor, campaign_id: str) -> tuple[PromptAgreement, ...]:
    """Return the agreement on each prompt. It says nothing of who the markers are.

    A third mark is asked for because two differ: it is no independent evidence, and left out.
    """
    with reading(actor) as connection:
        require_campaign_permission(connection, actor, "see_agreement", campaign_id)
    return tuple(_agreement(prompt, marks) for prompt, marks in _read(actor, campaign_id))


def severities(actor: Actor, campaign_id: str) -> tuple[MarkerSeverity, ...]:
    """Return how severe each marker is, by prompt, then by name, for who appoints them."""
    with reading(actor) as connection:
        require_campaign_permission(connection, actor, "appoint_markers", campaign_id)
    read = _read(actor, campaign_id)
    with reading(actor) as connection:
        names = {account.id: account.name for account in accounts.all_accounts(connection)}
    found = [severity for prompt, marks in read for severity in _severities(prompt, marks, names)]
    order = {prompt.item_id: at for at, (prompt, _) in enumerate(read)}
    return tuple(sorted(found, key=lambda one: (order[one.item_id], one.name, one.account_id)))


def my_severity(actor: Actor, campaign_id: str) -> tuple[MarkerSeverity, ...]:
    """Return how severe this marker is, by prompt; nothing about anybody else.

    Only replies they have marked themselves enter, so that it tells nothing of marks still to give.
    """
    with reading(actor) as connection:
        marked_campaign(connection, actor, campaign_id)
    names = {actor.account_id: actor.name}
    return tuple(
        severity
        for prompt, marks in _read(actor, campaign_id)
        for severity in _severities(prompt, marks, names)
        if severity.account_id == actor.account_id
    )


_Read = list[tuple[Prompt, list[tuple[Mark, ...]]]]


def _read(actor: Actor, campaign_id: str) -> _Read:
    """Return each prompt with the marks of its replies."""
    with reading(actor) as connection:
        campaign = in_state(connection, campaign_id, *OPEN_STATES, "archived")
        items = marked_items_of(form_of(connection, campaign))
        return [(prompt_of(item), _marks(connection, campaign_id, item)) for item in items]


def _marks(connection: Connection, campaign_id: str, item: Mapping[str, Any]) -> list[tuple[Mark, ...]]:
    return list(marks_of_prompt(connection, campaign_id, item["id"]).values())


def _agreement(prompt: Prompt, marks: Sequence[tuple[Mark, ...]]) -> PromptAgreement:
    rows = [MarkRow(one.answer_id, one.account_id, one.marks) for given in marks for one in given[:MARKERS]]
    seen = frozenset((row.reply, row.marker) for row in rows)
    return PromptAgreement(
        item_id=prompt.item_id,
        title=prompt.title,
        dimensions=tuple((dimension.id, dimension.name) for dimension in prompt.dimensions),
        report=_reports.get((prompt.rubric_sha256, seen), lambda: _report(prompt, rows)),
        n_twice=sum(len(given) >= MARKERS for given in marks),
        n_third=sum(len(given) > MARKERS for given in marks),
    )


def _report(prompt: Prompt, rows: Sequence[MarkRow]) -> dict[str, Agreement]:
    names = [dimension.id for dimension in prompt.dimensions]
    return agreement_report(rows, names, SCALE, rng=np.random.default_rng(SEED))


def _severities(
    prompt: Prompt, marks: Sequence[tuple[Mark, ...]], names: Mapping[str, str]
) -> list[MarkerSeverity]:
    """Return the severity of everyone who marked a prompt; names that are not known stay empty."""
    columns: dict[str, tuple[str, ...]] = {dimension.id: (dimension.id,) for dimension in prompt.dimensions}
    columns[TOTAL] = tuple(columns)
    found: dict[str, dict[str, Estimate]] = {}
    for name, dimensions in columns.items():
        ratings = [
            Rating(one.answer_id, one.account_id, float(sum(one.marks[each] for each in dimensions)))
            for given in marks
            for one in given
        ]
        for account_id, estimate in severity(ratings).items():
            found.setdefault(account_id, {})[name] = estimate
    return [
        MarkerSeverity(account_id, names.get(account_id, ""), prompt.item_id, prompt.title, estimates)
        for account_id, estimates in found.items()
    ]
