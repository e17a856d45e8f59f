"""HTML is escaped wherever it is put together, and spelled as ``html.escape`` spells it."""

from __future__ import annotations

from html import escape

import pytest

from texts.markup import Html

HOSTILE = """O'Neil & "Søn" <script>alert('x')</script> {0} {} %s &amp;"""
ITEM = Html("<li>{}</li>")


def test_what_is_put_in_is_escaped():
    assert ITEM.format(HOSTILE) == f"<li>{escape(HOSTILE)}</li>"
    assert Html("<b>{name}</b>").format(name=HOSTILE) == f"<b>{escape(HOSTILE)}</b>"


def test_html_inside_of_html_is_not_escaped_again():
    assert Html("<ul>{}</ul>").format(ITEM.format(HOSTILE)) == f"<ul><li>{escape(HOSTILE)}</li></ul>"


def test_pieces_that_are_joined_are_escaped_unless_they_are_html():
    assert Html().join([ITEM.format("a"), "<i>"]) == "<li>a</li>&lt;i&gt;"
    assert Html("<br>").join(["&", "&"]) == "&amp;<br>&amp;"


@pytest.mark.parametrize("value", [None, 7, 0.5, "", "’«é»"])
def test_anything_that_has_words_can_be_put_in(value):
    assert Html("{}").format(value) == escape(str(value))


def test_the_result_is_html_again():
    assert isinstance(ITEM.format(1), Html)
    assert isinstance(Html().join([]), Html)
