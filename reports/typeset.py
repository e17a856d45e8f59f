"""Typesetting of a template and plain data into a tagged PDF, the same bytes for the same data.

Templates are in ``templates/``, the fonts of the house in ``fonts/``; nothing is read from the network. The
machine's own fonts are asked only for signs that those of the house lack. Data reach a template as JSON, so
that nobody's text can become a command.
"""

from __future__ import annotations

import json
import re
import struct
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import typst

from reports import apart

FONTS = Path(__file__).parent / "fonts"
TEMPLATES = Path(__file__).parent / "templates"
FONT_PATHS = [str(FONTS), str(FONTS / "scripts")]
Template = Literal["manager", "feedback", "kit", "document"]
ACCESSIBLE: Literal["ua-1"] = "ua-1"
"""PDF/UA-1: headings, tables and languages are marked for those who listen to a document."""
LONGEST_WORD = 30
"""Signs after which a word without a space may break anywhere, as no dictionary knows where."""
BREAK = "\u200b"
_LONG = re.compile(rf"\S{{{LONGEST_WORD},}}")
NOT_SHOWN = "could not be displayed"
"""What is said when no font has a sign, in a document that promises to be readable by everybody."""
_UNSHOWN = frozenset({"Cc", "Cs", "Co", "Cn"})
"""Categories of signs that are never shown: a space stands in their place."""
_SHAPELESS = frozenset({"Cf", "Mn", "Me", "Zs", "Zl", "Zp"})
"""Categories of signs that have no picture of their own."""


def typeset(template: Template, data: Mapping[str, Any]) -> bytes:
    """Return a template filled with data, as a PDF.

    Parameters
    ----------
    template : str
        A file of ``templates/``, without its ending.
    data : mapping
        JSON-ready, with ``language`` ("fr" or "en") and ``title``, which name the document. Texts are cleaned
        of control characters; a very long word may break.

    Returns
    -------
    bytes
        PDF/UA-1 where the fonts have every sign, those of the house or the machine's. A sign they lack is
        shown as an empty box, in a PDF that is tagged all the same but does not claim the standard.

    Raises
    ------
    DocumentError
        In a server, where another process sets it (``reports/apart.py``): it could not.
    """
    if apart.is_apart():
        return apart.set_apart(template, data)
    stated = json.dumps(clean(data), ensure_ascii=False, sort_keys=True)
    for only_house in (True, False):
        try:
            return _compile(template, stated, ACCESSIBLE, only_house=only_house)
        except typst.TypstError as problem:
            if NOT_SHOWN not in str(problem):
                raise
    return _compile(template, stated, None, only_house=False)


def _compile(template: Template, stated: str, standard: Literal["ua-1"] | None, *, only_house: bool) -> bytes:
    made = typst.compile(
        str(TEMPLATES / f"{template}.typ"),
        root=str(TEMPLATES),
        font_paths=FONT_PATHS,
        ignore_system_fonts=only_house,
        format="pdf",
        sys_inputs={"data": stated},
        pdf_standards=[standard] if standard else [],
    )
    if not isinstance(made, bytes):
        raise TypeError("a document is one file")
    return made


def clean(value: Any) -> Any:
    """Return data with every text inside fit to be set: no control characters, long words breakable."""
    if isinstance(value, str):
        return _LONG.sub(_breakable, printable(value))
    if isinstance(value, Mapping):
        return {str(name): clean(part) for name, part in value.items()}
    return [clean(part) for part in value] if isinstance(value, (list, tuple)) else value


def _breakable(word: re.Match[str]) -> str:
    return BREAK.join(word[0])


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
