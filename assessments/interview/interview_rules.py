"""Rules for the questions of an interview: how openly each asks, and the topics that may not be asked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import Field

from assessments.content.mistakes import checked
from assessments.content.reading import CONTENT, read_mapping
from assessments.items.model import Strict, Text
from domain import Language

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
    result: Openness = "unclear"
    for sentence in _SENTENCE.findall(_QUOTED.sub(" ", text)):
        of_sentence = _sentence_openness(sentence, language)
        result = of_sentence if of_sentence != "unclear" else result
    return result


def n_questions(text: str) -> int:
    """Return how many question marks end something outside quotation marks."""
    return len(re.findall(r"\?+", _QUOTED.sub(" ", text)))


def _sentence_openness(sentence: str, language: Language) -> Openness:
    """Tell how one sentence can be answered; "unclear" when it neither asks nor invites."""
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


_FILE = CONTENT / "forbidden.yaml"
_Wordings = dict[Language, Annotated[tuple[str, ...], Field(min_length=1)]]

# How a text turns to the person, and the small words that may stand before what it asks.
_YOU: dict[Language, str] = {
    "en": r"\b(?:your|(?:are|were|do|did|have|had|will|would|can|could|should) you"
    r"|you (?:are|were|have|had|got))\s+",
    "fr": r"(?:\b(?:votre|vos|ta|ton|tes)\s+|\bvous (?:êtes|étiez|avez|aviez|serez|aurez)\s+"
    r"|\b(?:avez|aviez|aurez|êtes|étiez|serez|pratiquez|croyez|appartenez|votez|souffrez|vivez|comptez|voulez"
    r"|souhaitez|allez)-vous\s+)",
}
_BETWEEN: dict[Language, str] = {
    "en": r"(?:(?:own|current|personal|any|an?|the|some|to|of|in|on|with|by|for|from|at|about|ever|been|have"
    r"|had|get|getting|plan|planning|be|become|go|going|want|still|always|belong|member|practi[sc]e|believe|take"
    r"|taken|part|live|use|suffer|suffered|new|small|young)\s+){0,5}",
    "fr": r"(?:(?:propres?|actuelle?|des|de|du|d['’]|une?|le|la|l['’]|les|à|aux?|en|déjà|eu|été|avoir|être"
    r"|encore|toujours|membre|pratiquer|croire|prendre|pris|part|jeunes?|petits?|vos|votre|situation|charge|avec"
    r"|souvent|fait|adhéré|appartenir|quelle?|pour)\s*){0,5}",
}


class Topic(Strict):
    """One thing that is nobody's business, and the wordings that ask for it."""

    name: Text
    ask: _Wordings
    whole: _Wordings

    def is_asked(self, text: str, language: Language) -> bool:
        """Tell whether a text asks it of the person."""
        of_person = f"{_YOU[language]}{_BETWEEN[language]}(?:{'|'.join(self.ask[language])})(?!\\w)"
        # re keeps what it has compiled.
        return bool(re.search("|".join([of_person, *self.whole[language]]), text, re.IGNORECASE))


@lru_cache(maxsize=1)
def topics() -> Mapping[str, Topic]:
    """Return every topic by its id; read once.

    Raises
    ------
    ContentError
        Naming the field that is not as it must be.
    """
    content = read_mapping(_FILE)
    return MappingProxyType(
        {name: checked(topic, Topic, source=_FILE.name) for name, topic in content.items()}
    )


def forbidden_topics(text: str, language: Language) -> tuple[Topic, ...]:
    """Return what a text asks of the person that may not be asked.

    Only what is asked of the person counts: a child who was hurt in a made-up situation is no question about
    somebody's family. The usual wordings are found, not every one: a second reader is still needed.
    """
    return tuple(topic for topic in topics().values() if topic.is_asked(text, language))
