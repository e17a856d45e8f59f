"""The XML of a workbook: its sheets, rows, cells and strings, read within a budget.

Styles, themes and the announced size of a sheet (``<dimension>``) are not read: files of other systems have
them wrong or not at all, and none of them changes who stands in a list. Namespaces are not minded either, so
that the strict kind of Office Open XML (ISO/IEC 29500) is read like the usual one.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

MAX_STRINGS = 400_000
"""Shared strings; 5,000 people with 60 columns have fewer."""
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LETTERS = re.compile(r"([A-Za-z]{1,3})([0-9]*)")

Row = tuple[int, list[str]]
"""A row that is not empty, with its number in the sheet."""


class OverBudget(Exception):
    """The workbook holds more than one import takes."""


class Enough(Exception):
    """Nothing more needs to be read."""


@dataclass
class Budget:
    """What a workbook may still hold; a negative rest ends the reading."""

    rows: int
    cells: int
    text: int

    def take(self, *, rows: int = 0, cells: int = 0, text: int = 0) -> None:
        """Count something that was read, or raise OverBudget."""
        self.rows -= rows
        self.cells -= cells
        self.text -= text
        if min(self.rows, self.cells, self.text) < 0:
            raise OverBudget


@dataclass
class SheetRows:
    """One sheet as it was read."""

    name: str
    rows: list[Row] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    """Rows with something in them that the spreadsheet does not show."""
    hidden_columns: list[int] = field(default_factory=list)
    """Places (0 = A) of columns with something in them that it does not show."""


class StringReader:
    """Collects shared strings."""

    def __init__(self, budget: Budget) -> None:
        self.strings: list[str] = []
        self._budget = budget
        self._parts: list[str] = []
        self._is_text, self._is_spoken = False, False

    def start(self, name: str, _: Mapping[str, str]) -> None:
        """Begin an element."""
        if name == "si":
            self._parts = []
        self._is_spoken = self._is_spoken or name == "rPh"
        self._is_text = name == "t" and not self._is_spoken

    def data(self, text: str) -> None:
        """Take text between two marks."""
        if self._is_text:
            self._budget.take(text=len(text))
            self._parts.append(text)

    def end(self, name: str) -> None:
        """End an element."""
        self._is_text = False
        if name == "rPh":
            self._is_spoken = False
        if name == "si":
            self.strings.append(_unescaped("".join(self._parts)))
            if len(self.strings) > MAX_STRINGS:
                raise OverBudget


class RowReader:
    """Collects the rows of one sheet."""

    def __init__(
        self,
        sheet: SheetRows,
        strings: list[str],
        budget: Budget,
        max_columns: int,
        *,
        only_first: bool = False,
    ) -> None:
        self.sheet = sheet
        self._only_first = only_first
        self._strings, self._budget, self._max_columns = strings, budget, max_columns
        self._hidden_columns: list[tuple[int, int]] = []
        self._number, self._place = 0, -1
        self._is_hidden = False
        self._cells: dict[int, str] = {}
        self._kind = ""
        self._value: list[str] = []
        self._formula: list[str] | None = None
        self._into: list[str] | None = None
        self._is_spoken = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Begin an element."""
        if name == "row":
            self._start_row(attributes)
        elif name == "c":
            self._start_cell(attributes)
        elif name == "f":
            self._formula = self._into = []
        elif name == "rPh":
            self._is_spoken = True
        elif name in ("v", "t") and not self._is_spoken:
            self._into = self._value
        elif name == "col" and (_is_true(attributes.get("hidden")) or _is_zero(attributes.get("width"))):
            self._hidden_columns.append((int(attributes["min"]) - 1, int(attributes["max"]) - 1))

    def data(self, text: str) -> None:
        """Take text between two marks."""
        if self._into is not None:
            self._budget.take(text=len(text))
            self._into.append(text)

    def end(self, name: str) -> None:
        """End an element."""
        if name in ("v", "t", "f"):
            self._into = None
        elif name == "rPh":
            self._is_spoken = False
        elif name == "c":
            self._end_cell()
        elif name == "row":
            self._end_row()
        elif name == "sheetData":
            self._end_sheet()

    def _start_row(self, attributes: Mapping[str, str]) -> None:
        self._budget.take(rows=1)
        number = attributes.get("r", "")
        self._number = int(number) if number.isascii() and number.isdigit() else self._number + 1
        self._place, self._cells = -1, {}
        self._is_hidden = _is_true(attributes.get("hidden")) or _is_zero(attributes.get("ht"))

    def _start_cell(self, attributes: Mapping[str, str]) -> None:
        match = _LETTERS.fullmatch(attributes.get("r", ""))
        self._place = _place(match[1]) if match else self._place + 1
        self._kind = attributes.get("t", "n")
        self._value, self._formula, self._into = [], None, None

    def _end_cell(self) -> None:
        text = self._text()
        if text:
            self._budget.take(cells=1, text=len(text) if self._kind == "s" else 0)
            # What is beyond stands in one place more, so that somebody can be told that there is more.
            self._cells[min(self._place, self._max_columns)] = text

    def _text(self) -> str:
        value = "".join(self._value)
        if self._formula is not None:
            return f"={''.join(self._formula)}"
        if self._kind == "s":
            at = value.strip()
            return self._strings[abs(int(at))] if at else ""
        if self._kind == "b":
            return "TRUE" if value.strip() in ("1", "true") else "FALSE"
        return _unescaped(value) if self._kind in ("inlineStr", "str") else value

    def _end_row(self) -> None:
        if not any(text.strip() for text in self._cells.values()):
            return
        if self._only_first:
            raise Enough
        width = max(self._cells) + 1
        self.sheet.rows.append((self._number, [self._cells.get(at, "") for at in range(width)]))
        if self._is_hidden:
            self.sheet.hidden_rows.append(self._number)

    def _end_sheet(self) -> None:
        filled = {at for _, cells in self.sheet.rows for at, cell in enumerate(cells) if cell.strip()}
        self.sheet.hidden_columns = sorted(
            at for at in filled if any(first <= at <= last for first, last in self._hidden_columns)
        )


