"""Exports of results and answers as files: blind unless asked otherwise, harmless to open, and recorded."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal, NamedTuple

from sqlalchemy import Connection

from data.audit.log import add_event
from data.comparison.results import GivenAnswer, given_answers
from domain import Stage
from workflows.common.access import Actor, has_permission, require_campaign_permission, require_permission
from workflows.common.clock import utc_now
from workflows.common.transactions import reading, writing
from workflows.comparison.comparison import (
    CandidateResult,
    Comparison,
    Measured,
    Reason,
    n_competencies,
    no_place_reasons,
    stage_suffix,
)
from workflows.comparison.names import may_be_named
from workflows.comparison.pool import ScoredPool
from workflows.comparison.results import PoolNow, pool_now
from workflows.comparison.standings import comparison_of
from workflows.files.codebook import ANSWERS, CAUTION, RESULTS, SUB_SCORES
from workflows.files.export_tables import MarkTables, interview_tables, long_rows, mark_tables, wide_rows
from workflows.files.workbook import Cell, Sheet, csv_file, json_file, xlsx_file

Kind = Literal["csv", "xlsx", "json"]

MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


class Export(NamedTuple):
    """A file to hand over."""

    filename: str
    """Without anything personal: file names travel."""
    media_type: str
    content: bytes


def export_results(
    actor: Actor, campaign_id: str, kind: Kind, *, named: bool = False, stage: Stage | None = None
) -> Export:
    """Return the results of everyone who finished: CSV, or with answers, marks and a codebook XLSX or JSON.

    Marks come by place, 1 to 3; which account gave them, and its notes, only to who appoints markers. The
    last two have interviews too, once every sheet of them is in.

    Parameters
    ----------
    actor : Actor
        Needs ``export_results``; with names, ``reveal_names`` too.
    campaign_id : str
    kind : "csv", "xlsx" or "json"
        CSV is written for a spreadsheet in the actor's language.
    named : bool
        Whether the file says who is who; pseudonyms only by default. In a blind campaign it names people who
        are shortlisted or offered, and leaves the others' names empty.
    stage : {"all", "before_interview"}, optional
        As for a comparison; a column and the file's name say which.

    Raises
    ------
    AccessError, CampaignError
        No file is made.
    """
    if named:
        require_permission(actor, "reveal_names")
    with reading(actor) as connection:
        require_campaign_permission(connection, actor, "export_results", campaign_id)
        now = pool_now(connection, campaign_id, stage=stage)
        names = _names(connection, now) if named else None
        n_named = {} if names is None else {"n_named": len(names)}
        whole = kind != "csv"
        answers = list(given_answers(connection, campaign_id)) if whole else []
        marks = _marks(connection, now, actor) if whole else None
        interviews = _interviews(connection, now, actor) if whole else []
    # A transaction of its own: scoring must not hold the write lock that candidates' answers need.
    with writing(actor) as connection:
        add_event(
            connection,
            actor=actor.account_id,
            deed="export_results",
            subject=campaign_id,
            campaign_id=campaign_id,
            at=utc_now(),
            details={
                "kind": kind,
                "named": named,
                "n": len(now.scored.finished),
                "stage": now.scored.stage,
                **n_named,
            },
        )
    compared = comparison_of(now)
    results = Sheet("results", RESULTS, _results(compared, names))
    if kind == "csv":
        content = csv_file(results.rows, actor.language)
    else:
        entries = {
            name: entry for name, entry in ANSWERS.items() if name != "answered_at" or not compared.is_blind
        }
        answer_sheet = Sheet("answers", entries, _answers(answers, now.scored, [*entries]))
        competencies = Sheet("competencies", SUB_SCORES, _sub_scores(compared))
        sheets = [results, competencies, answer_sheet, *_mark_sheets(marks), *interviews]
        write = xlsx_file if kind == "xlsx" else json_file
        content = write(sheets, _codebook(sheets, compared))
    return Export(_filename(compared, kind), MEDIA[kind], content)


def _marks(connection: Connection, now: PoolNow, actor: Actor) -> MarkTables | None:
    with_markers = has_permission(actor, "appoint_markers")
    scored = now.scored
    return mark_tables(connection, now.campaign.id, scored.form, scored.finished, with_markers=with_markers)


def _interviews(connection: Connection, now: PoolNow, actor: Actor) -> list[Sheet]:
    with_accounts = has_permission(actor, "plan_interviews")
    return interview_tables(connection, now.campaign.id, now.scored.form, with_accounts=with_accounts)


def _mark_sheets(marks: MarkTables | None) -> list[Sheet]:
    if marks is None:
        return []
    return [
        Sheet("marks", marks.entries, wide_rows(marks)),
        Sheet("marks_long", marks.long_entries, long_rows(marks)),
    ]


def _names(connection: Connection, now: PoolNow) -> dict[str, str]:
    """Return the names that a page would show without a reason, of people who are in the file."""
    free = may_be_named(connection, now.campaign)
    finished = {person.candidate_id for person in now.scored.finished}
    return {
        candidate_id: candidate.name for candidate_id, candidate in free.items() if candidate_id in finished
    }


def _results(compared: Comparison, names: dict[str, str] | None) -> Iterator[list[Cell]]:
    """Yield the table of results: its header, then everyone who finished, by pseudonym."""
    columns = [column for column in RESULTS if names is not None or column != "name"]
    reasons = no_place_reasons(compared)
    yield list(columns)
    for result in sorted(compared.finished, key=lambda result: result.pseudonym):
        row = _row(result, compared, reasons.get(result.candidate_id, ())) | (
            {"name": names.get(result.candidate_id, "")} if names is not None else {}
        )
        yield [row[column] for column in columns]


def _row(result: CandidateResult, compared: Comparison, reasons: Sequence[Reason]) -> dict[str, Cell]:
    scores: dict[str, Measured] = {**result.competencies, **result.families, "composite": result.composite}
    place = result.place
    return {
        "candidate": result.candidate_id,
        "pseudonym": result.pseudonym,
        "stage": compared.stage,
        "n_answered": result.n_answered,
        "n_skipped": result.n_skipped,
        "n_items": compared.n_items,
        "n_competencies": n_competencies(result, compared)[0],
        **{name: measured.score for name, measured in scores.items()},
        **{f"{code}_sem": measured.sem for code, measured in result.competencies.items()},
        **{f"{facts.code}_reliability": _known(facts.worth.reliability) for facts in compared.competencies},
        "sem": result.composite.sem,
        "sem_basis": compared.sem_basis,
        "tier": place and place.tier,
        "expected_rank": place and place.expected_rank,
        "rank_low": place and place.rank_low,
        "rank_high": place and place.rank_high,
        "p_top_k": place and place.p_top_k,
        "no_place": ";".join(reasons),
        "flags": ";".join(result.flags),
    }


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value


def _sub_scores(compared: Comparison) -> Iterator[list[Cell]]:
    """Yield the table of competencies: its header, then what each one's own score is worth."""
    yield list(SUB_SCORES)
    for facts in compared.competencies:
        if facts.is_measured:
            worth = facts.worth
            numbers = (worth.reliability, worth.low, worth.high)
            verdict = [_known(worth.whole), _known(worth.p_own), worth.verdict]
            yield [
                facts.code, facts.family, facts.weight, worth.n, *map(_known, numbers),
                int(worth.is_muted), *verdict,
            ]  # fmt: skip


