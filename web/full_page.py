"""The page in the place of the first one while there is no room for a page more: a few words, no script."""

from __future__ import annotations

from html import escape

from texts import t, use

RETRY_S = 60
_STYLE = (
    "body{font:1.125rem/1.6 system-ui,sans-serif;margin:0;background:#f6f4ef;color:#1d2522}"
    "main{max-width:36rem;margin:0 auto;padding:3rem 1.5rem}h1{font-size:1.6rem;line-height:1.25}"
    "@media(prefers-color-scheme:dark){body{background:#121615;color:#e9edea}}"
)


def full_page(lang: str) -> str:
    """Return the page as HTML: what happened, what is kept, what to do."""
    use(lang)
    said = "".join(f"<p>{escape(t(f'server.full.{part}'))}</p>" for part in ("what", "kept", "todo"))
    title = escape(t("server.full.title"))
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{_STYLE}</style></head><body><main><h1>{title}</h1>{said}</main></body></html>\n"
    )
