"""A frozen form from a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from assessments.digest import form_sha256
from errors import BadForm, FileTrouble
from scoring.form_fields import members
from scoring.interview import Guide, read_guide
from scoring.interview_pool import with_questions
from scoring.scheme import Scheme, scheme_from_form
from workflows.interviewed import COUNTS
from workflows.strict_json import BadJson, strict_json
from workflows.utf8 import NotUtf8, text_of


class FormFile(NamedTuple):
    """What scoring needs of a form."""

    scheme: Scheme
    """Of the items alone."""
    guide: Guide | None
    """None = the form holds no interview."""
    form: dict[str, Any]
    """As it was read."""


def read_form(path: Path, report: Callable[[str], None]) -> FormFile:
    """Read a form and keep what scoring needs of it.

    Parameters
    ----------
    path : Path
        JSON; architecture §5 has the stable part.
    report : callable
        Told when the form's ``sha256`` is not that of its content: it can be scored with, but it is not the
        form that was frozen.

    Raises
    ------
    FileTrouble, BadForm
    """
    try:
        form = _json(path, path.read_bytes())
    except OSError as error:
        raise FileTrouble(f"{path}: cannot be read ({error.strerror})") from error
    if not isinstance(form, dict):
        raise BadForm(f"{path}: expected a form, a JSON object with items")
    try:
        read = _read(form)
    except BadForm as error:
        raise BadForm(f"{path}: {error}") from error
    if "sha256" in form and form["sha256"] != form_sha256(form):
        report(f"{path}: sha256: does not match the content: changed since it was frozen")
    return read


def _json(path: Path, raw: bytes) -> object:
    """Parse a file of one JSON document."""
    try:
        return strict_json(text_of(raw).encode())
    except NotUtf8 as error:
        raise BadForm(f"{path}:{error.line}: {error}; save the file as UTF-8") from error
    except BadJson as error:
        raise BadForm(f"{path}:{error.line}: expected JSON ({error})") from error


def _read(form: dict[str, Any]) -> FormFile:
    scheme = scheme_from_form(form)
    if form.get("interview") is None:
        return FormFile(scheme, None, form)
    interview = members("interview", form["interview"])
    guide = read_guide(interview.get("questions"))
    # What a guide and the items cannot have together is known before anything is scored.
    with_questions(scheme, guide)
    counts = interview.get("counts", "raw")
    if counts not in COUNTS:
        raise BadForm(f"interview: counts: expected one of {', '.join(COUNTS)}, got {counts!r:.40}")
    return FormFile(scheme, guide, form)
