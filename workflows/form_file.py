"""A frozen form from a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import orjson

from assessments.digest import form_sha256
from errors import BadForm, FileTrouble
from scoring.scheme import Scheme, scheme_from_form


def read_scheme(path: Path, report: Callable[[str], None]) -> Scheme:
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
        form = orjson.loads(path.read_bytes())
    except OSError as error:
        raise FileTrouble(f"{path}: cannot be read ({error.strerror})") from error
    except orjson.JSONDecodeError as error:
        raise BadForm(f"{path}: expected JSON ({error})") from error
    if not isinstance(form, dict):
        raise BadForm(f"{path}: expected a form, a JSON object with items")
    try:
        scheme = scheme_from_form(form)
    except BadForm as error:
        raise BadForm(f"{path}: {error}") from error
    if "sha256" in form and form["sha256"] != form_sha256(form):
        report(f"{path}: sha256: does not match the content: changed since it was frozen")
    return scheme
