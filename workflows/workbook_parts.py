"""The parts of a workbook that hold names: sheets, rows, cells and strings, and nothing of how they look.

Styles, themes and the announced size of a sheet (``<dimension>``) are not read: files of other systems have
them wrong or not at all, and none of them changes who stands in a list. Namespaces are not minded either, so
that the strict kind of Office Open XML (ISO/IEC 29500) is read like the usual one.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from xml.parsers import expat

from workflows.workbook_cells import Budget, Enough, RowReader, SheetRows, StringReader

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
        self._names = {one.replace("\\", "/").lstrip("/").lower(): one for one in packed.namelist()}

    def sheets(self) -> list[SheetAt]:
        """Return the sheets in the order of their tabs, those for charts left out."""
        workbook = self._workbook()
        targets = self._relations(workbook)
        found: list[SheetAt] = []

        def start(name: str, attributes: Mapping[str, str]) -> None:
            if name == "sheet":
                kind, target = targets.get(_of(attributes, "id"), ("", ""))
                if kind in ("worksheet", ""):
                    hidden = attributes.get("state", "visible") != "visible"
                    found.append(SheetAt(attributes.get("name", ""), _beside(workbook, target), hidden))

        self._parse(workbook, start)
        if not found:
            raise NoWorkbook("no sheets")
        return found

    def strings(self) -> list[str]:
        """Return the strings that cells refer to by number; how they are spoken is left out."""
        reader = StringReader(self._budget)
        workbook = self._workbook()
        targets = self._relations(workbook).values()
        said = next((target for kind, target in targets if kind == "sharedStrings"), "sharedStrings.xml")
        part = _beside(workbook, said)
        if part.lower() in self._names:
            self._parse(part, reader.start, reader.end, reader.data)
        return reader.found

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
        path = "/".join(one for one in (folder, "_rels", f"{name}.rels") if one)
        found: dict[str, tuple[str, str]] = {}

        def start(name: str, attributes: Mapping[str, str]) -> None:
            if name == "Relationship":
                kind = attributes.get("Type", "").rpartition("/")[2]
                found[attributes.get("Id", "")] = (kind, attributes.get("Target", ""))

        if path.lower() in self._names:
            self._parse(path, start)
        return found

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
    found = [value for key, value in attributes.items() if key.rpartition(":")[2] == name]
    prefixed = [value for key, value in attributes.items() if key.endswith(f":{name}")]
    return (prefixed or found or [""])[0]
