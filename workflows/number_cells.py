"""Numbers written as text, in a file or behind an option: one strict way to read them.

Python's own reading is kinder than a file deserves: to it ``1_0`` is ten, and so are digits of other scripts.
Here a number is what a spreadsheet set to English writes: digits 0 to 9, a sign before them, a decimal point,
an exponent. Blanks and tabs around it are passed over, since tables are aligned with them; no other sign is.
"""

from __future__ import annotations

import re

BLANKS = " \t"
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_WHOLE = re.compile(r"[+-]?[0-9]{1,40}")
"""More digits than anything here counts; Python refuses to read thousands of them."""


def read_number(text: str, lowest: float, highest: float) -> float:
    """Return the number that a text is.

    Parameters
    ----------
    text : str
        A number as above.
    lowest, highest : float
        Finite bounds, both allowed.

    Raises
    ------
    ValueError
        Says what was expected and what was got, in words that follow the name of a column or option.
    """
    bare = text.strip(BLANKS)
    # What is too large for a float is infinite to Python, and so beyond the bounds.
    if not _NUMBER.fullmatch(bare) or not lowest <= float(bare) <= highest:
        raise ValueError(
            f"expected a number from {lowest:.15g} to {highest:.15g}, "
            f"in digits 0 to 9 with a decimal point, got {text!r:.80}"
        )
    return float(bare)


def read_whole(text: str, lowest: int, highest: int) -> int:
    """Return the whole number that a text is; bounds and errors as in read_number."""
    bare = text.strip(BLANKS)
    if not _WHOLE.fullmatch(bare) or not lowest <= int(bare) <= highest:
        raise ValueError(
            f"expected a whole number from {lowest} to {highest}, in digits 0 to 9, got {text!r:.80}"
        )
    return int(bare)
