"""The reading of YAML files as plain data.

Files are read with a safe loader that refuses a key written twice: YAML would silently keep the last one,
and an editor would wonder for an hour why the first had no effect.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import yaml
from yaml import SafeLoader

from errors import ContentError

try:  # libyaml, where it is built in, reads the bank ten times faster
    from yaml import CSafeLoader as SafeLoader
except ImportError:
    from yaml import SafeLoader

CONTENT = Path(__file__).parent
MAX_BYTES = 100_000
"""A charter may come from an upload; nothing honest is longer. The longest item takes half of it."""
MAX_DIGITS = 18
"""Of a whole number; no field takes a larger one, and Python refuses to read thousands of digits."""


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
    except UnreadableValue as problem:
        raise ContentError(f"{path.name}, {problem}", file=path.name) from None
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
        child = _child(node, step)
        if child is None:
            break
        line, node = child
    return line + 1


def _child(node: yaml.Node, step: int | str) -> tuple[int, yaml.Node] | None:
    """Return where a member of a node starts, and the member."""
    if isinstance(node, yaml.MappingNode):
        named = (pair for pair in node.value if pair[0].value == str(step))
        return next(((key.start_mark.line, value) for key, value in named), None)
    if isinstance(node, yaml.SequenceNode) and str(step).isdigit() and int(step) < len(node.value):
        return node.value[int(step)].start_mark.line, node.value[int(step)]
    return None


class UnreadableValue(yaml.YAMLError):
    """A value or key that is written in YAML and means nothing in it; says the line and the column."""

    def __init__(self, node: yaml.Node, what: str) -> None:
        mark = node.start_mark
        self.what = what
        super().__init__(f"line {mark.line + 1}, column {mark.column + 1}: {what}")


class _UniqueKeys(SafeLoader):  # pyright: ignore[reportGeneralTypeIssues] -- one of two loaders
    """PyYAML's safe loader, which also refuses keys written twice, and values that mean nothing."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict:
        seen: set[str] = set()
        # An odd tag can be put on anything; the parser of PyYAML complains of it in its own words.
        for key, value in node.value if isinstance(node, yaml.MappingNode) else ():
            _check_key(key, seen)
            self._check_value(key, value)
        return super().construct_mapping(node, deep=deep)

    def construct_object(self, node: yaml.Node, deep: bool = False) -> object:
        try:
            return super().construct_object(node, deep)
        except (yaml.YAMLError, RecursionError):
            raise
        except Exception:  # constructors of PyYAML raise whatever they stumble over
            raise UnreadableValue(node, _not_a(node)) from None

    def _check_value(self, key: yaml.ScalarNode, value: yaml.Node) -> None:
        """Construct a value once ahead, so that a mistake in it can be told by the name of its field."""
        if isinstance(value, yaml.ScalarNode) and value.tag != _TEXT:
            try:
                self.construct_object(value)
            except UnreadableValue as problem:
                raise UnreadableValue(value, f"field {key.value:.80}: {problem.what}") from None


def _check_key(key: yaml.Node, seen: set[str]) -> None:
    if not isinstance(key, yaml.ScalarNode):
        raise UnreadableValue(
            key,
            "a list or curly brackets where the name of a field belongs; if it is a text, put it in quotes.",
        )
    if key.tag == _MERGE:
        # Merges of merges double at each step: thirty lines would fill the memory.
        raise UnreadableValue(key, "a merge (<<), which is not read here; write the fields out.")
    if key.tag == _TRUTH:
        raise UnreadableValue(
            key, f"field {key.value}: YAML reads this name as true or false; put it in quotes."
        )
    if key.value in seen:
        raise UnreadableValue(key, f"field {key.value!r:.80} is written twice; keep one.")
    seen.add(key.value)


# Tags by which PyYAML knows what a value was written as.
_TEXT, _TRUTH, _MERGE = (f"tag:yaml.org,2002:{kind}" for kind in ("str", "bool", "merge"))
_KINDS = {"timestamp": "a date", "float": "a number", "int": "a number", "bool": "true or false"}


def _not_a(node: yaml.Node) -> str:
    shown = f"{node.value!r:.60}" if isinstance(node, yaml.ScalarNode) else "this"
    kind = _KINDS.get(node.tag.rpartition(":")[2], "a value of that kind")
    return f"{shown} is not {kind} that there is; if it is a text, put it in quotes."


def _whole_number(loader: _UniqueKeys, node: yaml.ScalarNode) -> int | str:
    """Read plain digits as a number, the rest as a word: YAML would make 247 of 24_7 and 605 of 10:05."""
    value = str(loader.construct_scalar(node))
    digits = value.lstrip("+-")
    if len(digits) > MAX_DIGITS and digits.isdigit():
        raise UnreadableValue(
            node, f"a number of {len(digits)} digits, expected at most {MAX_DIGITS}; put a text in quotes."
        )
    return int(value) if digits.isascii() and digits.isdigit() else value


_UniqueKeys.add_constructor("tag:yaml.org,2002:int", _whole_number)


def _parse(text: str) -> object:
    loader = _UniqueKeys(text)
    try:
        return loader.get_single_data()
    finally:
        loader.dispose()


def _one_line(problem: yaml.YAMLError) -> str:
    return " ".join(str(problem).split())
