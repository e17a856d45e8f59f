"""The content of the report for managers: a comparison, the candidates chosen, and decisions."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from data.comparison.decisions import Decision, decisions_of
from domain import Stage
from errors import CampaignError
from workflows.audit.log import log_action
from workflows.common.access import Actor, require_campaign_permission
from workflows.common.clock import utc_now
from workflows.common.transactions import reading, writing
from workflows.comparison.comparison import CandidateResult, Comparison
from workflows.comparison.names import reveal
from workflows.comparison.standings import comparison


@dataclass(frozen=True, slots=True)
class ManagerReport:
    """Everything the report says."""

    comparison: Comparison
    chosen: tuple[CandidateResult, ...]
    """The people asked for, as the comparison has them."""
    standing: Mapping[str, Decision]
    """Candidate id -> the decision that stands; absent = none yet."""
    names: Mapping[str, str]
    """Candidate id -> name, of those whose names may be given; empty in a blind report."""


def manager_report(
    actor: Actor,
    campaign_id: str,
    candidate_ids: Collection[str] = (),
    *,
    named: bool = False,
    stage: Stage | None = None,
) -> ManagerReport:
    """Return what a report says about some of those who finished, or all of them; noted with their number.

    Parameters
    ----------
    actor : Actor
        Needs ``export_results``; with names, ``reveal_names`` too.
    campaign_id : str
    candidate_ids : collection of str
        Whom the report is about; empty = everybody who finished.
    named : bool
        Whether it calls people by name where names may be given; noted as every look at names is.
    stage : {"all", "before_interview"}, optional
        As for a comparison.

    Raises
    ------
    AccessError, CampaignError
        No report is made; ``details["why"]`` is ``not_finished`` where somebody asked for has no results.
    """
    with reading(actor) as connection:
        require_campaign_permission(connection, actor, "export_results", campaign_id)
    compared = comparison(actor, campaign_id, stage=stage)
    wanted_ids = set(candidate_ids)
    chosen = tuple(
        candidate for candidate in compared.finished if not wanted_ids or candidate.candidate_id in wanted_ids
    )
    if not chosen or len(chosen) < len(wanted_ids):
        raise CampaignError("This candidate has no results in this campaign.", why="not_finished")
    names = reveal(actor, campaign_id) if named else {}
    with reading(actor) as connection:
        history = decisions_of(connection, campaign_id)
    with writing(actor) as connection:
        log_action(
            connection,
            actor,
            "manager_report",
            campaign_id,
            utc_now(),
            campaign_id=campaign_id,
            n=len(chosen),
            named=named,
            stage=compared.stage,
        )
    return ManagerReport(
        comparison=compared,
        chosen=chosen,
        standing={
            candidate.candidate_id: history[candidate.candidate_id][-1]
            for candidate in chosen
            if candidate.candidate_id in history
        },
        names=names,
    )
