"""The archive of one candidate's data, for that candidate: one document, made when it is asked for.

References: [gdpr] article 15, [nowak]
"""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection

from data.campaigns.campaigns import Campaign, campaign_by_id
from data.campaigns.forms import form_body
from data.candidates.candidates import candidate_by_id
from data.common.engine import reading, writing
from data.privacy import about_person, self_identification
from data.privacy.about_person import Row
from data.sitting.sittings import Invited
from errors import CampaignError, LinkUnknown
from workflows.campaigns.campaign_end import is_campaign_over
from workflows.candidates.feedback import AWAITED
from workflows.common.clock import utc_now
from workflows.common.stored_settings import read_settings
from workflows.comparison.comparison import CandidateResult, Comparison, Measured, no_place_reasons
from workflows.comparison.pool import ScoredPool
from workflows.comparison.results import own_pool
from workflows.comparison.standings import comparison_of
from workflows.privacy.archive_work import Words, interview, masking, work
from workflows.privacy.rights import holder, note_own

FORMAT = "entregent-own-data"
VERSION = 1
ALWAYS_LEFT_OUT = ("key", "names", "others", "snapshots", "unsent")
"""Codes of what is never in it: it is about the exercise, or about other people."""

_SECRET_IN_LINK = re.compile(r"(/(?:i|join)/)[A-Za-z0-9_-]{16,64}")


@dataclass(frozen=True, slots=True)
class Archive:
    """All that is stored about one person."""

    language: str
    """In which it is written."""
    time_zone: str
    made_at: dt.datetime
    body: Row
    """Plain values; times are datetimes."""


class Scores(NamedTuple):
    """A person's scores, and the reasons why not all of them are given."""

    scores: Row | None
    withheld: tuple[str, ...]
    """Codes of what is not told now: ``not_compared``, ``scores_pending``, ``points_until_over``."""


def archive(token: str) -> Archive:
    """Return all that is kept about whoever holds a link; taking it is written down, without a name.

    Raises
    ------
    LinkUnknown, LinkRevoked, LinkUnopened
        Nothing is told.
    """
    now = utc_now()
    with reading() as connection:
        document = _archive(connection, holder(connection, token), now)
    # A transaction of its own: scoring must not hold the write lock that answers need.
    with writing() as connection:
        note_own(connection, holder(connection, token), "rights_archive", now)
    return document


def _archive(connection: Connection, invited: Invited, now: dt.datetime) -> Archive:
    candidate_id = invited.candidate_id
    candidate = candidate_by_id(connection, candidate_id)
    campaign = campaign_by_id(connection, candidate.campaign_id) if candidate else None
    if campaign is None:
        raise LinkUnknown("This link opens no sitting. Copy the whole link from the invitation.")
    language = invited.sitting.language if invited.sitting else invited.language
    words = masking(connection, campaign.id, candidate_id)
    own_scores = scores(
        connection,
        campaign.id,
        candidate_id,
        language,
        is_campaign_over=is_campaign_over(connection, invited),
    )
    done, n_awaited = _sitting(connection, candidate_id, language, words)
    own_interview = _interview(connection, campaign, candidate_id, language, words)
    withheld = [*ALWAYS_LEFT_OUT, *own_scores.withheld]
    withheld += ["marks_pending"] if n_awaited else []
    withheld += (
        ["interview_pending"] if own_interview is not None and not own_interview["is_complete"] else []
    )
    written = _written(connection, candidate_id, words)
    withheld += ["self_identification"] if written["self_identification"] is not None else []
    body = {
        "format": FORMAT,
        "version": VERSION,
        "made_at": now,
        "campaign": {"title": campaign.title, "state": campaign.state},
        "person": about_person.person(connection, candidate_id),
        "links": about_person.links(connection, candidate_id),
        **done,
        "interview": own_interview,
        "scores": own_scores.scores,
        **written,
        "not_included": withheld,
    }
    zone = read_settings(campaign.settings).time_zone
    return Archive(language, zone, now, body)


def _sitting(connection: Connection, candidate_id: str, language: str, words: Words) -> tuple[Row, int]:
    """Return what was done in the exercise, and how many replies await marks."""
    sitting = about_person.sitting_of(connection, candidate_id)
    if sitting is None:
        return {"sitting": None, "notice": None, "accommodations": [], "answers": []}, 0
    done = work(connection, sitting, language, words)
    n_awaited = done.pop("n_awaited")
    return {
        "sitting": {name: value for name, value in sitting.items() if name not in ("id", "form_id")},
        "notice": about_person.notice(connection, sitting["notice_sha256"]),
        "accommodations": about_person.accommodations(connection, sitting["id"]),
        **done,
    }, n_awaited


