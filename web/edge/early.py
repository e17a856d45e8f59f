"""The first page with a candidate's scene in it, to be answered while Streamlit is still on its way.

Streamlit's own page is empty until some seventy files have come and a websocket has brought the content. Here
the content stands in the first response, as data; one file of ours (``views/components/sit``) draws it as the
live page will, and then calls for Streamlit, whose page takes its place without a change to see.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Protocol
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.types import Scope
from streamlit import config

from domain import SITTING_COOKIE
from texts.markup import Html

PATH = "/sit"
ARRIVED = ("from", "link")
"""What the address may hold, just after a link was opened; anything else asks for another page."""
_CALLED_LATER = re.compile(
    r'<script type="module"[^>]*></script>|<link rel="(?:modulepreload|stylesheet|preload)"[^>]*>'
)
_START = """
let isStarted = false
window.startStreamlit = () => {
  if (isStarted) return
  isStarted = true
  document.head.append(document.getElementById("streamlit").content)
}
addEventListener("error", event => { if (event.target?.src) startStreamlit() }, true)
setTimeout(startStreamlit, 15000)
"""
"""Called by our file once it has drawn; whatever becomes of that file, Streamlit is called for."""


class EarlyPage(Protocol):
    """What the first response says of a candidate's page."""

    @property
    def language(self) -> str:
        """The language of the page, fr or en."""
        ...

    @property
    def title(self) -> str:
        """The title of the document."""
        ...

    @property
    def note(self) -> str:
        """A line above the scene; empty where there is none."""
        ...

    @property
    def column(self) -> str:
        """HTML of a page to read; empty where a scene is drawn."""
        ...

    @property
    def leaving(self) -> str:
        """HTML of the form by which a browser forgets the link."""
        ...

    @property
    def data(self) -> bytes:
        """JSON that the components draw from, in UTF-8."""
        ...


FindEarly = Callable[[str, str], EarlyPage | None]
"""Candidate's secret and the browser's languages -> what can be shown at once; None: only Streamlit can."""


def secret_of(scope: Scope) -> str | None:
    """Return the secret of a candidate who opens their page as a link leads there; None otherwise."""
    if scope["type"] != "http" or scope["method"] != "GET" or scope["path"].rstrip("/") != PATH:
        return None
    asked = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    if any(pair != ARRIVED for pair in asked):
        return None
    return Request(scope).cookies.get(SITTING_COOKIE)


class Shell:
    """A first page around what is shown early.

    Parameters
    ----------
    page : str
        The first page in one language, as ``web.edge.first_page`` writes it.
    script : str
        Path of the file that draws.
    """

    def __init__(self, page: str, script: str) -> None:
        # Fonts first: they change what is on screen already. The rest gives way to an answer that is sent.
        called = sorted(_CALLED_LATER.findall(page), key=lambda preload: 'as="font"' not in preload)
        self.later = "".join(called).replace(" crossorigin ", ' crossorigin fetchpriority="low" ')
        head = f'<script type="module" src="{script}"></script><script>{_START}</script>'
        page = _CALLED_LATER.sub("", page).replace("</head>", f"<style>{style()}</style></head>", 1)
        self.page = page.replace("<script>", f"{head}<script>", 1)

    def around(self, early: EarlyPage) -> str:
        """Return the page with a candidate's scene in it."""
        data = early.data.decode("utf-8").replace("<", "\\u003c")
        note = Html('<p class="early-note">{}</p>').format(early.note) if early.note else ""
        width = ' class="early-column"' if early.column else ""
        body = (
            f'<main id="early"><div{width}>{_place("bar")}{note}{early.column or _place("scene")}'
            f'<div>{early.leaving}</div>{_place("document")}</div><p role="status"></p></main>'
            f'<script type="application/json" id="early-data">{data}</script>'
            f'<template id="streamlit">{self.later}</template><div id="root">'
        )
        page = self.page.replace('<div id="root">', body, 1)
        return page.replace("<title>Entregent</title>", Html("<title>{}</title>").format(early.title), 1)


