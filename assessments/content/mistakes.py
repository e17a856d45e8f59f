"""Mistakes in content, each told in one line that an editor can act on."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from errors import ContentError

Model = TypeVar("Model", bound=BaseModel)
Path = tuple[int | str, ...]
MOST_TOLD = 50
"""Mistakes told of one file: more are another kind of file, and each takes a search for the nearest name."""
_TAGS = ("passage", "message")
"""Names of the two parts of a stem, which pydantic adds to a path and an editor never wrote."""


class FieldMistakes(ValueError):
    """Mistakes in how the parts of a model fit together, each with the path of the part to mend."""

    def __init__(self, mistakes: Sequence[tuple[str, str]]) -> None:
        super().__init__("; ".join(f"{path}: {message}" for path, message in mistakes))
        self.mistakes = tuple(mistakes)


def checked(
    data: Mapping[str, Any],
    model: type[Model],
    *,
    source: str,
    line_of: Callable[[Path], int | None] = lambda path: None,
) -> Model:
    """Return the model, or raise ContentError with one line per mistake.

    Parameters
    ----------
    data : mapping
        What was read from a file.
    model : type
        The pydantic model it must fit.
    source : str
        Name of the file, for the message.
    line_of : callable, optional
        Path of a field -> its line in the file, where one is known.
    """
    try:
        return model.model_validate(data)
    except ValidationError as problem:
        errors = problem.errors(include_url=False)
        mistakes = [mistake for error in errors[:MOST_TOLD] for mistake in _mistakes_of(error, model)]
        lines = [f"{_place(data, source, line_of(path))}, {sentence}" for path, sentence in mistakes]
        if len(errors) > MOST_TOLD:
            lines.append(f"{source}: {len(errors) - MOST_TOLD} more mistakes of this kind.")
        fields = tuple(field_path(path) for path, _ in mistakes)
        raise ContentError("\n".join(lines), file=source, fields=fields, mistakes=tuple(lines)) from None


def field_path(loc: Path) -> str:
    """Write pydantic's location as an editor would: ``wording.stem.0.text.fr``."""
    return ".".join(str(step) for step in loc if step not in _TAGS) or "(whole file)"


def _place(data: Mapping[str, Any], source: str, line: int | None) -> str:
    item_id = data.get("id")
    at = source if line is None else f"{source}, line {line}"
    return f"{at}: item {item_id}" if isinstance(item_id, str) else at


def _mistakes_of(error: Any, model: type[BaseModel]) -> list[tuple[Path, str]]:
    """Return every mistake of one of pydantic's errors: the path it concerns, and the sentence."""
    cause = error.get("ctx", {}).get("error")
    if isinstance(cause, FieldMistakes):
        return [
            ((*error["loc"], *path.split(".")), f"field {field_path((*error['loc'], path))}: {message}.")
            for path, message in cause.mistakes
        ]
    return [(error["loc"], _sentence(error, model))]


def _sentence(error: Any, model: type[BaseModel]) -> str:
    """Return what one of pydantic's errors says, in an editor's words."""
    path, kind, context = field_path(error["loc"]), error["type"], error.get("ctx", {})
    got = _shown(error.get("input"))
    if kind == "missing":
        return f"field {path}: is missing."
    if kind == "extra_forbidden":
        return f"field {path}: is not a known field{_nearest(error['loc'], model)}."
    if kind in ("literal_error", "enum"):
        quotes = "; put it in quotes" if isinstance(error.get("input"), bool) else ""
        return f"field {path}: got {got}; allowed: {_allowed(context['expected'])}{quotes}."
    if kind == "value_error":
        return f"field {path}: {context['error']}."
    if kind == "string_type" and (meant := _unquoted(error.get("input"))):
        return f"field {path}: got {got}, as YAML reads {meant}; put it in quotes."
    return f"field {path}: got {got}; {error['msg'][0].lower()}{error['msg'][1:]}."


def _shown(value: object) -> str:
    # Only plain values are printed: aliases can make a small file expand to an endless one.
    if isinstance(value, str | float | bool) or value is None:
        return repr(value)[:80]
    if isinstance(value, dt.date):
        return str(value)
    if isinstance(value, int):
        # Python refuses to write out numbers of thousands of digits.
        return str(value) if abs(value) < 10**40 else "a number of more than 40 digits"
    return f"a {type(value).__name__}"


def _unquoted(value: object) -> str:
    """Return what somebody wrote without quotes where a text belongs; empty when quotes would not help."""
    if isinstance(value, bool):
        return "yes, no, on, off, true and false"
    if isinstance(value, int | float):
        return "digits"
    return "dates" if isinstance(value, dt.date) else ""


def _allowed(expected: str) -> str:
    return expected.replace(" or ", ", ")


def _nearest(loc: tuple[int | str, ...], model: type[BaseModel]) -> str:
    known = _fields_at(loc[:-1], model)
    close = difflib.get_close_matches(str(loc[-1])[:80], known, n=1)
    if close:
        return f"; did you mean {close[0]!r}?"[:-1]
    return f"; expected one of {', '.join(known)}" if known else ""


def _fields_at(loc: tuple[int | str, ...], model: type[BaseModel]) -> list[str]:
    """Return the names of the fields of the model at a location; empty when there is none."""
    current: Any = model
    for step in loc:
        fields = getattr(current, "model_fields", {})
        if step not in fields:
            return []
        current = _inner_model(fields[step].annotation)
    return list(getattr(current, "model_fields", {}))


def _inner_model(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((inner for part in get_args(annotation) if (inner := _inner_model(part))), None)
