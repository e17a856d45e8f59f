"""Plain data from YAML files.

Files are read with a safe loader that refuses a key written twice: YAML would silently keep the last one,
and an editor would wonder for an hour why the first had no effect.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import yaml

try:  # libyaml, where it is built in, reads the bank ten times faster
    from yaml import CSafeLoader as SafeLoader
except ImportError:
    from yaml import SafeLoader

from errors import ContentError

CONTENT = Path(__file__).parent / "content"
MAX_BYTES = 400_000
"""A charter may come from an upload; nothing honest is longer."""


def read_yaml(path: Path) -> object:
    """Return plain data from a YAML file: no tags, no duplicate keys, no endless nesting."""
    try:
        raw = path.read_bytes()
        if len(raw) > MAX_BYTES:
            raise ContentError(
                f"{path.name}: {len(raw)} bytes, expected at most {MAX_BYTES}.", file=path.name
            )
        return _parse(raw.decode("utf-8"))
    except FileNotFoundError:
        raise ContentError(f"{path.name}: no such file in {path.parent.name}/.", file=path.name) from None
    except UnicodeDecodeError:
        raise ContentError(f"{path.name}: not UTF-8 text; save it as UTF-8.", file=path.name) from None
    except RecursionError:
        raise ContentError(f"{path.name}: nested too deeply.", file=path.name) from None
    except yaml.YAMLError as problem:
        raise ContentError(
            f"{path.name}: not readable as YAML: {_one_line(problem)}", file=path.name
        ) from None


def read_mapping(path: Path) -> dict:
    """Return the fields and values of a YAML file; raise ContentError if it holds anything else."""
    data = read_yaml(path)
    if not isinstance(data, dict):
        raise ContentError(
            f"{path.name}: expected fields and values, got {type(data).__name__}.", file=path.name
        )
    return data


def line_of(path: Path, field: Sequence[int | str]) -> int | None:
    """Return the line of a field, or of the nearest one above it that is written; None for an empty file.

    Read again only once a mistake is known: a tree with line numbers takes longer to build than the data.
    """
    node = yaml.compose(path.read_text(encoding="utf-8"), Loader=SafeLoader)
    if node is None:
        return None
    line = node.start_mark.line
    for step in field:
        found = _child(node, step)
        if found is None:
            break
        line, node = found
    return line + 1


def _child(node: yaml.Node, step: int | str) -> tuple[int, yaml.Node] | None:
    """Return where a member of a node starts, and the member."""
    if isinstance(node, yaml.MappingNode):
        named = (pair for pair in node.value if pair[0].value == str(step))
        return next(((key.start_mark.line, value) for key, value in named), None)
    if isinstance(node, yaml.SequenceNode) and str(step).isdigit() and int(step) < len(node.value):
        return node.value[int(step)].start_mark.line, node.value[int(step)]
    return None


class _UniqueKeys(SafeLoader):  # pyright: ignore[reportGeneralTypeIssues] -- one of two loaders
    """PyYAML's safe loader, which also refuses a key written twice in one mapping."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen and isinstance(key, yaml.ScalarNode):
                line = key.start_mark.line + 1
                raise yaml.YAMLError(f"field {key.value!r} is written twice (line {line}); keep one.")
            seen.add(str(key.value))
        return super().construct_mapping(node, deep=deep)


def _whole_number(loader: _UniqueKeys, node: yaml.ScalarNode) -> int | str:
    """Read plain digits as a number, the rest as a word: YAML would make 247 of 24_7 and 605 of 10:05."""
    value = str(loader.construct_scalar(node))
    return int(value) if value.lstrip("+-").isdigit() else value


_UniqueKeys.add_constructor("tag:yaml.org,2002:int", _whole_number)


def _parse(text: str) -> object:
    loader = _UniqueKeys(text)
    try:
        return loader.get_single_data()
    finally:
        loader.dispose()


def _one_line(problem: yaml.YAMLError) -> str:
    return " ".join(str(problem).split())
