"""Rules on the questions of a structured interview, the bank's or a company's own.

They work on a question as a guide keeps it: plain data, texts by language. Their findings are for recruiters
too, and are worded in both languages.
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
    defects = [defect for part in parts for language in offered for defect in _part(part, language)]
    defects += [defect for language in offered for defect in _openness(question, language)]
    defects += [defect for language in offered for defect in _anchors(question, language)]
    return tuple(defects)


def _parts(question: Asked) -> list[_Part]:
    """Return every text of a question, with what it is called and how long it may be."""
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
    """Yield what is wrong with one text: missing, long, about a forbidden topic, giving somebody a gender."""
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


def _openness(question: Asked, language: Language) -> Iterator[Defect]:
    """Yield what is wrong with how it is asked: closed, unclear, or several questions in one."""
    text = question["question"].get(language, "")
    if not text:
        return
    kind = openness(text, language)
    if kind == "closed":
        yield _worded(
            "L33", "E", "question", language,
            en="yes or no would answer the question; begin with what, how, why, or “tell me about”",
            fr="oui ou non y répondrait ; commencez par que, comment, pourquoi ou « racontez »",
        )  # fmt: skip
    if kind == "unclear":
        yield _worded(
            "L33", "W", "question", language,
            en="what is asked is not clear; begin with what, how, why, or “tell me about”",
            fr="on ne voit pas ce qui est demandé ; commencez par que, comment, pourquoi ou « racontez »",
        )  # fmt: skip
    if (n := n_questions(text)) > 1:
        yield _worded(
            "L34", "E", "question", language,
            en=f"{n} questions in one; ask one and make the others follow-ups",
            fr=f"{n} questions en une ; posez-en une et faites des autres des relances",
        )  # fmt: skip


def _anchors(question: Asked, language: Language) -> Iterator[Defect]:
    """Yield ratings without the description of an answer, and that two of them have the same one."""
    anchors = {level: (question["anchors"].get(level) or {}).get(language, "") for level in LEVELS}
    missing = [level for level, text in anchors.items() if not text]
    if missing:
        yield _worded(
            "L35", "E", "anchors", language,
            en=f"no description of an answer worth {_listed(missing, 'or')}",
            fr=f"pas de description d'une réponse qui vaut {_listed(missing, 'ou')}",
        )  # fmt: skip
    written = [" ".join(words(text.casefold())) for text in anchors.values() if text]
    if len(set(written)) < len(written):
        yield _worded(
            "L35", "E", "anchors", language,
            en="two ratings have the same description, so that they cannot be told apart",
            fr="deux notes ont la même description : on ne peut pas les distinguer",
        )  # fmt: skip


def _listed(values: Sequence[str], last: str) -> str:
    """Return "1, 3 or 5"."""
    return f" {last} ".join(filter(None, (", ".join(values[:-1]), values[-1])))


def _defect(rule: str, part: _Part, language: Language, *, en: str, fr: str) -> Defect:
    return _worded(rule, "E", part.field, language, en=en, fr=fr)


def _worded(rule: str, level: Level, field: str, language: Language, *, en: str, fr: str) -> Defect:
    """Return a defect, its text as sentences in the typography of each language."""
    text = Text(en=typeset(f"{en[0].upper()}{en[1:]}.", "en"), fr=typeset(f"{fr[0].upper()}{fr[1:]}.", "fr"))
    return Defect(rule, level, field, language, text)


def lint_guide(bank: Bank, charters: Sequence[Charter]) -> Iterator[Finding]:
    """Yield everything found in the questions of a bank; what cannot be resolved is a finding too."""
    for charter in charters:
        context = charter_context(bank, charter)
        for question in bank.interview.values():
            try:
                frozen = frozen_question(question, context)
            except ContentError as mistake:
                yield finding("L00", "E", str(mistake), item=question, lexicon=charter.brand_lexicon)
                continue
            yield from _question_findings(question, frozen, charter.brand_lexicon)


def _question_findings(question: InterviewQuestion, frozen: Asked, lexicon: str) -> Iterator[Finding]:
    """Yield everything found in one question of the bank, in the words of one lexicon."""
    for defect in lint_question(frozen, LANGUAGES):
        yield finding(
            defect.rule,
            defect.level,
            defect.text.en,
            item=question,
            field=defect.field,
            language=defect.language,
            lexicon=lexicon,
        )
    for prose in _prose(question, frozen, lexicon):
        # L17 is among the rules above, which hold for a company's own questions too.
        yield from (prose_finding for prose_finding in lint_prose(prose) if prose_finding.rule != "L17")


def _prose(question: InterviewQuestion, frozen: Asked, lexicon: str) -> Iterator[Prose]:
    """Yield every text of a question with its place in the file."""
    texts = {"question": frozen["question"], "job_link": frozen["job_link"]}
    texts |= {"twin": frozen["twin"]} if frozen["twin"] else {}
    texts |= {f"probes.{number}": probe for number, probe in enumerate(frozen["probes"])}
    texts |= {f"anchors.{level}": text for level, text in frozen["anchors"].items()}
    for field, text in texts.items():
        yield Prose(question, lexicon, field, text, text, "option" if field == "question" else "note")


_LANGUAGE_NAMES: dict[Language, Text] = {
    "fr": Text(en="French", fr="français"),
    "en": Text(en="English", fr="anglais"),
}


def sentences(defects: Sequence[Defect], languages: Sequence[Language]) -> tuple[tuple[Level, Text], ...]:
    """Return what a recruiter reads about a question: each thing once, with the languages it concerns.

    The languages are left out where the campaign has only one.
    """
    languages_of: dict[tuple[Level, str, str], list[Language]] = {}
    for defect in defects:
        languages_of.setdefault((defect.level, defect.text.en, defect.text.fr), []).append(defect.language)
    return tuple(
        (
            level,
            Text(en=en + _in_brackets(concerned, "en"), fr=fr + _in_brackets(concerned, "fr"))
            if len(languages) > 1
            else Text(en=en, fr=fr),
        )
        for (level, en, fr), concerned in languages_of.items()
    )


def _in_brackets(languages: Sequence[Language], reader: Language) -> str:
    """Return the names of languages in the reader's own, " (French, English)"."""
    return f" ({', '.join(getattr(_LANGUAGE_NAMES[language], reader) for language in languages)})"
