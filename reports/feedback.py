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


def feedback_pdf(found: Feedback, language: str, now: dt.datetime) -> bytes:
    """Return the report as a PDF, in a language ("fr" or "en"), with the date of ``now``."""
    return typeset("feedback", speaking(language, lambda: _data(found, language, now)))


def _data(found: Feedback, language: str, now: dt.datetime) -> dict[str, Any]:
    return {
        "language": language,
        "title": f"{t('report_feedback.title')} · {found.title}",
        "title-shown": t("report_feedback.title"),
        "head": t("report_feedback.head", campaign=found.title),
        "fictional": fictional(found.is_fictional),
        "foot": t(
            "report_feedback.foot", date=day(now.date()), form=found.form_sha256[:HASH],
            content=found.content_version, version=found.scoring_version,
        ),
        "reference": t("report_feedback.reference", reference=found.reference, date=as_of(now)),
        "intro": t("report_feedback.intro"),
        "stage": {"title": t("report_feedback.stage.title"), "said": [*_stage(found)]},
        "bands": {
            "title": t("report_feedback.bands.title"),
            "columns": [t(f"report_feedback.bands.{name}") for name in ("competency", "band", "sure")],
            "lines": [*_lines(found)],
            "apart": _apart(found),
            "note": t("report_feedback.bands.note"),
        },
        "seen": {
            "title": t("report_feedback.seen.title"),
            "list": [t(f"report_feedback.seen.{one.where}.{one.code}") for one in found.seen],
            "none": t("report_feedback.seen.none"),
        },
        "practise": {"title": t("report_feedback.practise.title"), "text": _practise(found)},
        "again": {"title": t("report_feedback.again.title"), "said": [*_again(found)]},
        "rests": {"title": t("report_feedback.rests.title"), "said": [*_rests(found)]},
    }  # fmt: skip


def _stage(found: Feedback) -> Iterator[str]:
    parts = [
        t("report_feedback.stage.part", name=t(f"report_feedback.stage.names.{name}"), weight=percent(weight))
        for name, weight in found.methods.items()
    ]
    listed = t("report_feedback.stage.parts", list=", ".join(parts))
    yield t("report_feedback.stage.only", job=found.settings.get("job_title") or found.title, parts=listed)
    for flag in found.awaited:
        yield t(f"report_feedback.stage.awaited.{flag}")


def _lines(found: Feedback) -> Iterator[dict[str, Any]]:
    """Yield each family, and under it the competencies of which this form lets something be said."""
    for family in found.families:
        name = t(f"report_feedback.bands.families.{family.family}")
        yield _line(name, family, is_family=True)
        for part in found.bands:
            if part.family == family.family and part.silence != "form":
                hint = t("report_feedback.bands.indicative") if part.is_indicative and part.found else ""
                yield _line(both(part.name), part, hint=hint)


def _line(
    name: str, one: FamilyBand | CompetencyBand, *, is_family: bool = False, hint: str = ""
) -> dict[str, Any]:
    if one.found is None:
        said = ("none", t("report_feedback.bands.none"), t(f"report_feedback.bands.silent.{one.silence}"))
    else:
        kind = "sure_of_two" if one.found.band in WIDE else "sure_of"
        sure = t(f"report_feedback.bands.{kind}.{one.found.certainty}")
        said = (one.found.band, t(f"report_feedback.bands.{one.found.band}"), f"{sure} {hint}".strip())
    return {"name": name, "is-family": is_family, **dict(zip(("band", "label", "sure"), said, strict=True))}


def _apart(found: Feedback) -> str:
    """Name the competencies of which this form lets nothing be said; empty when there is none."""
    names = [both(band.name) for band in found.bands if band.silence == "form"]
    return t("report_feedback.bands.apart", list="; ".join(names)) if names else ""


def _practise(found: Feedback) -> str:
    if found.practise is None:
        return t("report_feedback.practise.none")
    names = {band.code: both(band.name) for band in found.bands}
    about = t("report_feedback.practise.about", competency=names[found.practise])
    return f"{about} {t(f'report_feedback.practise.{found.practise}')}"


def _again(found: Feedback) -> Iterator[str]:
    name, contact = found.settings.get("recruiter_name"), found.settings.get("recruiter_contact")
    if name and contact:
        yield t("report_feedback.again.text", name=name, contact=contact)
    else:
        yield t("report_feedback.again.none")
    if dpo := found.settings.get("dpo_contact"):
        yield t("report_feedback.again.data", dpo=dpo)


def _rests(found: Feedback) -> Iterator[str]:
    status = both(found.key_status) if found.key_status else ""
    yield t("report_feedback.rests.key", content=found.content_version, status=status)
    yield t("report_feedback.rests.rule")
    yield t("report_feedback.rests.not")
