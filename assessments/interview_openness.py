"""Whether a question invites somebody to tell, or can be settled with a yes or a no."""

from __future__ import annotations

import re
from typing import Literal

from assessments.model import Language

Openness = Literal["open", "closed", "unclear"]

_QUOTED = re.compile(r"«[^»]*»|“[^”]*”|\"[^\"]*\"")
_SENTENCE = re.compile(r"[^.!?…]+[.!?…]*")
_CLAUSE = re.compile(r"[,;:–—]\s*")
_LED_IN = {
    "en": r"(?:and |so |then |but |or )?(?:(?:to|with|for|from|at|in|on|by|about|of|under) )?",
    "fr": r"(?:et |alors |puis |mais |ou )?(?:(?:à|de|avec|pour|par|sur|en|dans|depuis|chez|selon|sous) "
    r"|d['’])?",
}
_ASKS: dict[Language, re.Pattern[str]] = {
    "en": re.compile(_LED_IN["en"] + r"(?:what|how|why|when|where|who|whom|whose|which)\b", re.IGNORECASE),
    "fr": re.compile(
        _LED_IN["fr"] + r"(?:que|quoi|comment|pourquoi|quand|où|qui|quel(?:le)?s?|combien|lequel|laquelle)\b"
        r"|(?:lesquel|(?:et |alors |puis )?qu['’])",
        re.IGNORECASE,
    ),
}
# « Quand vous vous fâchez, criez-vous ? » begins like a question and is none before the comma.
_SUBORDINATE: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"(?:when|where|whenever)\b(?!\s+(?:do|does|did|have|has|had|are|is|was|were|would|will)\b)", re.I
    ),
    "fr": re.compile(r"(?:quand|où|lorsque|lorsqu['’])(?!\s*\w+-)\b", re.I),
}
_INVITES: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"(?:please )?(?:(?:can|could|would|will) you (?:please )?)?"
        r"(?:tell|describe|explain|give|walk|talk|show|say|think|choose|name|write|recall)\b",
        re.IGNORECASE,
    ),
    "fr": re.compile(
        r"(?:(?:pouvez|pourriez|voulez|voudriez)-vous (?:me |nous )?)?"
        r"(?:racont|décri|expliqu|parl|donn|dites|dire|montr|pens|choisi|cit|rédig|évoqu)\w*(?!\w|-vous)"
        r"|rappelez-vous",
        re.IGNORECASE,
    ),
}
_YES_OR_NO: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"^(?:and |so |then |but |or )?(?:do|does|did|are|is|was|were|am|have|has|had|can|could|may|might"
        r"|will|would|should|shall|must)(?:n['’]t)?\b",
        re.IGNORECASE,
    ),
    "fr": re.compile(
        r"\best-ce qu|^(?:et |alors )?vous\b|\w-(?:t-)?(?:vous|tu|il|elle|on|ce|ils|elles|nous)\b",
        re.IGNORECASE,
    ),
}


def openness(text: str, language: Language) -> Openness:
    """Tell how a question can be answered, by its last sentence that asks or invites.

    Parameters
    ----------
    text : str
        The question with all that leads up to it; what is quoted in it does not count.
    language : {"fr", "en"}
        Language of the text.

    Returns
    -------
    {"open", "closed", "unclear"}
        "closed" when yes or no would settle it; "unclear" when nothing says what is asked.
    """
    found: Openness = "unclear"
    for sentence in _SENTENCE.findall(_QUOTED.sub(" ", text)):
        seen = _sentence(sentence, language)
        found = seen if seen != "unclear" else found
    return found


def n_questions(text: str) -> int:
    """Return how many question marks end something outside quotation marks."""
    return len(re.findall(r"\?+", _QUOTED.sub(" ", text)))


def _sentence(sentence: str, language: Language) -> Openness:
    clauses = [clause.strip() for clause in _CLAUSE.split(sentence) if clause.strip()]
    if any(_INVITES[language].match(clause) for clause in clauses):
        return "open"
    if "?" not in sentence:
        return "unclear"
    if _SUBORDINATE[language].match(clauses[0]) and len(clauses) > 1:
        clauses = clauses[1:]
    if any(_ASKS[language].match(clause) for clause in clauses):
        return "open"
    return "closed" if any(_YES_OR_NO[language].search(clause) for clause in clauses) else "unclear"
