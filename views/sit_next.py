"""The scene that follows an answer, for a page that sends answers beside Streamlit (``web/answers.py``)."""

from __future__ import annotations

from dataclasses import asdict

import texts
from views.components import bundle
from views.components.scene import payload
from views.sit_data import WORK, item_data, short_cut
from views.sit_frame import progress_at
from workflows.sit import Place


def next_scene(here: Place) -> bytes | None:
    """Return the scene now in hand and how far the candidate is, as JSON; None: the page has to draw it."""
    if here.stage != "scene" or here.shown is None or here.item(here.shown)["format"] in WORK:
        return None
    texts.use(here.sitting.language)
    scene = item_data(here, here.shown, address=short_cut(here))
    return bundle.packed({"scene": payload(scene), "progress": asdict(progress_at(here, here.shown))})