def _interview(
    connection: Connection, campaign: Campaign, candidate_id: str, language: str, words: Words
) -> Row | None:
    form = form_body(connection, campaign.form_id) if campaign.form_id else None
    return interview(connection, candidate_id, form, language, words)


def _written(connection: Connection, candidate_id: str, words: Words) -> Row:
    """Return decisions, notes and mails about the person, and their own requests."""
    given_at = self_identification.given_at(connection, candidate_id)
    own_interview = about_person.interview_of(connection, candidate_id)
    subjects = [candidate_id, *([own_interview["id"]] if own_interview else [])]
    return {
        "decisions": [
            {**row, "reason": words(row["reason"])}
            for row in about_person.decisions(connection, candidate_id)
        ],
        "notes": [
            {**row, "text": words(row["text"])} for row in about_person.notes(connection, candidate_id)
        ],
        "mails": [
            # Whoever reads the file elsewhere must not be able to open the sitting with it.
            {**row, "body": _SECRET_IN_LINK.sub(r"\1…", row["body"])}
            for row in about_person.mails(connection, candidate_id)
        ],
        "requests": about_person.requests(connection, candidate_id),
        "agreements": about_person.agreements(connection, candidate_id),
        # When, not what: the link that opens this file was made by people who decide.
        "self_identification": None if given_at is None else {"given_at": given_at},
        "record": about_person.deeds(connection, subjects),
    }


def scores(
    connection: Connection, campaign_id: str, candidate_id: str, language: str, *, is_campaign_over: bool
) -> Scores:
    """Return a person's scores once all that counts in them is in.

    Parameters
    ----------
    is_campaign_over : bool
        Whether the campaign is over for this person. Before, the points of each answer are not told: with
        the answer beside them they would tell the key to somebody who has still to sit it, and the place
        still moves.
    """
    try:
        now = own_pool(connection, campaign_id, candidate_id)
    except CampaignError:
        return Scores(None, ("not_compared",))
    comparison = comparison_of(now)
    candidate = comparison.candidate(candidate_id)
    if candidate is None:
        return Scores(None, ("not_compared",))
    if AWAITED & set(candidate.flags):
        return Scores(None, ("scores_pending",))
    own_scores = _scores(comparison, candidate, language)
    if not is_campaign_over:
        return Scores(own_scores, ("points_until_over",))
    return Scores(
        {
            **own_scores,
            "points": _points(now.scored, candidate_id),
            "place": _place(comparison, candidate),
            "no_place": [*no_place_reasons(comparison).get(candidate_id, ())],
        },
        (),
    )


def _scores(comparison: Comparison, candidate: CandidateResult, language: str) -> Row:
    return {
        "composite": _measured(candidate.composite),
        "families": {name: _measured(measured) for name, measured in candidate.families.items()},
        "family_weights": dict(comparison.family_weights),
        "competencies": [
            {
                "code": facts.code,
                "name": facts.name[language],
                "family": facts.family,
                "weight": facts.weight,
                **_measured(candidate.competencies[facts.code]),
            }
            for facts in comparison.competencies
            if facts.is_measured
        ],
        "methods": {name: comparison.weights.methods[name] for name in comparison.methods_used},
        "stage": comparison.stage,
        "n_answered": candidate.n_answered,
        "n_items": comparison.n_items,
        "flags": list(candidate.flags),
        "sem_basis": comparison.sem_basis,
        "form_sha256": comparison.form_sha256,
        "scoring_version": comparison.scoring_version,
        "weighting": comparison.weighting,
    }


def _measured(measured: Measured) -> Row:
    return {"score": measured.score, "standard_error": measured.sem}


def _place(comparison: Comparison, candidate: CandidateResult) -> Row | None:
    place = candidate.place
    if place is None:
        return None
    return {
        "group": place.tier,
        "rank_from": place.rank_low,
        "rank_to": place.rank_high,
        "n_compared": len(comparison.ranked),
        "places": comparison.places,
        "probability_among_first": place.p_top_k,
    }


def _points(scored: ScoredPool, candidate_id: str) -> list[Row]:
    row = next(at for at, person in enumerate(scored.finished) if person.candidate_id == candidate_id)
    earned = scored.points[row].tolist()
    return [
        {"item_id": item.id, "points": None if math.isnan(points) else points}
        for item, points in zip(scored.scheme.items, earned, strict=True)
    ]
