"""The notice a candidate reads before the first scene, written from what the campaign has settled.

French labour code L1221-8 (methods told beforehand) and L1221-9 (no undisclosed device); GDPR 13 and 14.
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple

import texts
from texts import t
from workflows.campaigns.campaign_settings import MAX_RETENTION_MONTHS
from workflows.common.stored_settings import ChosenInterview, StoredSettings
from workflows.privacy.data_map import collected


class Section(NamedTuple):
    """One titled part of the notice."""

    title: str
    lines: list[str]


def sections(settings: StoredSettings) -> list[Section]:
    """Return the notice of a campaign, in the present language."""
    who: dict[str, Any] = {"company": settings.controller_name, "address": settings.controller_address}
    dpo = settings.dpo_contact
    demand = "mandatory" if settings.stage == "required" else "optional"
    consequence = t(f"candidate.notice.required.consequence_{demand}")
    help_by = "second_reader" if settings.second_reader else "rules"
    return [
        _section("who", t("candidate.notice.who.text", **who), t("candidate.notice.who.dpo", dpo=dpo)),
        _section("why", t("candidate.notice.why.text")),
        _section("legal_basis", t(f"candidate.notice.legal_basis.{settings.legal_basis}")),
        _section(
            "what",
            *(t(f"data_map.{category}.told") for category in collected(settings)),
            *_fixed("what", "not", "cookie"),
        ),
        _section(
            "how",
            t("candidate.notice.how.text"),
            *_interview(settings.interview),
            *_fixed("how", "key", "key_not_validated", "skipping", "replies", "time"),
        ),
        _section("automatic", *_fixed("automatic", help_by, "person")),
        _section("readers", *_readers(settings)),
        _section("kept", *_kept(settings)),
        _section(
            "rights",
            t("candidate.notice.rights.text"),
            t("candidate.notice.rights.complain", authority=settings.authority),
            t("candidate.notice.rights.page", page=t("rights.open")),
            t("candidate.notice.rights.ask", dpo=dpo, recruiter=settings.recruiter_contact),
        ),
        _section("required", t(f"candidate.notice.required.{demand}", consequence=consequence)),
    ]


def word_for_word(notice: list[Section]) -> str:
    """Return a notice as it is stored: titles and lines as shown, as JSON."""
    return json.dumps(notice, ensure_ascii=False)


def _section(name: str, *lines: str) -> Section:
    return Section(t(f"candidate.notice.{name}.title"), list(lines))


def _interview(interview: ChosenInterview | None) -> list[str]:
    """Tell of the structured interview, where the campaign holds one, and which ratings count."""
    if interview is None:
        return []
    lines = [
        t("candidate.notice.how.interview", count=interview.n_questions),
        t("candidate.notice.how.interview_counts"),
    ]
    return [*lines, t("candidate.notice.how.interview_adjusted")] if interview.counts == "adjusted" else lines


def _readers(settings: StoredSettings) -> list[str]:
    names = ["text", "blind", "accommodations"] if settings.blind_names else ["text", "accommodations"]
    return _fixed("readers", *names)


def _kept(settings: StoredSettings) -> list[str]:
    """Tell how long data are kept, as the purge goes by it."""
    day = settings.answer_by
    # A published campaign has settled the day; a notice is shown of nothing else.
    undecided = [] if day is None else [t("candidate.notice.kept.undecided", day=texts.day(day))]
    return [
        t("candidate.notice.kept.text", count=settings.retention_months),
        *undecided,
        t("candidate.notice.kept.withdrawn"),
        t("candidate.notice.kept.longer", months=MAX_RETENTION_MONTHS),
        *_fixed("kept", "request", "stub"),
    ]


def _fixed(name: str, *keys: str) -> list[str]:
    return [t(f"candidate.notice.{name}.{key}") for key in keys]
