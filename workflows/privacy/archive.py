"""All that is kept about one candidate, for that candidate: one document, made when it is asked for.

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
from workflows.comparison.comparison import CandidateResult, Comparison, Measured, no_place_reasons
from workflows.comparison.pool import ScoredPool
from workflows.comparison.results import own_pool
from workflows.comparison.standings import comparison_of
from workflows.privacy.archive_work import Words, interview, masking, work
from workflows.privacy.rights import holder, note_own


class Scores(NamedTuple):
    """What there is, and why not all of it."""

    scores: Row | None
    withheld: tuple[str, ...]
    """Codes of what is not told now: ``not_compared``, ``scores_pending``, ``points_until_over``."""


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
    found = comparison_of(now)
    one = found.candidate(candidate_id)
    if one is None:
        return Scores(None, ("not_compared",))
    if AWAITED & set(one.flags):
        return Scores(None, ("scores_pending",))
    told = _scores(found, one, language)
    if not is_campaign_over:
        return Scores(told, ("points_until_over",))
    return Scores(
        {
            **told,
            "points": _points(now.scored, candidate_id),
            "place": _place(found, one),
            "no_place": [*no_place_reasons(found).get(candidate_id, ())],
        },
        (),
    )


def _scores(found: Comparison, one: CandidateResult, language: str) -> Row:
    return {
        "composite": _measured(one.composite),
        "families": {name: _measured(measured) for name, measured in one.families.items()},
        "family_weights": dict(found.family_weights),
        "competencies": [
            {
                "code": facts.code,
                "name": facts.name[language],
                "family": facts.family,
                "weight": facts.weight,
                **_measured(one.competencies[facts.code]),
            }
            for facts in found.competencies
            if facts.is_measured
        ],
        "methods": {name: found.weights.methods[name] for name in found.methods_used},
        "stage": found.stage,
        "n_answered": one.n_answered,
        "n_items": found.n_items,
        "flags": list(one.flags),
        "sem_basis": found.sem_basis,
        "form_sha256": found.form_sha256,
        "scoring_version": found.scoring_version,
        "weighting": found.weighting,
    }


def _measured(measured: Measured) -> Row:
    return {"score": measured.score, "standard_error": measured.sem}


def _place(found: Comparison, one: CandidateResult) -> Row | None:
    place = one.place
    if place is None:
        return None
    return {
        "group": place.tier,
        "rank_from": place.rank_low,
        "rank_to": place.rank_high,
        "n_compared": len(found.ranked),
        "places": found.places,
        "probability_among_first": place.p_top_k,
    }


def _points(scored: ScoredPool, candidate_id: str) -> list[Row]:
    row = next(at for at, person in enumerate(scored.finished) if person.candidate_id == candidate_id)
    earned = scored.points[row].tolist()
    return [
        {"item_id": item.id, "points": None if math.isnan(points) else points}
        for item, points in zip(scored.scheme.items, earned, strict=True)
    ]


FORMAT = "entregent-own-data"
VERSION = 1
ALWAYS_LEFT_OUT = ("key", "names", "others", "snapshots", "unsent")
"""Codes of what is never in it: it is about the exercise, or about other people."""

_SECRET_IN_LINK = re.compile(r"(/(?:i|join)/)[A-Za-z0-9_-]{16,64}")


@dataclass(frozen=True, slots=True)
class Archive:
    """What is kept about one person."""

    language: str
    """In which it is written."""
    time_zone: str
    made_at: dt.datetime
    body: Row
    """Plain values; times are datetimes."""


def archive(token: str) -> Archive:
    """Return all that is kept about whoever holds a link; taking it is written down, without a name.

    Raises
    ------
    LinkUnknown, LinkRevoked, LinkUnopened
        Nothing is told.
    """
    now = utc_now()
    with reading() as connection:
        made = _made(connection, holder(connection, token), now)
    # A transaction of its own: scoring must not hold the write lock that answers need.
    with writing() as connection:
        note_own(connection, holder(connection, token), "rights_archive", now)
    return made


def _made(connection: Connection, found: Invited, now: dt.datetime) -> Archive:
    candidate_id = found.candidate_id
    one = candidate_by_id(connection, candidate_id)
    campaign = campaign_by_id(connection, one.campaign_id) if one else None
    if campaign is None:
        raise LinkUnknown("This link opens no sitting. Copy the whole link from the invitation.")
    language = found.sitting.language if found.sitting else found.language
    words = masking(connection, campaign.id, candidate_id)
    told = scores(
        connection, campaign.id, candidate_id, language, is_campaign_over=is_campaign_over(connection, found)
    )
    done, n_awaited = _sitting(connection, candidate_id, language, words)
    held = _interview(connection, campaign, candidate_id, language, words)
    withheld = [*ALWAYS_LEFT_OUT, *told.withheld]
    withheld += ["marks_pending"] if n_awaited else []
    withheld += ["interview_pending"] if held is not None and not held["is_complete"] else []
    said = _said(connection, candidate_id, words)
    withheld += ["self_identification"] if said["self_identification"] is not None else []
    body = {
        "format": FORMAT,
        "version": VERSION,
        "made_at": now,
        "campaign": {"title": campaign.title, "state": campaign.state},
        "person": about_person.person(connection, candidate_id),
        "links": about_person.links(connection, candidate_id),
        **done,
        "interview": held,
        "scores": told.scores,
        **said,
        "not_included": withheld,
    }
    zone = str(campaign.settings.get("time_zone", "UTC"))
    return Archive(language, zone, now, body)


def _sitting(connection: Connection, candidate_id: str, language: str, words: Words) -> tuple[Row, int]:
    """Return what was done in the exercise, and how many replies await marks."""
    found = about_person.sitting_of(connection, candidate_id)
    if found is None:
        return {"sitting": None, "notice": None, "accommodations": [], "answers": []}, 0
    done = work(connection, found, language, words)
    n_awaited = done.pop("n_awaited")
    told = {
        "sitting": {name: value for name, value in found.items() if name not in ("id", "form_id")},
        "notice": about_person.notice(connection, found["notice_sha256"]),
        "accommodations": about_person.accommodations(connection, found["id"]),
    }
    return {**told, **done}, n_awaited


def _interview(
    connection: Connection, campaign: Campaign, candidate_id: str, language: str, words: Words
) -> Row | None:
    form = form_body(connection, campaign.form_id) if campaign.form_id else None
    return interview(connection, candidate_id, form, language, words)


def _said(connection: Connection, candidate_id: str, words: Words) -> Row:
    """Return what was decided, written and sent about the person, and what they asked."""
    given_at = self_identification.given_at(connection, candidate_id)
    held = about_person.interview_of(connection, candidate_id)
    subjects = [candidate_id, *([held["id"]] if held else [])]
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