def _place(part: str) -> str:
    return f'<div data-part="{part}"></div>'


def style() -> str:
    """Return the sheet that lays an early page out as Streamlit lays out the live one."""
    light, dark = (_variables(mode) for mode in ("light", "dark"))
    return (
        f"#early{{{light}{_ALWAYS}}}"
        f"@media(prefers-color-scheme:dark){{#early{{{dark}}}}}"
        "#early:not([data-state=up]){display:none}"
        "#early>div{display:flex;flex-direction:column;gap:1rem;padding:1rem 1rem 2rem}"
        "#early *{box-sizing:border-box}"
        ".early-note{margin:0;font-size:.875rem;line-height:1.6rem}"
        "#early>[role=status]:empty{display:none}"
        "#early>[role=status]{position:fixed;left:50%;bottom:1rem;translate:-50% 0;margin:0;"
        "width:min(36rem,calc(100vw - 1.5rem));padding:.9rem 1.2rem;border-radius:1rem;"
        "background:var(--st-text-color);color:var(--st-background-color)}"
        "@media(min-width:54rem){#early>div:not(.early-column){padding-inline:5rem}}"
        f"{_COLUMN}"
    )


_COLUMN = """
.early-column{max-width:46rem;margin:0 auto}
.early-column :is(h1,h3,p,ol){margin:0}
.early-column :is(h1,h3){font:700 2rem/1.2 var(--st-heading-font);padding-top:1.25rem}
.early-column h3{font-size:1.25rem;padding-top:.75rem;letter-spacing:-.1px}
.early-column strong{font-weight:600}
.early-column ol{padding:0;margin-top:1rem}
.early-column li{margin:0 0 0 1.15rem;padding-left:.3rem}
.early-column li+li{margin-top:.2rem}
.early-buttons{display:flex;flex-wrap:wrap;gap:1rem}
.early-buttons button{min-height:2.5rem;padding:.25rem .75rem;cursor:pointer;
border:1px solid var(--st-border-color);border-radius:1.4rem;
font:400 .875rem/1.6 var(--st-font);color:inherit;
background:color-mix(in srgb,var(--st-background-color),var(--st-secondary-background-color))}
.early-buttons button.early-primary{background:var(--st-primary-color);color:#fff;
border-color:var(--st-primary-color)}
@media(prefers-color-scheme:dark){.early-buttons button.early-primary{color:#0d1110}}
.early-buttons button:focus-visible{outline:3px solid var(--st-primary-color);outline-offset:2px}
.early-buttons button[aria-busy=true]{opacity:.62;cursor:progress}
"""
"""As Streamlit and ``views/common/layout.py`` set a column to read: test_early.py compares both."""


_ALWAYS = (
    "position:fixed;inset:0;z-index:1;overflow:auto;box-sizing:border-box;"
    "background:var(--st-background-color);color:var(--st-text-color);font:400 1rem/1.6 var(--st-font)"
)


def _variables(mode: str) -> str:
    """Return the theme as the custom properties that Streamlit hands to components."""
    values: dict[str, Any] = {
        "font": f"{config.get_option('theme.font')},sans-serif",
        "heading-font": f"{config.get_option('theme.headingFont')},sans-serif",
    }
    values |= {_dashed(name): config.get_option(f"theme.{mode}.{name}") for name in _COLOURS}
    return "".join(f"--st-{name}:{value};" for name, value in values.items() if value)


def _dashed(name: str) -> str:
    return re.sub(r"[A-Z]", lambda letter: f"-{letter[0].lower()}", name)


_COLOURS = (
    "primaryColor", "backgroundColor", "secondaryBackgroundColor", "textColor", "borderColor",
    "redTextColor", "orangeTextColor", "violetTextColor",
)  # fmt: skip
