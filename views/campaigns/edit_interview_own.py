"""The fields of a company's own question, in each language of the campaign; each is saved when left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import streamlit as st

from assessments.interview.interview import LEVELS, MAX_PROBES, QUESTION_KINDS, OwnQuestion
from assessments.lint.lint_interview import Defect, sentences
from texts import t
from views.campaigns.draft_tab import DraftTab
from views.common.staff_frame import language_name, localized
from views.common.text import escape_markdown
from workflows.campaigns import draft_edits
from workflows.campaigns.campaign_settings import chosen_guide, offered_languages
from workflows.campaigns.drafts import Campaign
from workflows.common.access import Actor

MAX_CHARS = 600
PARTS = ("kind", "question", "twin", "job_link", "probes", "anchors")


def draw(actor: Actor, campaign: Campaign, question_id: str, defects: Sequence[Defect]) -> None:
    """Write the question; what is missing or against the rules is listed below."""
    question = _stored_question(campaign, question_id)
    if question is None:
        return
    tab = DraftTab(
        f"guide:{campaign.id}:{question.id}",
        _parts(question),
        partial(draft_edits.change_own_question, actor, campaign.id, question_id),
    )
    question = OwnQuestion.model_validate({**question.model_dump(mode="json"), **tab.shown})
    fields = _Fields(campaign, question, tab)
    now = {
        "kind": fields.kind(),
        "question": fields.text("question", question.question, hint=True),
        "twin": fields.text("twin", question.twin),
        "job_link": fields.text("job_link", question.job_link, hint=True),
        "probes": fields.probes(),
        "anchors": fields.anchors(),
    }
    tab.merge(now, label=_part_name)
    draw_defects(campaign, defects)


def draw_defects(campaign: Campaign, defects: Sequence[Defect]) -> None:
    """List what keeps a question from being asked, and what is worth a thought."""
    messages = [
        (level, escape_markdown(localized(text)))
        for level, text in sentences(defects, offered_languages(campaign.settings))
    ]
    wrong = [message for level, message in messages if level == "E"]
    if wrong:
        st.warning(t("interview_guide.own.found") + "\n\n" + "\n".join(f"- {line}" for line in wrong))
    elif not defects:
        st.success(t("interview_guide.own.sound"))
    for level, message in messages:
        if level == "W":
            st.caption(t("interview_guide.own.advice", text=message))


class _Fields:
    """Text areas of one question, side by side for each language offered."""

    def __init__(self, campaign: Campaign, question: OwnQuestion, tab: DraftTab) -> None:
        self._tab = tab
        self._languages = offered_languages(campaign.settings)
        self._kept = question

    def kind(self) -> str:
        return st.radio(
            t("interview_guide.own.kind"),
            QUESTION_KINDS,
            index=QUESTION_KINDS.index(self._kept.kind),
            format_func=_kind_name,
            horizontal=True,
            key=self._tab.key("kind"),
        )

    def text(self, name: str, stored: Mapping[Any, str], *, hint: bool = False) -> dict[str, str]:
        hint_text = t(f"interview_guide.own.{name}_hint") if hint else None
        return self._both(name, t(f"interview_guide.own.{name}"), stored, hint_text)

    def probes(self) -> list[dict[str, str]]:
        # One empty field more than there are follow-ups, so that the page stays short.
        stored = [*self._kept.probes, {}][:MAX_PROBES]
        probes = [
            self._both(f"probe.{number}", t("interview_guide.own.probe", number=number + 1), probe)
            for number, probe in enumerate(stored)
        ]
        while probes and not any(probes[-1].values()):
            probes.pop()
        return probes

    def anchors(self) -> dict[str, dict[str, str]]:
        anchors = {
            level: self._both(
                f"anchor.{level}",
                t("interview_guide.own.anchor", level=level),
                self._kept.anchors.get(level, {}),
            )
            for level in LEVELS
        }
        return {level: text for level, text in anchors.items() if text}

    def _both(
        self, name: str, label: str, stored: Mapping[Any, str], hint: str | None = None
    ) -> dict[str, str]:
        # What was written in a language that is no longer offered stays, in case it is offered again.
        texts = {str(code): text for code, text in stored.items() if code not in self._languages}
        for column, language in zip(st.columns(max(1, len(self._languages))), self._languages, strict=False):
            typed = column.text_area(
                t("interview_guide.own.in_language", field=label, language=language_name(language)),
                value=stored.get(language, ""),
                max_chars=MAX_CHARS,
                height=80,
                placeholder=hint,
                key=self._tab.key(name.split(".")[0] + "s" if "." in name else name, f"{name}:{language}"),
            )
            if typed and typed.strip():
                texts[language] = typed.strip()
        return texts


def _parts(question: OwnQuestion) -> dict[str, Any]:
    values = question.model_dump(mode="json")
    return {name: values[name] for name in PARTS}


def _part_name(part: str) -> str:
    return t(f"interview_guide.own.parts.{part}")


def _stored_question(campaign: Campaign, question_id: str) -> OwnQuestion | None:
    choice = chosen_guide(campaign.settings)
    matches = [question for question in (choice.questions if choice else ()) if question.id == question_id]
    return matches[0] if matches and isinstance(matches[0], OwnQuestion) else None


def _kind_name(kind: str) -> str:
    return t(f"interview_guide.question.kinds.{kind}")
