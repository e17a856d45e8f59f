"""The theme sent to browsers is the one Streamlit would have worked out."""

from __future__ import annotations

from streamlit.proto.NewSession_pb2 import NewSession
from streamlit.runtime import app_session

from web.edge.first_page import NAME, remembering

SECTIONS = ("theme", "theme.sidebar", "theme.light", "theme.dark")


def test_a_remembered_theme_is_the_same_message_each_time():
    original = getattr(app_session, NAME)
    once = remembering(original)
    for section in SECTIONS:
        expected, first, second = (NewSession().custom_theme for _ in range(3))
        original(expected, section)
        once(first, section)
        once(second, section)
        assert first == second == expected


def test_the_configuration_is_asked_once_per_section():
    asked: list[str] = []
    once = remembering(lambda _message, section: asked.append(section))
    for _ in range(3):
        once(NewSession().custom_theme, "theme")
    assert asked == ["theme"]
