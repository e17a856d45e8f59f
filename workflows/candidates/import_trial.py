"""A list of people tried at the shell, without a server: what the page would say of it, by the same code."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from domain import LANGUAGES
from errors import FileTrouble
from workflows.candidates.import_columns import Chosen
from workflows.candidates.import_files import MAX_BYTES
from workflows.candidates.import_list import ImportPreview, read_people
from workflows.candidates.import_text import CHOICES
from workflows.candidates.import_titles import FIELDS
from workflows.files.workbook_child import MAX_COLUMNS


def try_list(
    path: Path,
    *,
    language: str = "fr",
    encoding: str | None = None,
    columns: Sequence[str] = (),
    has_titles: bool = True,
) -> ImportPreview:
    """Return who a file would add, and every row that cannot be used; nothing is stored.

    Parameters
    ----------
    path : Path
    language : str
        For rows that name none: fr or en.
    encoding : str, optional
        One of ``import_text.CHOICES``; by default judged by the names.
    columns : sequence of str
        What a column holds, as ``email=C``; by default by its title.
    has_titles : bool
        Only asked where columns are named.

    Raises
    ------
    FileTrouble, ImportProblem
    """
    if language not in LANGUAGES:
        raise FileTrouble(f"language: expected {' or '.join(LANGUAGES)}, got {language!r:.40}")
    if encoding is not None and encoding not in CHOICES:
        raise FileTrouble(f"encoding: expected one of {', '.join(CHOICES)}, got {encoding!r:.40}")
    places = dict(map(_place, columns))
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise FileTrouble(f"{path}: cannot be read ({error.strerror})") from error
    return read_people(path.name, raw, language=language, chosen=Chosen(encoding, places or None, has_titles))


def _place(option: str) -> tuple[str, int]:
    """Return a field and its column's place from ``email=C``."""
    field, _, letters = option.partition("=")
    place = 0
    for sign in letters.strip().upper():
        place = place * 26 + ord(sign) - 64 if "A" <= sign <= "Z" else MAX_COLUMNS + 1
    if field.strip() not in FIELDS or not 1 <= place <= MAX_COLUMNS:
        raise FileTrouble(
            f"column: expected one of {', '.join(FIELDS)}, an equals sign and a column's letters, "
            f"such as email=C, got {option!r:.60}"
        )
    return field.strip(), place - 1
