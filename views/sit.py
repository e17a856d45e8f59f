"""The candidate's page: one address, one step at a time, always the step the database says."""

from __future__ import annotations

import streamlit as st

from errors import EntregentError, SittingError, StorageError
from views import sit_close, sit_frame, sit_prepare, sit_scene, texts
from views.act import take_problem
from views.sit_problems import explain, explain_link
from workflows import sit
from workflows.sit import Place

SITTING_COOKIE = "entregent_sitting"

_STEPS = {
    "language": sit_prepare.language,
    "notice": sit_prepare.notice,
    "charter": sit_prepare.charter,
    "needs": sit_prepare.needs,
    "practice": sit_scene.practice,
    "scene": sit_scene.scene,
    "review": sit_close.review,
    "end": sit_close.end,
    "withdrawn": sit_close.withdrawn,
    "late": sit_close.late,
    "closed": sit_close.closed,
}


def show() -> None:
    """Let a candidate take the next step of their sitting."""
    texts.use(texts.preferred(st.context.locale))
    token = st.context.cookies.get(SITTING_COOKIE)
    try:
        if token is None or "link" in st.query_params:
            raise SittingError("No link was opened in this browser.")
        here = sit.place(token)
    except (SittingError, StorageError) as problem:
        explain_link(problem)
        return
    texts.use(here.sitting.language)
    _step(token, here)


def _step(token: str, here: Place) -> None:
    sit_frame.draw(token, here)
    problem: EntregentError | None = take_problem()
    if sit_frame.is_leaving() and here.stage != "withdrawn":
        sit_close.leave(token, here)
    else:
        if problem is not None and here.stage not in ("scene", "practice"):
            explain(problem, here)
        _STEPS[here.stage](token, here, problem)
    sit_frame.draw_foot(token, here)


show()
