"""Agreement of a campaign's markers, prompt by prompt, and the severity of each of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

import numpy as np
from cachetools import LRUCache, cached
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

_Read = list[tuple[Prompt, list[tuple[Mark, ...]]]]


@dataclass(frozen=True)
class PromptAgreement:
    """Agreement of the first two markers of each reply to a prompt."""

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
    """One marker's distance from the others on the same replies to one prompt."""

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
    results = [severity for prompt, marks in read for severity in _severities(prompt, marks, names)]
    order = {prompt.item_id: at for at, (prompt, _) in enumerate(read)}
    return tuple(sorted(results, key=lambda result: (order[result.item_id], result.name, result.account_id)))


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


def _read(actor: Actor, campaign_id: str) -> _Read:
    """Return each prompt with the marks of its replies."""
    with reading(actor) as connection:
        campaign = in_state(connection, campaign_id, *OPEN_STATES, "archived")
        items = marked_items_of(form_of(connection, campaign))
        return [(prompt_of(item), _marks(connection, campaign_id, item)) for item in items]


def _marks(connection: Connection, campaign_id: str, item: Mapping[str, Any]) -> list[tuple[Mark, ...]]:
    return list(marks_of_prompt(connection, campaign_id, item["id"]).values())


def _agreement(prompt: Prompt, marks: Sequence[tuple[Mark, ...]]) -> PromptAgreement:
    rows = [
        MarkRow(mark.answer_id, mark.account_id, mark.marks)
        for of_reply in marks
        for mark in of_reply[:MARKERS]
    ]
    return PromptAgreement(
        item_id=prompt.item_id,
        title=prompt.title,
        dimensions=tuple((dimension.id, dimension.name) for dimension in prompt.dimensions),
        report=_report(prompt, rows),
        n_twice=sum(len(of_reply) >= MARKERS for of_reply in marks),
        n_third=sum(len(of_reply) > MARKERS for of_reply in marks),
    )


# Marks are never changed: who marked what stands for the marks themselves.
@cached(
    LRUCache(maxsize=REPORTS_KEPT),
    key=lambda prompt, rows: (prompt.rubric_sha256, frozenset((row.reply, row.marker) for row in rows)),
    lock=Lock(),
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
    by_account: dict[str, dict[str, Estimate]] = {}
    for name, dimensions in columns.items():
        ratings = [
            Rating(mark.answer_id, mark.account_id, float(sum(mark.marks[each] for each in dimensions)))
            for of_reply in marks
            for mark in of_reply
        ]
        for account_id, estimate in severity(ratings).items():
            by_account.setdefault(account_id, {})[name] = estimate
    return [
        MarkerSeverity(account_id, names.get(account_id, ""), prompt.item_id, prompt.title, estimates)
        for account_id, estimates in by_account.items()
    ]
