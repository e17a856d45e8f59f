"""Streamlit's first page made ours: language, title, colours and fonts from the first byte.

The theme comes from the configuration, which cannot change while the server runs. This replaces one private
function of Streamlit; where a release has no such function, nothing is replaced and all still works.

Measured on a phone's first visit: Streamlit fetches two fonts before it knows which ones a page shows,
its icons (367 KiB) and its text face (167 KiB). Here icons wait until a page shows one, and the text face
is ours from the start.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from streamlit import config
from streamlit.runtime import app_session

from web.edge.security import FIRST_PAGE

NAME = "_populate_theme_msg"


def keep_theme() -> bool:
    """Make Streamlit remember each section of the theme; return whether it could be done."""
    original = getattr(app_session, NAME, None)
    if original is None:
        return False
    setattr(app_session, NAME, remembering(original))
    return True


def remembering(original: Callable[..., None]) -> Callable[..., None]:
    """Return a function that fills a theme message as ``original`` does, working it out once per section."""
    known: dict[str, Any] = {}

    def populate(message: Any, section: str = "theme") -> None:
        if section not in known:
            made = type(message)()
            original(made, section)
            known[section] = made
        # An empty section must stay unset: a message merged from nothing counts as present.
        if known[section].ByteSize():
            message.MergeFrom(known[section])

    return populate


COLOURS = ("primaryColor", "backgroundColor", "secondaryBackgroundColor", "textColor", "borderColor")
ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24'%3E"
    "%3Crect width='24' height='24' rx='6' fill='%230b5d56'/%3E"
    "%3Cpath d='M5 6h8a1.5 1.5 0 0 1 1.5 1.5v4A1.5 1.5 0 0 1 13 13H9l-3 2.5V13H5a1.5 1.5 0 0 1-1.5-1.5v-4"
    "A1.5 1.5 0 0 1 5 6' fill='%23fff'/%3E"
    "%3Cpath d='M16 9.5h2.5A1.5 1.5 0 0 1 20 11v4a1.5 1.5 0 0 1-1.5 1.5H18V19"
    "l-3-2.5h-3.5A1.5 1.5 0 0 1 10 15v-.5h3.5A2.5 2.5 0 0 0 16 12z' fill='%23f0955e'/%3E%3C/svg%3E"
)

_AT_THE_ROOT = """
window.__streamlit.BACKEND_BASE_URL = location.origin
"""
"""Streamlit looks for its server below the page's own address first: a round trip, and two 404."""

_NO_EARLY_ICONS = """
const load = document.fonts.load.bind(document.fonts)
const early = (font, text) => /Material Symbols/.test(font) && !text
document.fonts.load = (font, text) => early(font, text) ? Promise.resolve([]) : load(font, text)
"""
"""Streamlit loads its icon font on every page, also where no icon is; drawing an icon still loads it."""


CALLED_BY_EVERY_PAGE = ("BidiComponent", "Html")
"""Streamlit's files of what each page of ours holds; it would name them only once the page is being drawn."""
_IMPORT = re.compile(r"""(?:from|import)["'`]\./([\w.-]+\.js)["'`]""")
_PRELOADED = re.compile(r'(?:src|href)="\./static/js/([\w.-]+\.js)"')


def first_page(lang: str, *, scripts: tuple[str, ...] = (), fonts: tuple[str, ...] = ()) -> str:
    """Return the page in one language; ``scripts`` and ``fonts`` are paths the browser fetches at once."""
    html = re.sub(r"<!--.*?-->", "", FIRST_PAGE.read_text("utf-8"), flags=re.DOTALL)
    html = re.sub(r'<link\s+rel="preload"[^>]*as="font"[^>]*/>', "", html)
    html = re.sub(r'<link rel="service-desc"[^>]*/>', "", html)
    html = re.sub(r'<link rel="shortcut icon"[^>]*/>', f'<link rel="icon" href="{ICON}" />', html)
    html = re.sub(r"<noscript>.*?</noscript>", _no_script(lang), html, flags=re.DOTALL)
    html = html.replace('<html lang="en">', f'<html lang="{lang}">')
    html = html.replace("<title>Streamlit</title>", _head())
    early = [f'<link rel="preload" href="{font}" as="font" type="font/woff2" crossorigin>' for font in fonts]
    early += [f'<link rel="modulepreload" href="{script}">' for script in scripts]
    early += [
        f'<link rel="modulepreload" crossorigin href="/static/js/{name}">' for name in called_later(html)
    ]
    return re.sub(r"\n\s*\n+", "\n", html.replace("</head>", "".join(early) + "</head>")).strip() + "\n"


def called_later(html: str) -> list[str]:
    """Return Streamlit's files that each page of ours needs beside those its own first page names."""
    known, missing = set(_PRELOADED.findall(html)), list[str]()
    folder = FIRST_PAGE.parent / "static" / "js"
    waiting = [file.name for name in CALLED_BY_EVERY_PAGE for file in sorted(folder.glob(f"{name}.*.js"))]
    while waiting:
        name = waiting.pop(0)
        if name not in known:
            known.add(name)
            missing.append(name)
            waiting += _IMPORT.findall((folder / name).read_text("utf-8"))
    return missing


def _head() -> str:
    themes = {f"{mode.upper()}_THEME": _theme(mode) for mode in ("light", "dark")}
    light, dark = (theme.get("backgroundColor", "Canvas") for theme in themes.values())
    ground = f"html{{background:{light}}}@media(prefers-color-scheme:dark){{html{{background:{dark}}}}}"
    script = f"window.__streamlit = {json.dumps(themes, sort_keys=True)}{_AT_THE_ROOT}{_NO_EARLY_ICONS}"
    return f"<title>Entregent</title><style>{ground}{_faces()}</style><script>{script}</script>"


def _theme(mode: str) -> dict[str, Any]:
    theme = {name: config.get_option(f"theme.{mode}.{name}") for name in COLOURS}
    theme |= {
        "bodyFont": config.get_option("theme.font"),
        "headingFont": config.get_option("theme.headingFont"),
    }
    return {name: value for name, value in theme.items() if value}


def _faces() -> str:
    faces = config.get_option("theme.fontFaces") or []
    return "".join(
        f"@font-face{{font-family:{face['family']};font-weight:{face['weight']};font-display:swap;"
        f"src:url(/{face['url']}) format('woff2')}}"
        for face in faces
    )


def _no_script(lang: str) -> str:
    texts = {
        "fr": "Cette page a besoin de JavaScript. Activez-le, ou écrivez à la personne qui vous a invité.",
        "en": "This page needs JavaScript. Turn it on, or write to the person who invited you.",
    }
    other = "en" if lang == "fr" else "fr"
    return f'<noscript><p>{texts[lang]}</p><p lang="{other}">{texts[other]}</p></noscript>'
