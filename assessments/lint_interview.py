"""Rules on one question of a structured interview, the bank's or a company's own.

They work on a question as a guide keeps it: plain data, texts by language. What they say is for recruiters
too, so it is said in both languages.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from assessments.interview import LEVELS
from assessments.interview_openness import n_questions, openness
from assessments.interview_topics import forbidden_topics
from assessments.lint_model import Level
from assessments.lint_prose import gendered_form
from assessments.model import LANGUAGES, Language, Text
from assessments.readability import words
from assessments.typography import typeset

Asked = Mapping[str, Any]
"""A question as a guide keeps it."""

QUESTION_WORDS = 70
PROBE_WORDS = 25
ANCHOR_WORDS = 45
JOB_LINK_WORDS = 35


class Defect(NamedTuple):
    """One thing to mend in a question."""

    rule: str
    level: Level
    field: str
    """Where: ``question``, ``twin``, ``probes.0``, ``anchors.3``, ``job_link``."""
    language: Language
    text: Text
    """Without the language, so that the same fault in both reads the same."""


class _Part(NamedTuple):
    field: str
    name: Text
    text: Mapping[str, str]
    max_words: int
    is_needed: bool


def lint_question(question: Asked, languages: Sequence[Language]) -> tuple[Defect, ...]:
    """Return everything found in one question, in the languages in which it will be asked.

    Parameters
    ----------
    question : mapping
        As a guide keeps it: ``question``, ``twin``, ``probes``, ``anchors``, ``job_link``.
    languages : sequence of {"fr", "en"}
        Languages of the campaign; a text missing in one of them is an error.
    """
    offered: list[Language] = [one for one in LANGUAGES if one in languages]
    parts = _parts(question)
    found = [defect for part in parts for one in offered for defect in _part(part, one)]
    found += [defect for one in offered for defect in _asked(question, one)]
    found += [defect for one in offered for defect in _anchors(question, one)]
    return tuple(found)


def _parts(question: Asked) -> list[_Part]:
    parts = [
        _Part(
            "question", Text(en="the question", fr="la question"), question["question"], QUESTION_WORDS, True
        ),
        _Part(
            "job_link",
            Text(en="the link with the job", fr="le lien avec le poste"),
            question["job_link"],
            JOB_LINK_WORDS,
            True,
        ),
    ]
    if question["twin"]:
        name = Text(en="the question for somebody without an example", fr="la question de rechange")
        parts.append(_Part("twin", name, question["twin"], QUESTION_WORDS, True))
    for number, probe in enumerate(question["probes"]):
        name = Text(en=f"follow-up {number + 1}", fr=f"la relance {number + 1}")
        parts.append(_Part(f"probes.{number}", name, probe, PROBE_WORDS, True))
    for level in LEVELS:
        name = Text(en=f"the description of a {level}", fr=f"la description d'un {level}")
        text = question["anchors"].get(level) or {}
        parts.append(_Part(f"anchors.{level}", name, text, ANCHOR_WORDS, False))
    return parts


def _part(part: _Part, language: Language) -> Iterator[Defect]:
    """What holds for every single text: written, short, about the job, for everybody."""
    text = part.text.get(language, "")
    if not text:
        if part.is_needed:
            rule = "L32" if part.field == "job_link" else "L31"
            yield _defect(
                rule,
                part,
                language,
                en=f"{part.name.en} is missing",
                fr=f"il manque {part.name.fr}",
            )
        return
    if (n := len(words(text))) > part.max_words:
        yield _defect(
            "L37",
            part,
            language,
            en=f"{part.name.en} has {n} words, expected at most {part.max_words}",
            fr=f"{part.name.fr} compte {n} mots, {part.max_words} au plus",
        )
    for topic in forbidden_topics(text, language):
        yield _defect(
            "L36",
            part,
            language,
            en=f"{part.name.en} asks about {topic.name.en}, which may not be asked",
            fr=f"{part.name.fr} porte sur {topic.name.fr}, ce qui ne se demande pas",
        )
    if language == "fr" and (form := gendered_form(text)):
        yield _defect(
            "L17",
            part,
            language,
            en=f"{part.name.en}: « {form} » gives the candidate a gender",
            fr=f"{part.name.fr} : « {form} » donne un genre à la personne",
        )


def _asked(question: Asked, language: Language) -> Iterator[Defect]:
    """Open, and one question at a time."""
    text = question["question"].get(language, "")
    if not text:
        return
    kind = openness(text, language)
    if kind == "closed":
        yield _plain(
            "L33", "E", "question", language,
            en="yes or no would answer the question; begin with what, how, why, or “tell me about”",
            fr="oui ou non y répondrait ; commencez par que, comment, pourquoi ou « racontez »",
        )  # fmt: skip
    if kind == "unclear":
        yield _plain(
            "L33", "W", "question", language,
            en="what is asked is not clear; begin with what, how, why, or “tell me about”",
            fr="on ne voit pas ce qui est demandé ; commencez par que, comment, pourquoi ou « racontez »",
        )  # fmt: skip
    if (n := n_questions(text)) > 1:
        yield _plain(
            "L34", "E", "question", language,
            en=f"{n} questions in one; ask one and make the others follow-ups",
            fr=f"{n} questions en une ; posez-en une et faites des autres des relances",
        )  # fmt: skip


def _anchors(question: Asked, language: Language) -> Iterator[Defect]:
    """An answer of each anchored rating is described, and the descriptions differ."""
    said = {level: (question["anchors"].get(level) or {}).get(language, "") for level in LEVELS}
    missing = [level for level, text in said.items() if not text]
    if missing:
        yield _plain(
            "L35", "E", "anchors", language,
            en=f"no description of an answer worth {_listed(missing, 'or')}",
            fr=f"pas de description d'une réponse qui vaut {_listed(missing, 'ou')}",
        )  # fmt: skip
    written = [" ".join(words(text.casefold())) for text in said.values() if text]
    if len(set(written)) < len(written):
        yield _plain(
            "L35", "E", "anchors", language,
            en="two ratings have the same description, so that they cannot be told apart",
            fr="deux notes ont la même description : on ne peut pas les distinguer",
        )  # fmt: skip


def _listed(values: Sequence[str], last: str) -> str:
    """Return "1, 3 or 5"."""
    return f" {last} ".join(filter(None, (", ".join(values[:-1]), values[-1])))


def _defect(rule: str, part: _Part, language: Language, *, en: str, fr: str) -> Defect:
    return _plain(rule, "E", part.field, language, en=en, fr=fr)


def _plain(rule: str, level: Level, field: str, language: Language, *, en: str, fr: str) -> Defect:
    said = Text(en=typeset(f"{en[0].upper()}{en[1:]}.", "en"), fr=typeset(f"{fr[0].upper()}{fr[1:]}.", "fr"))
    return Defect(rule, level, field, language, said)
