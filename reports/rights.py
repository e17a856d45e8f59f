"""A person's own data as one ZIP: everything as JSON, and a page to read in their language."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from typing import Any

from reports.rights_page import rights_page
from reports.words import speaking
from workflows.rights_archive import Archive


def rights_zip(found: Archive) -> bytes:
    """Return the archive: ``data.json`` and ``summary.html``; no name of a file says whose it is."""
    files = io.BytesIO()
    with zipfile.ZipFile(files, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("data.json", json.dumps(found.body, ensure_ascii=False, indent=2, default=_plain))
        made.writestr("summary.html", speaking(found.language, lambda: rights_page(found)))
    return files.getvalue()


def _plain(value: Any) -> str:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat(timespec="seconds")
    raise TypeError(f"Nothing of the kind {type(value).__name__} belongs into the archive.")
