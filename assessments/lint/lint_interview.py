"""Rules on the questions of a structured interview, the bank's or a company's own.

They work on a question as a guide keeps it: plain data, texts by language. What they say is for recruiters
too, so it is said in both languages.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from assessments.charter.charter import Charter
from assessments.content.load import Bank
from assessments.content.readability import words
from assessments.content.wording import typeset
from assessments.form.form import charter_context
from assessments.interview.interview import LEVELS, InterviewQuestion
from assessments.interview.interview_freeze import frozen_question
from assessments.interview.interview_rules import forbidden_topics, n_questions, openness
from assessments.items.model import Text
from assessments.lint.lint_model import Finding, Level, Prose, finding
from assessments.lint.lint_prose import gendered_form, lint_prose
from domain import LANGUAGES, Language
from errors import ContentError

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
    offered: list[Language] = [language for language in LANGUAGES if language in languages]
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


def lint_guide(bank: Bank, charters: Sequence[Charter]) -> Iterator[Finding]:
    """Yield everything found in the questions of a bank; what cannot be resolved is a finding too."""
    for charter in charters:
        context = charter_context(bank, charter)
        for question in bank.interview.values():
            try:
                asked = frozen_question(question, context)
            except ContentError as mistake:
                yield finding("L00", "E", str(mistake), item=question, lexicon=charter.brand_lexicon)
                continue
            yield from _lint_guide_asked(question, asked, charter.brand_lexicon)


def _lint_guide_asked(
    question: InterviewQuestion, asked: Mapping[str, Any], lexicon: str
) -> Iterator[Finding]:
    for defect in lint_question(asked, LANGUAGES):
        yield finding(
            defect.rule,
            defect.level,
            defect.text.en,
            item=question,
            field=defect.field,
            language=defect.language,
            lexicon=lexicon,
        )
    for prose in _prose(question, asked, lexicon):
        # L17 is among the rules above, which hold for a company's own questions too.
        yield from (found for found in lint_prose(prose) if found.rule != "L17")


def _prose(question: InterviewQuestion, asked: Mapping[str, Any], lexicon: str) -> Iterator[Prose]:
    texts = {"question": asked["question"], "job_link": asked["job_link"]}
    texts |= {"twin": asked["twin"]} if asked["twin"] else {}
    texts |= {f"probes.{number}": probe for number, probe in enumerate(asked["probes"])}
    texts |= {f"anchors.{level}": text for level, text in asked["anchors"].items()}
    for field, text in texts.items():
        yield Prose(question, lexicon, field, text, text, "option" if field == "question" else "note")


_NAMES: dict[Language, Text] = {
    "fr": Text(en="French", fr="français"),
    "en": Text(en="English", fr="anglais"),
}


def sentences(defects: Sequence[Defect], languages: Sequence[Language]) -> tuple[tuple[Level, Text], ...]:
    """Return what a recruiter reads about a question: each thing once, with the languages it concerns.

    The languages are left out where the campaign has only one.
    """
    found: dict[tuple[Level, str, str], list[Language]] = {}
    for defect in defects:
        found.setdefault((defect.level, defect.text.en, defect.text.fr), []).append(defect.language)
    return tuple(
        (
            level,
            Text(en=en + _of(of, "en"), fr=fr + _of(of, "fr")) if len(languages) > 1 else Text(en=en, fr=fr),
        )
        for (level, en, fr), of in found.items()
    )


def _of(languages: Sequence[Language], reader: Language) -> str:
    return f" ({', '.join(getattr(_NAMES[language], reader) for language in languages)})"
