"""The explanation of a place: answers, their keys, the reasons for them and clauses of the charter."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from assessments.form.form import SCORING_VERSION
from assessments.items.keys import value_at
from data.audit.log import add_event
from data.candidates.candidates import candidate_by_id
from data.comparison import decisions
from domain import Stage
from errors import CampaignError, ContentError
from scoring.scores.scale import coefficients
from workflows.common.access import Actor, require_campaign_permission, require_permission
from workflows.common.clock import utc_now
from workflows.common.transactions import reading, writing
from workflows.comparison.evidence import (
    Clause,
    Evidence,
    Given,
    ItemEvidence,
    NoteShown,
    OptionEvidence,
    Role,
)
from workflows.comparison.explanation_work import stem_part, work_evidence
from workflows.comparison.pool import PersonMarks, ScoredPool
from workflows.comparison.results import pool_now
from workflows.comparison.standings import comparison_of

MAX_NOTE = 4000
"""Longest note, in characters."""

Item = Mapping[str, Any]


def evidence(actor: Actor, campaign_id: str, candidate_id: str, *, stage: Stage | None = None) -> Evidence:
    """Return everything behind one finished candidate's place, at a stage as for a comparison.

    Raises
    ------
    AccessError, CampaignError
        Nothing is shown; ``details["why"]`` is ``not_finished`` for someone without results in this campaign.
    """
    with reading(actor) as connection:
        require_campaign_permission(connection, actor, "compare", campaign_id)
        now = pool_now(connection, campaign_id, stage=stage)
        notes = decisions.notes_of(connection, candidate_id)
    compared = comparison_of(now)
    candidate = compared.candidate(candidate_id)
    if candidate is None:
        raise CampaignError("This candidate has no results in this campaign.", why="not_finished")
    form = now.scored.form
    return Evidence(
        comparison=compared,
        candidate=candidate,
        items=_items(now.scored, candidate_id),
        notes=tuple(NoteShown(note.author, note.text, note.created_at) for note in notes),
        scoring_version=SCORING_VERSION,
        key_status=form.get("key_status"),
    )


def write_note(actor: Actor, campaign_id: str, candidate_id: str, text: str) -> None:
    """Keep a note about a candidate; it is never changed or taken away. An empty one is not kept.

    Raises
    ------
    AccessError, CampaignError
        Nothing was stored.
    """
    require_permission(actor, "write_note")
    if not (note := text.strip()[:MAX_NOTE]):
        return
    now = utc_now()
    with writing(actor) as connection:
        require_campaign_permission(connection, actor, "write_note", campaign_id)
        candidate = candidate_by_id(connection, candidate_id)
        if candidate is None or candidate.campaign_id != campaign_id or candidate.is_try_out:
            raise CampaignError(
                "This candidate is not in this campaign.", why="unknown", campaign=campaign_id
            )
        decisions.add_note(
            connection, candidate_id=candidate_id, account_id=actor.account_id, text=note, now=now
        )
        add_event(
            connection,
            actor=actor.account_id,
            deed="write_note",
            subject=candidate_id,
            campaign_id=campaign_id,
            at=now,
        )


def _items(scored: ScoredPool, candidate_id: str) -> tuple[ItemEvidence, ...]:
    row = next(at for at, person in enumerate(scored.finished) if person.candidate_id == candidate_id)
    points, alone = scored.points[row : row + 1], scored.scale.rows(slice(row, row + 1))
    shares = coefficients(points, alone, scored.scheme)[0].tolist()
    answers, marks = scored.answers[row], scored.marks.get(candidate_id, {})
    return tuple(
        _item(scored.form, item, answers, marks, points[0, j].item(), shares[j])
        for j, item in enumerate(scored.form["items"])
    )


def _item(
    form: Mapping[str, Any],
    item: Item,
    answers: Mapping[str, Any],
    marks: PersonMarks,
    points: float,
    share: float,
) -> ItemEvidence:
    answer = answers.get(item["id"])
    overlaid = {field: None for overlay in item.get("applied_overlays", ()) for field in overlay["when"]}
    return ItemEvidence(
        id=item["id"],
        format=item["format"],
        family=item.get("family", ""),
        title=item["title"],
        stem=tuple(stem_part(part) for part in item["stem"]),
        options=_options(item, answer) if "options" in item else (),
        work=work_evidence(item, answer, marks.get(item["id"], ())),
        loadings=item["loadings"],
        given=_given(item["id"], answers),
        points=None if math.isnan(points) else points,
        share=None if math.isnan(points) or math.isnan(share) else share,
        overlaid_by=tuple(_clause(form, field) for field in overlaid),
        relies_on=tuple(_clause(form, field) for field in item.get("told", ()) if field not in overlaid),
    )


def _given(item_id: str, answers: Mapping[str, Any]) -> Given:
    if item_id not in answers:
        return "not_reached"
    return "skipped" if answers[item_id] is None else "answered"


def _options(item: Item, answer: Any) -> tuple[OptionEvidence, ...]:
    key, base = item["key"], item.get("base_key", item["key"])
    ranks = _ranks(answer) if item["format"] == "rank" else {}
    ratings = answer if item["format"] == "rate_each" and answer is not None else {}
    return tuple(
        OptionEvidence(
            id=option["id"],
            text=option["text"],
            key=key[option["id"]],
            base_key=base[option["id"]],
            rationale=item.get("rationale", {}).get(option["id"]),
            roles=_roles(item["format"], answer, option["id"]),
            rating=ratings.get(option["id"]),
            rank=ranks.get(option["id"]),
            key_rank=1 + sum(other > key[option["id"]] for other in key.values()),
        )
        for option in item["options"]
    )


def _roles(name: str, answer: Any, option: str) -> tuple[Role, ...]:
    """Say what the person made of an option, for formats in which options are picked."""
    if answer is None:
        return ()
    picked: dict[str, dict[Role, Sequence[str]]] = {
        "best_worst": {"best": answer["best"], "worst": answer["worst"]} if name == "best_worst" else {},
        "multi_select": {"ticked": answer},
        "mcq": {"chosen": answer},
    }
    return tuple(role for role, options in picked.get(name, {}).items() if option in options)


def _ranks(answer: Sequence[str | Sequence[str]] | None) -> dict[str, int]:
    """Return option -> place, 1 = most effective; options of a tie share the better place."""
    ranks: dict[str, int] = {}
    for entry in answer or ():
        place = len(ranks) + 1
        ranks.update(dict.fromkeys([entry] if isinstance(entry, str) else entry, place))
    return ranks


def _clause(form: Mapping[str, Any], field: str) -> Clause:
    """Return a rule of the charter with the line of the card that told it."""
    lines = [line for group in form.get("card", ()) for line in group["lines"]]
    printed = next((line["text"] for line in lines if line["field"] == field), None)
    if printed is None:
        printed = next((line["text"] for line in lines if line["field"].startswith(f"{field}.")), None)
    try:
        value = value_at(form.get("charter", {}), field)
    except ContentError:
        value = None
    return Clause(field, _plain(value), printed)


def _plain(value: object) -> str:
    """Write a charter value for a reader; what is not a single value is left to the card's own line."""
    return (
        str(value).lower()
        if isinstance(value, bool)
        else str(value)
        if isinstance(value, str | int | float)
        else ""
    )
