"""A document from a template and plain data: PDF, tagged, the same bytes for the same data.

Templates are in ``templates/``, the fonts of the house in ``fonts/``; nothing is read from the network. The
machine's own fonts are asked only for signs that those of the house lack. Data reach a template as JSON, so
that nobody's text can become a command.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import typst

from reports import apart
from reports.signs import FONT_PATHS, NOT_SHOWN, printable

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"

ACCESSIBLE: Literal["ua-1"] = "ua-1"
"""PDF/UA-1: headings, tables and languages are marked for those who listen to a document."""
LONGEST_WORD = 30
"""Signs after which a word without a space may break anywhere, as no dictionary knows where."""
BREAK = "\u200b"

_LONG = re.compile(rf"\S{{{LONGEST_WORD},}}")

Template = Literal["manager", "feedback", "kit", "document"]


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
        return {str(name): clean(one) for name, one in value.items()}
    return [clean(one) for one in value] if isinstance(value, (list, tuple)) else value


def _breakable(found: re.Match[str]) -> str:
    return BREAK.join(found[0])
