"""Measures of the code's structure, over the files git tracks, without tests and migrations.

``python -m tests.structure`` prints them as a table.
"""

from __future__ import annotations

import ast
import io
import re
import subprocess
import tokenize
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from statistics import median, quantiles

ROOT = Path(__file__).parent.parent
LEFT_OUT = ("tests/", "data/migrations/")
TABLES = {"data/schema.py"}
"""Files that are one long table: what they hold is looked up, not read."""


def tracked() -> tuple[str, ...]:
    """Return the Python files of the product that git tracks, by path."""
    listed = subprocess.run(
        ["git", "ls-files", "*.py"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.split()
    return tuple(path for path in listed if not path.startswith(LEFT_OUT))


@dataclass(frozen=True)
class Structure:
    """The parsed files, and what is counted in them."""

    sources: Mapping[str, str]
    """Path -> text."""

    @cached_property
    def trees(self) -> dict[str, ast.Module]:
        """Path -> syntax tree."""
        return {path: ast.parse(source) for path, source in self.sources.items()}

    @cached_property
    def lines(self) -> dict[str, int]:
        """Path -> lines."""
        return {path: source.count("\n") for path, source in self.sources.items()}

    @property
    def folders(self) -> Counter[str]:
        """Folder -> code files directly in it, without its ``__init__.py``."""
        return Counter(path.rpartition("/")[0] for path in self.sources if not path.endswith("__init__.py"))

    @property
    def functions(self) -> list[int]:
        """Lines of every function."""
        return [node.end_lineno - node.lineno + 1 for node in self._nodes() if isinstance(node, FUNCTION)]

    @property
    def import_lines(self) -> int:
        """Lines that import."""
        return sum(
            node.end_lineno - node.lineno + 1
            for node in self._nodes()
            if isinstance(node, ast.Import | ast.ImportFrom)
        )

    @property
    def comment_lines(self) -> int:
        """Comments, those for tools left out."""
        return sum(
            token.type == tokenize.COMMENT and not re.match(r"# (fmt|noqa|type|pyright)", token.string)
            for source in self.sources.values()
            for token in tokenize.generate_tokens(io.StringIO(source).readline)
        )

    @property
    def arrows(self) -> dict[str, set[str]]:
        """Module -> modules of the project it imports."""
        modules = {module_of(path) for path in self.sources}
        arrows: dict[str, set[str]] = defaultdict(set)
        for path, tree in self.trees.items():
            arrows[module_of(path)] |= {
                name for name in imported(tree) if name in modules and name != module_of(path)
            }
        return arrows

    def variables(self, name: str) -> int:
        """Return how often a variable or parameter of this name is bound or read."""
        return sum(
            (isinstance(node, ast.Name) and node.id == name)
            or (isinstance(node, ast.arg) and node.arg == name)
            for node in self._nodes()
        )

    def _nodes(self) -> Iterator[ast.AST]:
        for tree in self.trees.values():
            yield from ast.walk(tree)


FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)


def module_of(path: str) -> str:
    """Return the module a file is imported as."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def imported(tree: ast.AST) -> Iterator[str]:
    """Yield the name of every module that may be imported, and of what is taken from it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def structure() -> Structure:
    """Read every file that counts."""
    return Structure({path: (ROOT / path).read_text("utf-8") for path in tracked()})


def measures(house: Structure) -> dict[str, str]:
    """Return what is measured -> the figure."""
    lines, total = list(house.lines.values()), sum(house.lines.values())
    folder, most = house.folders.most_common(1)[0]
    arrows = house.arrows
    return {
        "lines": f"{total:,}",
        "files": str(len(lines)),
        "folders": str(len(house.folders)),
        "most code files in one folder": f"{most} ({folder})",
        "lines of a file, median / p90 / max": _spread(lines),
        "lines of a function, median / p90 / max": _spread(house.functions),
        "share of import lines": f"{house.import_lines / total:.1%}",
        "share of comment lines": f"{house.comment_lines / total:.1%}",
        "modules of ours a module imports": f"{sum(map(len, arrows.values())) / len(lines):.1f}",
        "variable `one`": str(house.variables("one")),
        "variables `found`, `told`, `said`": str(sum(map(house.variables, ("found", "told", "said")))),
        "`Any`": str(house.variables("Any")),
    }


def _spread(numbers: Iterable[int]) -> str:
    known = sorted(numbers)
    return f"{median(known):.0f} / {quantiles(known, n=10)[-1]:.0f} / {known[-1]}"


if __name__ == "__main__":
    for what, figure in measures(structure()).items():
        print(f"| {what} | {figure} |")
