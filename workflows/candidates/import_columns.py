"""The columns of an imported list, found by their titles; a person is asked where that is in doubt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from errors import DoubtfulAddresses, HalfName, MissingColumn
from workflows.candidates.import_titles import (
    FIELDS,
    HEAD_ROWS,
    hint,
    is_second_choice,
    meaning,
    n_known,
    names_others,
)
from workflows.common.text import bare_address, looks_like_email, tidy

NumberedRow = tuple[int, Sequence[str]]
"""A row with its number in the file; the first row is 1."""

_SAMPLE = 200


@dataclass(frozen=True)
class Chosen:
    """What a person says about a file; None where it is left to what the file shows."""

    encoding: str | None = None
    columns: Mapping[str, int] | None = None
    """What is held (``FIELDS``) -> its place, 0 = the first column."""
    has_titles: bool = True
    """Only asked together with ``columns``."""


@dataclass(frozen=True)
class Columns:
    """The titles of a list, and where each field stands."""

    row: int
    """Where the titles stand in the file; 0 where there are none."""
    titles: tuple[str, ...]
    places: Mapping[str, tuple[int, ...]]
    """Field -> its columns, the first choice first."""
    guessed_email: bool = False
    """Whether the column of addresses was known by its values, not by its title."""

    def title(self, field: str) -> str:
        """Return the title of a field's first column; its letter where it has none."""
        return self.titled(self.places[field][0])

    def titled(self, place: int) -> str:
        """Return the title of a column; its letter where it has none."""
        title = tidy(self.titles[place]) if place < len(self.titles) else ""
        return title or letter(place)

    def ignored(self) -> list[str]:
        """Return the titles of columns that are left aside."""
        used = {place for places in self.places.values() for place in places}
        return [tidy(title) for at, title in enumerate(self.titles) if at not in used and title.strip()]


def letter(place: int) -> str:
    """Return what a spreadsheet calls a column: 0 is A."""
    name = ""
    while place >= 0:
        name = chr(65 + place % 26) + name
        place = place // 26 - 1
    return name


def find_columns(name: str, rows: Sequence[NumberedRow], chosen: Chosen) -> tuple[Columns, list[NumberedRow]]:
    """Return the columns of a list, and the rows under its titles.

    Raises
    ------
    MissingColumn, HalfName, DoubtfulAddresses
        When a person has to say which column holds what; ``details["found"]`` has the titles.
    """
    head = _head(rows)
    if chosen.columns is not None:
        return _as_chosen(rows, head, chosen)
    if head is None:
        first = next((tuple(cells) for _, cells in rows if sum(map(bool, cells)) > 1), tuple(rows[0][1]))
        raise MissingColumn(
            f"{name}: no column for names; expected one called “name” or “nom”.", found=_shown(first)
        )
    number, titles = rows[head][0], _titles(rows, head)
    below = list(rows[head + 1 :])
    places = _places(titles)
    _settle_names(name, titles, places, below)
    guessed = "email" not in places and _guess_email(name, titles, places, below)
    return Columns(number, titles, {field: tuple(at) for field, at in places.items()}, guessed), below


def _head(rows: Sequence[NumberedRow]) -> int | None:
    """Return which row holds the titles: the first of those in which most are known."""
    counts = [n_known(cells) for _, cells in rows[:HEAD_ROWS]]
    best = max(counts, default=0)
    # A title above the list may be a word that names a column too; the titles have more cells beside it.
    ties = [at for at, count in enumerate(counts) if count == best]
    if not best:
        return None
    return max(ties, key=lambda at: (min(_filled(rows[at][1]), 2), -at))


def _filled(cells: Sequence[str]) -> int:
    return sum(bool(cell.strip()) for cell in cells)


def _titles(rows: Sequence[NumberedRow], head: int) -> tuple[str, ...]:
    """Return the titles; an empty one is taken from the row right above, as where two rows are merged."""
    number, cells = rows[head]
    if not head or rows[head - 1][0] != number - 1 or _filled(rows[head - 1][1]) < 2:
        return tuple(cells)
    above = [*rows[head - 1][1], *[""] * len(cells)]
    return tuple(cell if cell.strip() else above[at] for at, cell in enumerate(cells))


def _as_chosen(
    rows: Sequence[NumberedRow], head: int | None, chosen: Chosen
) -> tuple[Columns, list[NumberedRow]]:
    assert chosen.columns is not None
    places = {field: (at,) for field, at in chosen.columns.items() if field in FIELDS}
    if not chosen.has_titles:
        width = max(len(cells) for _, cells in rows)
        return Columns(0, ("",) * width, places), list(rows)
    at = head if head is not None else 0
    return Columns(rows[at][0], _titles(rows, at), places), list(rows[at + 1 :])


