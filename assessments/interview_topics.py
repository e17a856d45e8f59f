"""What nobody may be asked in an interview; the wordings stand in ``content/forbidden.yaml``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Annotated

from pydantic import Field

from assessments.mistakes import checked
from assessments.model import Language, Strict, Text
from assessments.reading import CONTENT, read_mapping

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
        asked = f"{_YOU[language]}{_BETWEEN[language]}(?:{'|'.join(self.ask[language])})(?!\\w)"
        # re keeps what it has compiled.
        return bool(re.search("|".join([asked, *self.whole[language]]), text, re.IGNORECASE))


@lru_cache(maxsize=1)
def topics() -> Mapping[str, Topic]:
    """Return every topic by its id; read once.

    Raises
    ------
    ContentError
        Naming the field that is not as it must be.
    """
    found = read_mapping(_FILE)
    return MappingProxyType({name: checked(one, Topic, source=_FILE.name) for name, one in found.items()})


def forbidden_topics(text: str, language: Language) -> tuple[Topic, ...]:
    """Return what a text asks of the person that may not be asked.

    Only what is asked of the person counts: a child who was hurt in a made-up situation is no question about
    somebody's family. The usual wordings are found, not every one: a second reader is still needed.
    """
    return tuple(topic for topic in topics().values() if topic.is_asked(text, language))
