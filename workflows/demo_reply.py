"""What simulated candidates write: a sample of the training set, in words slightly their own."""

from __future__ import annotations

from random import Random
from typing import Any

from scoring.words import count_words

_OPENINGS = {"en": ("", "Hello, ", "Good morning, "), "fr": ("", "Bonjour, ", "Bonjour à vous, ")}
_CLOSINGS = {
    "en": ("", " Thank you.", " Have a good day.", " All the best."),
    "fr": ("", " Merci à vous.", " Bonne journée.", " À bientôt."),
}
_GREETED = ("hello", "good morning", "bonjour")


def in_own_words(item: dict[str, Any], text: str, rng: Random) -> str:
    """Return a sample's text with a greeting or a farewell around it, where the word limit leaves room."""
    sample = next(one for one in item["samples"] if one["text"] == text)
    opening = rng.choice(_OPENINGS[sample["language"]])
    closing = rng.choice(_CLOSINGS[sample["language"]])
    if text.lower().startswith(_GREETED):
        opening = ""
    written = f"{opening}{text}{closing}"
    return written if count_words(written) <= item["max_words"] else text


def sample_behind(item: dict[str, Any], written: str) -> dict[str, Any]:
    """Return the sample a simulated reply was made of, with its marks.

    Raises
    ------
    LookupError
        When a person wrote it.
    """
    for sample in item["samples"]:
        if sample["text"] in written:
            return sample
    raise LookupError(f"{item['id']}: no sample is in this reply")
