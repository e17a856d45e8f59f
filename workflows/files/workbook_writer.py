"""The process that writes one workbook: tables as JSON lines on its input, the workbook on its output.

A line is the title of a sheet, or a slice of the rows of the sheet named last.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator
from typing import Any

from workflows.files.workbook import write_book


def main() -> None:
    """Write what standard input says; let people's pages go first."""
    if sys.platform != "win32":
        os.nice(10)
    sys.stdout.buffer.write(write_book(tables_in(sys.stdin.buffer)))


def tables_in(lines: Iterable[bytes]) -> Iterator[tuple[str, Iterator[Any]]]:
    """Yield each sheet's title and rows, to be read in this order: none is in memory as a whole."""
    remaining = map(json.loads, lines)
    title = next(remaining, None)
    while title is not None:
        following: list[str] = []

        def rows(following: list[str] = following) -> Iterator[Any]:
            for line in remaining:
                if isinstance(line, str):
                    following.append(line)
                    return
                yield from line

        yield title, rows()
        title = following[0] if following else None


if __name__ == "__main__":
    main()