def _unescaped(text: str) -> str:
    """Return a text with its control characters, which XML cannot hold, as they were."""
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def _place(letters: str) -> int:
    place = 0
    for letter in letters.upper():
        place = place * 26 + ord(letter) - 64
    return place - 1


def _is_true(value: str | None) -> bool:
    return (value or "").strip().lower() in ("1", "true", "on")


def _is_zero(value: str | None) -> bool:
    return value is not None and value.strip() in ("0", "0.0", "0.00")


PIECE = 1 << 16


class NoWorkbook(Exception):
    """A part that every workbook has is missing, or is not what it should be."""


@dataclass(frozen=True)
class SheetAt:
    """A sheet, and where it is in the package."""

    name: str
    part: str
    is_hidden: bool


class Parts:
    """A workbook's parts, by their names in the package."""

    def __init__(self, packed: zipfile.ZipFile, budget: Budget) -> None:
        self._packed = packed
        self._budget = budget
        # Some programs write the separators of their own system, or other capitals.
        self._names = {name.replace("\\", "/").lstrip("/").lower(): name for name in packed.namelist()}

    def sheets(self) -> list[SheetAt]:
        """Return the sheets in the order of their tabs, those for charts left out."""
        workbook = self._workbook()
        targets = self._relations(workbook)
        sheets: list[SheetAt] = []

        def start(name: str, attributes: Mapping[str, str]) -> None:
            if name == "sheet":
                kind, target = targets.get(_of(attributes, "id"), ("", ""))
                if kind in ("worksheet", ""):
                    hidden = attributes.get("state", "visible") != "visible"
                    sheets.append(SheetAt(attributes.get("name", ""), _beside(workbook, target), hidden))

        self._parse(workbook, start)
        if not sheets:
            raise NoWorkbook("no sheets")
        return sheets

    def strings(self) -> list[str]:
        """Return the strings that cells refer to by number; how they are spoken is left out."""
        reader = StringReader(self._budget)
        workbook = self._workbook()
        targets = self._relations(workbook).values()
        target = next((target for kind, target in targets if kind == "sharedStrings"), "sharedStrings.xml")
        part = _beside(workbook, target)
        if part.lower() in self._names:
            self._parse(part, reader.start, reader.end, reader.data)
        return reader.strings

    def rows(self, sheet: SheetAt, strings: list[str], max_columns: int) -> SheetRows:
        """Return the rows of a sheet that are not empty."""
        reader = RowReader(SheetRows(sheet.name), strings, self._budget, max_columns)
        self._parse(sheet.part, reader.start, reader.end, reader.data)
        return reader.sheet

    def has_rows(self, sheet: SheetAt, strings: list[str]) -> bool:
        """Tell whether a sheet has anything in it, reading no further than needed."""
        reader = RowReader(SheetRows(sheet.name), strings, self._budget, 1, only_first=True)
        try:
            self._parse(sheet.part, reader.start, reader.end, reader.data)
        except Enough:
            return True
        return False

    def _workbook(self) -> str:
        for kind, target in self._relations("").values():
            if kind == "officeDocument":
                return target.lstrip("/")
        return "xl/workbook.xml"

    def _relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Return id -> (last word of the kind, target) of what a part refers to."""
        folder, _, name = part.rpartition("/")
        path = "/".join(part for part in (folder, "_rels", f"{name}.rels") if part)
        relations: dict[str, tuple[str, str]] = {}

        def start(name: str, attributes: Mapping[str, str]) -> None:
            if name == "Relationship":
                kind = attributes.get("Type", "").rpartition("/")[2]
                relations[attributes.get("Id", "")] = (kind, attributes.get("Target", ""))

        if path.lower() in self._names:
            self._parse(path, start)
        return relations

    def _parse(
        self,
        part: str,
        start: Callable[[str, Mapping[str, str]], None],
        end: Callable[[str], None] = lambda name: None,
        data: Callable[[str], None] = lambda text: None,
    ) -> None:
        """Read one part from its beginning to its end, a piece at a time."""
        stored = self._names.get(part.lower())
        if stored is None:
            raise NoWorkbook(part)
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = lambda name, attributes: start(name.rpartition(":")[2], attributes)
        parser.EndElementHandler = lambda name: end(name.rpartition(":")[2])
        parser.CharacterDataHandler = data
        parser.StartDoctypeDeclHandler = _refuse_doctype
        with self._packed.open(stored) as file:
            while piece := file.read(PIECE):
                parser.Parse(piece, False)
        parser.Parse(b"", True)


def _refuse_doctype(*_: object) -> None:
    raise NoWorkbook("a document type, which no workbook has")


def _beside(part: str, target: str) -> str:
    """Return the path that another part's relation leads to: from the root, or from where that part is."""
    path = target if target.startswith("/") else f"{part.rpartition('/')[0]}/{target}"
    steps: list[str] = []
    for step in path.replace("\\", "/").split("/"):
        if step == "..":
            steps = steps[:-1]
        elif step not in ("", "."):
            steps.append(step)
    return "/".join(steps)


def _of(attributes: Mapping[str, str], name: str) -> str:
    """Return an attribute by its name without its prefix, the one with a prefix first (``r:id``)."""
    values = [value for key, value in attributes.items() if key.rpartition(":")[2] == name]
    prefixed = [value for key, value in attributes.items() if key.endswith(f":{name}")]
    return (prefixed or values or [""])[0]