def _places(titles: Sequence[str]) -> dict[str, list[int]]:
    columns: dict[str, list[int]] = {}
    order = sorted(range(len(titles)), key=lambda at: (is_second_choice(titles[at]), at))
    for at in order:
        field = meaning(titles[at])
        if field is not None:
            columns.setdefault(field, []).append(at)
    return columns


def _settle_names(
    name: str, titles: tuple[str, ...], places: dict[str, list[int]], below: Sequence[NumberedRow]
) -> None:
    """Make of the columns of names either whole names or two halves, or ask."""
    full, plain = places.pop("full_name", []), places.pop("name", [])
    if plain:
        if not full and not _halves(places):
            _refuse_half(name, titles, plain[0])
        full = _with_plain(full, plain, places, below)
    halves = _halves(places)
    if full:
        places["name"] = full
        if len(halves) == 1:
            places.pop(halves[0])
    elif len(halves) == 1:
        raise _half(name, titles, places[halves[0]][0])
    elif not halves:
        raise MissingColumn(
            f"{name}: no column for names; expected one called “name” or “nom”.", found=_shown(titles)
        )


def _halves(places: Mapping[str, list[int]]) -> list[str]:
    return [half for half in ("first_name", "last_name") if half in places]


def _with_plain(
    full: list[int], plain: list[int], places: dict[str, list[int]], below: Sequence[NumberedRow]
) -> list[int]:
    """Return the columns of whole names, once it is known what a column called "name" is.

    Beside one half it is the other, beside both the family name of whoever has no other in use; unless it
    repeats what stands in a half, with more beside it: then it is the whole name.
    """
    halves = _halves(places)
    if not halves or _holds(plain[0], places[halves[0]][0], below):
        return [*full, *plain]
    if len(halves) == 2:
        places["last_name"] = [*places["last_name"], *plain]
    else:
        places["last_name" if halves == ["first_name"] else "first_name"] = plain
    return full


def _holds(whole: int, half: int, below: Sequence[NumberedRow]) -> bool:
    """Tell whether one column repeats what stands in another, with more beside it, in most rows."""
    pairs = [(_cell(cells, whole).casefold().split(), _cell(cells, half).casefold().split())
             for _, cells in below[:_SAMPLE]]  # fmt: skip
    pairs = [(words, part) for words, part in pairs if words and part]
    held = sum(len(words) > len(part) and set(part) <= set(words) for words, part in pairs)
    return 2 * held > len(pairs)


def _refuse_half(name: str, titles: tuple[str, ...], place: int) -> None:
    """Ask where a title that is not understood seems to name the other half."""
    hints = [hint(title) for at, title in enumerate(titles) if at != place and meaning(title) is None]
    if "first_name" in hints:
        raise _half(name, titles, place)


def _half(name: str, titles: tuple[str, ...], place: int) -> HalfName:
    title = tidy(titles[place])
    return HalfName(
        f"{name}: the column “{title}” holds half of the names; no column for the other half.",
        found=_shown(titles), column=title,
    )  # fmt: skip


def _guess_email(
    name: str, titles: tuple[str, ...], places: dict[str, list[int]], below: Sequence[NumberedRow]
) -> bool:
    """Find addresses by their values where no title names them; ask where there are two such columns."""
    taken = {at for listed in places.values() for at in listed}
    columns = [
        at for at in range(len(titles))
        if at not in taken and not names_others(titles[at]) and _are_addresses(at, below)
    ]  # fmt: skip
    if len(columns) > 1:
        raise DoubtfulAddresses(
            f"{name}: several columns hold addresses, and no title says which are the candidates'.",
            found=_shown(titles), columns=", ".join(tidy(titles[at]) or letter(at) for at in columns),
        )  # fmt: skip
    if columns:
        places["email"] = columns
    return bool(columns)


def _are_addresses(place: int, below: Sequence[NumberedRow]) -> bool:
    values = [cell for _, cells in below[:_SAMPLE] if (cell := _cell(cells, place))]
    return bool(values) and 2 * sum(looks_like_email(bare_address(value)) for value in values) > len(values)


def _cell(cells: Sequence[str], place: int) -> str:
    return tidy(cells[place]) if place < len(cells) else ""


def _shown(titles: Sequence[str]) -> list[str]:
    return [tidy(title)[:60] for title in titles if title.strip()][:12]
