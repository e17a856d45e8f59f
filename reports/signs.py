"""Which signs a document can show: those of the fonts it carries, and of the machine's own."""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import typst

FONTS = Path(__file__).parent / "fonts"
TEMPLATES = Path(__file__).parent / "templates"
FONT_PATHS = [str(FONTS), str(FONTS / "scripts")]
NOT_SHOWN = "could not be displayed"
"""What is said when no font has a sign, in a document that promises to be readable by everybody."""
_UNSHOWN = frozenset({"Cc", "Cs", "Co", "Cn"})
"""Categories of signs that are never shown: a space stands in their place."""
_SHAPELESS = frozenset({"Cf", "Mn", "Me", "Zs", "Zl", "Zp"})
"""Categories of signs that have no picture of their own."""


def printable(text: str) -> str:
    """Return a text with a space in the place of each control character and of what no font can show."""
    return "".join(map(_sign, text))


def lacks_signs(text: str) -> bool:
    """Tell whether a text has a sign that no font here shows: a box would stand for it."""
    carried = carried_signs()
    rare = {ord(sign) for sign in printable(text) if unicodedata.category(sign) not in _SHAPELESS} - carried
    return any(not _is_on_machine(chr(sign)) for sign in sorted(rare - {10}))


@lru_cache(maxsize=1)
def carried_signs() -> frozenset[int]:
    """Return the code points that the fonts beside this file have."""
    return frozenset(sign for path in FONTS.rglob("*.ttf") for sign in _signs_of(path.read_bytes()))


@lru_cache(maxsize=4096)
def _is_on_machine(sign: str) -> bool:
    """Tell whether the machine has a font with a sign, by setting it."""
    try:
        typst.compile(
            str(TEMPLATES / "sign.typ"),
            root=str(TEMPLATES),
            font_paths=FONT_PATHS,
            format="pdf",
            sys_inputs={"data": sign},
            pdf_standards=["ua-1"],
        )
    except typst.TypstError as problem:
        if NOT_SHOWN not in str(problem):
            raise
        return False
    return True


def _sign(sign: str) -> str:
    if sign == "\n":
        return sign
    return " " if unicodedata.category(sign) in _UNSHOWN else sign


def _signs_of(font: bytes) -> Iterator[int]:
    """Yield the code points of a TrueType font, from its table ``cmap`` (OpenType, formats 4 and 12)."""
    (n_tables,) = struct.unpack_from(">H", font, 4)
    tables = (struct.unpack_from(">4sLLL", font, 12 + 16 * at) for at in range(n_tables))
    start = next(offset for tag, _, offset, _ in tables if tag == b"cmap")
    (n_maps,) = struct.unpack_from(">H", font, start + 2)
    for at in range(n_maps):
        (offset,) = struct.unpack_from(">L", font, start + 8 + 8 * at)
        (kind,) = struct.unpack_from(">H", font, start + offset)
        if kind == 12:
            (n_groups,) = struct.unpack_from(">L", font, start + offset + 12)
            for group in range(n_groups):
                first, last, _ = struct.unpack_from(">LLL", font, start + offset + 16 + 12 * group)
                yield from range(first, last + 1)
        elif kind == 4:
            yield from _signs_of_segments(font, start + offset)


def _signs_of_segments(font: bytes, start: int) -> Iterator[int]:
    (twice,) = struct.unpack_from(">H", font, start + 6)
    lasts = struct.unpack_from(f">{twice // 2}H", font, start + 14)
    firsts = struct.unpack_from(f">{twice // 2}H", font, start + 16 + twice)
    for first, last in zip(firsts, lasts, strict=True):
        yield from range(first, min(last, 0xFFFE) + 1)
