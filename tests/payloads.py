"""Texts that people could type to do harm or to break a page, and whether a page shows them as they are."""

from __future__ import annotations

import re

SHORT = "*b* [l](javascript:__p()) :red[r] $x$ <b onclick=__p()>h</b> {a} %s"
"""Every kind of formatting in one line, for fields that take no more."""

PAYLOADS = {
    "script": "<script>__p()</script>",
    "handler": "<img src=/payload-x onerror=__p()>",
    "svg": "<svg/onload=__p()>",
    "frame": '<iframe srcdoc="<script>parent.__p()</script>"></iframe>',
    "attribute": "\"' autofocus onfocus=__p() x='",
    "javascript link": "[see](javascript:__p())",
    "data link": "<a href=data:text/html,<script>__p()</script>>go</a>",
    "markdown link": "[prize](https://payload.invalid/a) https://payload.invalid/b",
    "markdown image": "![dot](https://payload.invalid/dot.png)",
    "markdown": "**bold** _it_ ~~no~~ `code` | a | b |",
    "heading": "# Title",
    "list": "- one 1. two > three",
    "latex": r"$\href{javascript:__p()}{x}$ $$y^2$$ 5 $ and 6 $",
    "directive": ":red[red] :blue-background[blue] :material/delete: :streamlit: :smile:",
    "entities": "&lt;b&gt; &#60;b&#62; &amp;amp;",
    "braces": "{name} {0} {{x}} {__class__} %s %(name)s %d $name ${name}",
    "template": "{{ 7*7 }} {% if x %} <%= 7*7 %> #{7*7}",
    "chart": "<a href='https://payload.invalid/c'>c</a><br><sup>up</sup>%{x}",
    "formula": "=HYPERLINK(\"https://payload.invalid\";1);@SUM(A1)\t+1 -2",
    "header": "a\r\nSet-Cookie: entregent=1\r\n\r\n<html>",
    "right to left": "abc\u202egnp.exe\u2066x\u2069",
    "zero width": "zero\u200bwidth\u200djoin\ufeff",
    "nul": "nul\x00\x07\x1b[31m",
    "long word": "W" * 400,
    "emoji": "👩🏽‍🚒🏳️‍🌈 Z͑ͫ̓a̴l̵g̶o 𝔘𝔫𝔦",
    "end of data": "]]> --> -- */ </style></textarea></title>",
    "sql": "'; DROP TABLE candidate; -- \" OR 1=1",
    "typst": "#eval(\"1\") @label <label> $a$ #read(\"/etc/passwd\") \\ //",
    "path": "../../etc/passwd C:\\con.txt %2e%2e%2f",
}  # fmt: skip
"""Kind -> text."""

_UNSEEN = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
_QUOTES = str.maketrans("\u2019\u2018\u201c\u201d", "''\"\"")


def everything() -> str:
    """Return all of them on lines of one text."""
    return "\n".join(PAYLOADS.values())


def bare(text: str) -> str:
    """Return a text without what nobody sees: white space, control and direction signs, curls of quotes."""
    return _UNSEEN.sub("", text).translate(_QUOTES)


def shown_otherwise(page: str, mark: str, text: str) -> list[str]:
    """Return every place of a page that begins with a mark but goes on otherwise than the text.

    A text cut short by an ellipsis is as it should be up to there.
    """
    shown, expected = bare(page), bare(text)
    found = []
    for one in re.finditer(re.escape(bare(mark)), shown):
        got = shown[one.start() : one.start() + len(expected)]
        cut = got.partition("…")[0]
        if got != expected and not ("…" in got and expected.startswith(cut)):
            at = next((n for n, (a, b) in enumerate(zip(got, expected, strict=False)) if a != b), len(got))
            found.append(f"{got[:at][-40:]} >>> {got[at : at + 60]} instead of {expected[at : at + 30]}")
    return found
