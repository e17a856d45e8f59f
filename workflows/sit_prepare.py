"""Before the first scene: language, notice, charter, accommodations, practice."""

from __future__ import annotations

from dataclasses import replace

from data import sittings
from data.sittings import Milestone
from errors import AnswerError
from workflows.notices import keep_acknowledged
from workflows.sit_deed import deed, moved
from workflows.sit_enter import enter
from workflows.sit_place import Place

NEEDS = (
    "later_deadline",
    "time_133",
    "time_150",
    "no_clock",
    "screen_reader",
    "large_type",
    "breaks",
    "text_inbox",
    "other_language",
    "read_aloud",
)
"""What a candidate can ask for: extra time of a third, of a half, no clock at all..., no reason asked."""
MAX_NOTE = 4000
"""Longest note on what would help, in characters."""


def choose_language(token: str, language: str) -> Place:
    """Switch the sitting to another of the campaign's languages; answers keep the one they were given in.

    It is a candidate's first act, and begins the sitting.
    """
    enter(token, accepted_language=language)
    with deed(token) as (connection, here):
        if language not in here.sitting.campaign_settings["languages"]:
            return moved(connection, here)
        sitting = replace(
            here.sitting, language=language, language_chosen_at=here.sitting.language_chosen_at or here.at
        )
        sittings.change(
            connection, sitting.id, language=language, language_chosen_at=sitting.language_chosen_at
        )
        return moved(connection, here, sitting=sitting)


def acknowledge_notice(token: str, notice: str) -> Place:
    """Store that this notice, word for word, was read, and when; the first time stands."""
    with deed(token) as (connection, here):
        if here.sitting.notice_acknowledged_at is not None:
            return moved(connection, here)
        sha256 = keep_acknowledged(connection, notice, here.sitting.language)
        sittings.change(connection, here.sitting.id, notice_sha256=sha256, notice_acknowledged_at=here.at)
        return moved(connection, here, sitting=replace(here.sitting, notice_acknowledged_at=here.at))


def read_charter(token: str) -> Place:
    """Store that the charter was shown before any scene."""
    return _reach(token, "charter_read_at")


def ask_needs(token: str, needs: list[str], note: str) -> Place:
    """Store the accommodations asked for, if any, and go on; only the recruiter in charge reads them.

    Raises
    ------
    AnswerError
        When a need is none of ``NEEDS``; nothing is stored.
    """
    with deed(token) as (connection, here):
        if unknown := [need for need in needs if need not in NEEDS]:
            raise AnswerError("needs", f"some of {', '.join(NEEDS)}", unknown)
        if needs or note.strip():
            sittings.ask_accommodation(
                connection, here.sitting.id, needs=needs, note=note.strip()[:MAX_NOTE], now=here.at
            )
        sittings.mark(connection, here.sitting.id, "needs_asked_at", here.at)
        return moved(connection, here, sitting=_reached(here, "needs_asked_at"))


def practise(token: str) -> Place:
    """Store that the practice scene was done; what was chosen there is not kept."""
    return _reach(token, "practised_at")


def _reach(token: str, milestone: Milestone) -> Place:
    with deed(token) as (connection, here):
        sittings.mark(connection, here.sitting.id, milestone, here.at)
        return moved(connection, here, sitting=_reached(here, milestone))


def _reached(here: Place, milestone: Milestone) -> sittings.Sitting:
    return replace(here.sitting, **{milestone: getattr(here.sitting, milestone) or here.at})
