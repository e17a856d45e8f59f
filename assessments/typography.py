"""Typography as print asks for it, rendered by the app so that nobody has to type it.

French: a narrow no-break space before ``; ? !``, a no-break space before ``:``, inside « » and between a
number, or the place of one, and its unit; both languages: ’ for ' and … for three dots. Addresses, links and
times (10:05) are left as they are. Applying it twice changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from assessments.model import Language

NARROW = "\u202f"
NO_BREAK = "\u00a0"

_KEPT = r"(?P<kept>https?://\S+|www\.\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<!\d)\d{1,2}:\d{2}(?!\d))"
_SPACE = f"[ {NO_BREAK}{NARROW}]"
_DIGITS = "0123456789"


def _rule(signs: str, pattern: str, becomes: str) -> Callable[[str], str]:
    """Compile one replacement that steps over links, addresses and times.

    A text without any of the signs has nothing to replace, which is far quicker to see than to search for.
    """
    compiled = re.compile(f"{_KEPT}|{pattern}")

    def apply(text: str) -> str:
        if not any(sign in text for sign in signs):
            return text
        return compiled.sub(lambda found: found["kept"] or found.expand(becomes), text)

    return apply


_BOTH = (_rule(".", r"\.{3,}", "…"), _rule("'", "'", "’"))
_FRENCH = (
    *_BOTH,
    _rule("«", rf"«{_SPACE}*", f"«{NO_BREAK}"),
    _rule("»", rf"{_SPACE}*»", f"{NO_BREAK}»"),
    _rule(";?!", rf"(?<=\S){_SPACE}*(?P<mark>[;?!]+)", rf"{NARROW}\g<mark>"),
    _rule(":", rf"(?<=[^\s:]){_SPACE}*(?P<colon>:+)(?=\s|$)", rf"{NO_BREAK}\g<colon>"),
    _rule("€%", rf"(?<=[\d}}]){_SPACE}*(?P<sign>[€%])", rf"{NO_BREAK}\g<sign>"),
    _rule(_DIGITS + "}", rf"(?<=[\d}}]){_SPACE}+(?P<unit>h|min|km|ans?|jours?)\b", rf"{NO_BREAK}\g<unit>"),
    _rule(_DIGITS, rf"(?<=\d{NO_BREAK}h){_SPACE}(?=\d\d\b)", NO_BREAK),
    _rule(_DIGITS, rf"(?<=\d){_SPACE}(?=\d{{3}}(?!\d))", NARROW),
)


@lru_cache(maxsize=16_384)
def typeset(text: str, language: Language) -> str:
    """Return the text with the typography of its language.

    The same few thousand texts are asked for whenever a form is built or looked at, so they are kept.

    Examples
    --------
    >>> typeset("Vraiment ?", "fr") == "Vraiment\u202f?"
    True
    """
    for apply in _FRENCH if language == "fr" else _BOTH:
        text = apply(text)
    return text
