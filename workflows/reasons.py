"""A written reason, where one is asked for: long enough to be one, kept as it was written."""

from __future__ import annotations

from errors import DecisionError

LEAST, MOST = 20, 4000
"""Characters, white space around it left out."""


def checked_reason(text: str) -> str:
    """Return a reason without white space around it.

    Raises
    ------
    DecisionError
        ``reason_short`` or ``reason_long``, with what was counted; nothing was stored.
    """
    said = text.strip()
    if len(said) < LEAST:
        raise DecisionError(
            f"A reason needs {LEAST} characters; this has {len(said)}.",
            "reason_short",
            n=len(said),
            least=LEAST,
        )
    if len(said) > MOST:
        raise DecisionError(
            f"A reason has at most {MOST} characters; this has {len(said)}.",
            "reason_long", n=len(said), most=MOST,
        )  # fmt: skip
    return said
