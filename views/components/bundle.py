"""Join the small JavaScript modules and the stylesheets of components into files a browser keeps.

Streamlit sends inline code again on every run. Ours is three lines that import ``/assets/NAME.HASH.js``,
a file served compressed and kept for ever by the browser (``web/edge/compression.py`` is given ``FILES``).
Nothing here imports Streamlit, so that the server can read ``FILES`` before any page exists.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PREFIX = "/assets/"
PARTS = {
    "scene": (
        "dom.js", "stem.js", "shortcut.js", "foot.js", "pick.js", "rank.js", "conversation.js",
        "clock.js", "decide.js", "mailbox.js", "triage.js",
        "count.js", "draft.js", "open_reply.js", "scene.js",
    ),
    "chrome": ("../scene/dom.js", "words.js", "document.js", "dialogs.js", "bar.js", "chrome.js"),
    "marks": ("../scene/dom.js", "../scene/stem.js", "marks.js"),
    "room": (
        "../scene/dom.js", "shelf.js", "saver.js", "rungs.js", "note.js", "question.js", "verdict.js",
        "outline.js", "finish.js", "sent.js", "room.js",
    ),
}  # fmt: skip
"""Component -> its modules in the order they depend on each other; each may import from earlier ones only."""

STYLES = {
    "scene": ("scene.css", "conversation.css", "triage.css", "open_reply.css"),
    "chrome": ("chrome.css",),
    "marks": ("../scene/scene.css", "marks.css"),
    "room": ("../scene/scene.css", "room.css", "rating.css"),
}
"""Component -> its stylesheets in the order they apply."""

FILES_OF = {"sit": ("scene", "chrome"), "marks": ("marks",), "room": ("room",)}
"""File -> the components in it: each file more is a round trip more on a slow line."""

AROUND = {"sit": (("sit/handover.js",), ("sit/early.js",))}
"""File -> modules before and after its components, which see these and which these see."""

_STYLE = """
const STYLE = new CSSStyleSheet()
STYLE.replaceSync(%s)
export const dress = node => {
  const root = node.getRootNode()
  if (!root.adoptedStyleSheets.includes(STYLE)) root.adoptedStyleSheets.push(STYLE)
}
"""


def _lean(code: str) -> str:
    """Drop indentation, blank lines and whole-line comments; strings never span lines in these files."""
    lines = (line.strip() for line in code.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))


def _module(code: str) -> str:
    """Turn an ES module into a part of one: its imports are already there, its exports stay inside."""
    code = re.sub(r"^import .* from .*$", "", code, flags=re.MULTILINE)
    return re.sub(r"^export (?=const|let|function|class)", "", code, flags=re.MULTILINE)


def lean_css(css: str) -> str:
    """Return the stylesheet without comments and needless white space."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    return re.sub(r"\s*([{};,])\s*", r"\1", re.sub(r"\s+", " ", css)).strip()


def script(name: str) -> bytes:
    """Return the whole component as one ES module, stylesheet included."""
    folder = HERE / name
    css = "\n".join((folder / sheet).read_text("utf-8") for sheet in STYLES[name])
    style = _STYLE % json.dumps(lean_css(css))
    parts = [style, *((folder / part).read_text("utf-8") for part in PARTS[name])]
    return _lean("\n".join(_module(part) for part in parts)).encode()


def file(name: str) -> bytes:
    """Return a file as one ES module that exports its components by their names."""
    before, after = ([(HERE / end).read_text("utf-8") for end in ends] for ends in AROUND.get(name, ((), ())))
    scopes = [
        f"export const {component} = (() => {{\n"
        + script(component).decode().replace("export default function", "return function")
        + "\n})()"
        for component in FILES_OF[name]
    ]
    return _lean("\n".join([*before, *scopes, *after])).encode()


def _address(name: str, body: bytes) -> str:
    return f"{PREFIX}{name}.{hashlib.sha256(body).hexdigest()[:12]}.js"


_BODIES = {name: file(name) for name in FILES_OF}
ADDRESS: dict[str, str] = {
    component: _address(name, _BODIES[name])
    for name, components in FILES_OF.items()
    for component in components
}
"""Component -> the path its file is served at."""

FILES: dict[str, bytes] = {_address(name, body): body for name, body in _BODIES.items()}
"""Path -> content, for the middleware that serves them."""


def loader(name: str) -> str:
    """Return the inline module Streamlit is given: it fetches ours and unpacks what ``packed`` sent."""
    return (
        f'const {{ {name}: part }} = await import(location.origin + "{ADDRESS[name]}")\n'
        "const text = new TextDecoder()\n"
        "export default given => part({ ...given, data: JSON.parse(text.decode(given.data)) })\n"
    )


def packed(payload: Mapping[str, Any]) -> bytes:
    """Return data for a component as bytes: Streamlit passes these on without looking into every value."""
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