def _answers(answers: Iterable[GivenAnswer], scored: ScoredPool, columns: list[str]) -> Iterator[list[Cell]]:
    """Yield the table of answers: its header, then one row per answer that counts, by pseudonym and item.

    In a blind campaign it has no times: hours of the day, and who came first, are nobody's business there.
    """
    yield list(columns)
    rows = {person.candidate_id: (row, person.pseudonym) for row, person in enumerate(scored.finished)}
    items = {item.id: (column, item.format) for column, item in enumerate(scored.scheme.items)}
    points = scored.points.tolist()
    pseudonyms = {person.candidate_id: person.pseudonym for person in scored.finished}
    for answer in sorted(
        answers, key=lambda answer: (pseudonyms.get(answer.candidate_id, ""), answer.item_id)
    ):
        if answer.candidate_id not in rows or answer.item_id not in items:
            continue
        (row, pseudonym), (column, name) = rows[answer.candidate_id], items[answer.item_id]
        earned = points[row][column]
        cells = (
            answer.candidate_id,
            pseudonym,
            answer.item_id,
            name,
            None if answer.value is None else _json(answer.value),
            None if earned != earned else earned,
            answer.revision,
            answer.language,
            answer.answered_at.isoformat(timespec="seconds"),
        )
        whole: dict[str, Cell] = dict(zip(ANSWERS, cells, strict=True))
        yield [whole[column] for column in columns]


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _codebook(sheets: Sequence[Sheet], compared: Comparison) -> Iterator[list[Cell]]:
    yield ["sheet", "column", "en", "fr"]
    for sheet in sheets:
        for column, (english, french) in sheet.entries.items():
            yield [sheet.title, column, english, french]
    yield ["", "", *CAUTION]
    yield from (["", name, value, value] for name, value in codebook_facts(compared).items())


def codebook_facts(compared: Comparison) -> dict[str, Cell]:
    """Return what the numbers rest on: form, stage, and the weights that counted."""
    return {
        "campaign": compared.title,
        "form_sha256": compared.form_sha256,
        "scoring_version": compared.scoring_version,
        "places": compared.places,
        "stage": compared.stage,
        "n_before": compared.n_before,
        "weighting": compared.weighting,
        **{f"weight {name}": weight for group in compared.weights for name, weight in group.items()},
    }


def _filename(compared: Comparison, kind: Kind) -> str:
    stem = re.sub(r"[^A-Za-z0-9-]", "", compared.campaign_id)[:8] or "campaign"
    return f"entregent-results-{stem}{stage_suffix(compared)}.{kind}"
