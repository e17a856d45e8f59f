"""Frozen forms against their SHA-256: what was asked, and by which key, is still what was published."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from assessments.digest import form_sha256, sha256_of
from data.forms import Form, StoredForm
from workflows.differences import Difference


def read_form(stored: StoredForm) -> Form | None:
    """Return the body of a form as it is stored now, or None when it is no JSON object."""
    try:
        body = json.loads(stored.text)
    except ValueError:
        return None
    return body if isinstance(body, dict) else None


def form_differences(stored: StoredForm) -> Iterator[Difference]:
    """Yield what is not as it was frozen: the body as a whole, or the interview's guide inside it."""
    body = read_form(stored)
    if body is None:
        yield Difference("form", stored.id, "body", stored.sha256, "no JSON object")
        return
    if body.get("sha256") != stored.sha256:
        yield Difference("form", stored.id, "sha256 in the body", stored.sha256, body.get("sha256"))
    if (found := form_sha256(body)) != stored.sha256:
        yield Difference("form", stored.id, "body", stored.sha256, found)
    if "interview" in body:
        yield from _guide_differences(stored.id, body["interview"])


def _guide_differences(form_id: str, guide: Any) -> Iterator[Difference]:
    kept = guide.get("sha256") if isinstance(guide, dict) else None
    rest = {name: value for name, value in guide.items() if name != "sha256"} if kept else guide
    if (found := sha256_of(rest)) != kept:
        yield Difference("guide", form_id, "questions", kept, found)
