"""Errors of content, answers, forms and tables of numbers."""

from __future__ import annotations

import unicodedata

from errors.base import EntregentError


class ContentError(EntregentError):
    """A piece of content cannot be used; the message names file, item and field."""

    code = "content"


class ScoringError(EntregentError):
    """Numbers cannot be computed from what was given."""

    code = "scoring"


class AnswerError(ScoringError):
    """An answer is not one its item accepts: names the field, what was expected and what was got."""

    code = "answer"

    def __init__(self, field: str, expected: str, got: object) -> None:
        super().__init__(
            f"{field}: expected {expected}, got {got!r:.80}", field=field, expected=expected, got=got
        )
        self.field = field
        self.expected = expected
        self.got = got


class TooManyWords(AnswerError):
    """A written reply is over its limit; ``details`` tell ``count`` and ``limit``. It was kept as a draft."""

    code = "too_many_words"

    def __init__(self, count: int, limit: int) -> None:
        super().__init__("words", f"at most {limit}", count)
        self.details |= {"count": count, "limit": limit}


class TwoSpellings(AnswerError):
    """A name was spelled otherwise before: one person would count as two. Nothing can be written."""

    code = "two_spellings"

    def __init__(self, field: str, got: str, first: str, place: str) -> None:
        pair = f"{first!r:.80} at {place}"
        if unicodedata.normalize("NFC", first) == unicodedata.normalize("NFC", got):
            # Both look alike, so the signs they are made of are shown too.
            pair = f"{pair} (that is {first!a:.120}, not {got!a:.120})"
        super().__init__(field, f"one spelling of one name, {pair}", got)


class BadForm(ScoringError):
    """A form cannot be scored with; the message names the item and the field."""

    code = "bad_form"


class BadScores(ScoringError):
    """A table of scores cannot be ranked; the message names the row and the column."""

    code = "bad_scores"


class BadRatings(ScoringError):
    """Ratings cannot be compared; the message says which and what was expected."""

    code = "bad_ratings"


class FileTrouble(ScoringError):
    """A file cannot be read or written; nothing was written."""

    code = "file"
