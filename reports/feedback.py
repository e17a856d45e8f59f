"""Feedback for a candidate: bands in words, things seen, one idea; no score, no rank, nobody else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from reports.document import HASH, as_of, fictional, speaking
from reports.typeset import typeset
from texts import both, day, percent, t
from workflows.candidates.feedback import CompetencyBand, FamilyBand, Feedback
from workflows.candidates.feedback_rules import WIDE


def feedback_pdf(feedback: Feedback, language: str, now: dt.datetime) -> bytes:
    """Return the report as a PDF, in a language ("fr" or "en"), with the date of ``now``."""
    return typeset("feedback", speaking(language, lambda: _data(feedback, language, now)))


def _data(feedback: Feedback, language: str, now: dt.datetime) -> dict[str, Any]:
    return {
        "language": language,
        "title": f"{t('report_feedback.title')} · {feedback.title}",
        "title-shown": t("report_feedback.title"),
        "head": t("report_feedback.head", campaign=feedback.title),
        "fictional": fictional(feedback.is_fictional),
        "foot": t(
            "report_feedback.foot", date=day(now.date()), form=feedback.form_sha256[:HASH],
            content=feedback.content_version, version=feedback.scoring_version,
        ),
        "reference": t("report_feedback.reference", reference=feedback.reference, date=as_of(now)),
        "intro": t("report_feedback.intro"),
        "stage": {"title": t("report_feedback.stage.title"), "said": [*_stage(feedback)]},
        "bands": {
            "title": t("report_feedback.bands.title"),
            "columns": [t(f"report_feedback.bands.{name}") for name in ("competency", "band", "sure")],
            "lines": [*_lines(feedback)],
            "apart": _apart(feedback),
            "note": t("report_feedback.bands.note"),
        },
        "seen": {
            "title": t("report_feedback.seen.title"),
            "list": [t(f"report_feedback.seen.{seen.where}.{seen.code}") for seen in feedback.seen],
            "none": t("report_feedback.seen.none"),
        },
        "practise": {"title": t("report_feedback.practise.title"), "text": _practise(feedback)},
        "again": {"title": t("report_feedback.again.title"), "said": [*_again(feedback)]},
        "rests": {"title": t("report_feedback.rests.title"), "said": [*_rests(feedback)]},
    }  # fmt: skip


def _stage(feedback: Feedback) -> Iterator[str]:
    parts = [
        t("report_feedback.stage.part", name=t(f"report_feedback.stage.names.{name}"), weight=percent(weight))
        for name, weight in feedback.methods.items()
    ]
    listed = t("report_feedback.stage.parts", list=", ".join(parts))
    yield t("report_feedback.stage.only", job=feedback.settings.job_title or feedback.title, parts=listed)
    for flag in feedback.awaited:
        yield t(f"report_feedback.stage.awaited.{flag}")


def _lines(feedback: Feedback) -> Iterator[dict[str, Any]]:
    """Yield each family, and under it the competencies of which this form lets something be said."""
    for family in feedback.families:
        name = t(f"report_feedback.bands.families.{family.family}")
        yield _line(name, family, is_family=True)
        for part in feedback.bands:
            if part.family == family.family and part.silence != "form":
                hint = t("report_feedback.bands.indicative") if part.is_indicative and part.banded else ""
                yield _line(both(part.name), part, hint=hint)


def _line(
    name: str, band: FamilyBand | CompetencyBand, *, is_family: bool = False, hint: str = ""
) -> dict[str, Any]:
    if band.banded is None:
        words = ("none", t("report_feedback.bands.none"), t(f"report_feedback.bands.silent.{band.silence}"))
    else:
        kind = "sure_of_two" if band.banded.band in WIDE else "sure_of"
        sure = t(f"report_feedback.bands.{kind}.{band.banded.certainty}")
        words = (band.banded.band, t(f"report_feedback.bands.{band.banded.band}"), f"{sure} {hint}".strip())
    return {"name": name, "is-family": is_family, **dict(zip(("band", "label", "sure"), words, strict=True))}


def _apart(feedback: Feedback) -> str:
    """Name the competencies of which this form lets nothing be said; empty when there is none."""
    names = [both(band.name) for band in feedback.bands if band.silence == "form"]
    return t("report_feedback.bands.apart", list="; ".join(names)) if names else ""


def _practise(feedback: Feedback) -> str:
    if feedback.practise is None:
        return t("report_feedback.practise.none")
    names = {band.code: both(band.name) for band in feedback.bands}
    about = t("report_feedback.practise.about", competency=names[feedback.practise])
    return f"{about} {t(f'report_feedback.practise.{feedback.practise}')}"


def _again(feedback: Feedback) -> Iterator[str]:
    name, contact = feedback.settings.recruiter_name, feedback.settings.recruiter_contact
    if name and contact:
        yield t("report_feedback.again.text", name=name, contact=contact)
    else:
        yield t("report_feedback.again.none")
    if dpo := feedback.settings.dpo_contact:
        yield t("report_feedback.again.data", dpo=dpo)


def _rests(feedback: Feedback) -> Iterator[str]:
    status = both(feedback.key_status) if feedback.key_status else ""
    yield t("report_feedback.rests.key", content=feedback.content_version, status=status)
    yield t("report_feedback.rests.rule")
    yield t("report_feedback.rests.not")
