"""JSON as one document or one line, read so that nothing in it is silently lost or bent.

On top of what the parser refuses (NaN, Infinity, numbers too large for a float, bytes that are no UTF-8): a
member named twice in one object, of which the last would win, and nesting deeper than anything here has.
"""

from __future__ import annotations

import json
import re
from typing import Any

import orjson

MOST_LEVELS = 32
"""A form nests ten levels deep."""
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"')
_OPEN, _CLOSE = b"[{", b"]}"


class BadJson(ValueError):
    """A text is not JSON as it has to be; ``line`` (1 = first) says where."""

    def __init__(self, problem: str, line: int) -> None:
        super().__init__(problem)
        self.line = line


def strict_json(raw: bytes) -> Any:
    """Parse JSON in UTF-8.

    Raises
    ------
    BadJson
        Says what is wrong and in which line.
    """
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise BadJson(f"{error.msg}, at character {error.colno}", error.lineno) from error
    n_opened = raw.count(b"{") + raw.count(b"[")
    if n_opened > MOST_LEVELS:
        _check_levels(raw)
    # Every member has one colon outside of texts. With no colon more, no member was lost.
    n_members = len(value) if n_opened == 1 else _n_members(value)
    if raw.count(b":") != n_members:
        _check_twice(raw)
    return value


def _check_levels(raw: bytes) -> None:
    """Raise BadJson when lists and objects stand too deep inside each other; raw is valid JSON."""
    level = 0
    for number, line in enumerate(_STRING.sub(b"", raw).splitlines(), start=1):
        for sign in line:
            level += (sign in _OPEN) - (sign in _CLOSE)
            if level > MOST_LEVELS:
                raise BadJson(f"more than {MOST_LEVELS} lists and objects inside each other", number)


def _n_members(value: Any) -> int:
    """Count the members of all objects."""
    if type(value) is dict:
        count, inner = len(value), value.values()
    else:
        count, inner = 0, value if type(value) is list else ()
    # A call for lists and objects only, not for each value: there are a million lines.
    for one in inner:
        if type(one) is dict or type(one) is list:
            count += _n_members(one)
    return count


def _check_twice(raw: bytes) -> None:
    """Raise BadJson when an object has two members of one name; raw is valid JSON."""
    n_closed = 0

    def check(pairs: list[tuple[str, object]]) -> None:
        nonlocal n_closed
        n_closed += 1
        names = [name for name, _ in pairs]
        if len(set(names)) != len(names):
            twice = next(name for name in names if names.count(name) > 1)
            raise BadJson(f"{twice!r:.40} stands twice in one object", _line_of_close(raw, n_closed))

    json.loads(raw.decode(), object_pairs_hook=check)


def _line_of_close(raw: bytes, count: int) -> int:
    """Return the line of the closing brace with this count, 1 = first."""
    for number, line in enumerate(_STRING.sub(b"", raw).splitlines(), start=1):
        count -= line.count(b"}")
        if count <= 0:
            return number
    return 1
