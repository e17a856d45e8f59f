"""Page of a marker: prompts with replies to mark, training on a prompt, the desk, and own marks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from errors import EntregentError
from texts import both, t
from views.campaigns import charter_fields
from views.common import session
from views.common.act import press, take_problem
from views.common.layout import card
from views.common.staff_frame import error_message, open_page, show_problem
from views.common.text import escape_markdown
from views.marking import desk as views_marking_desk
from views.marking import own_marks, training
from workflows.common.access import Actor
from workflows.marking import desk as marking_desk
from workflows.marking.desk import Desk, PromptToMark

TRAINING = "train"


def show() -> None:
    """Let a marker choose a prompt, train on it, and mark its replies."""
    actor = session.allowed("mark")
    campaign_id, item_id = st.query_params.get("campaign"), st.query_params.get("prompt")
    if not campaign_id or not item_id:
        _prompts(actor)
        return
    try:
        desk = marking_desk.desk(actor, campaign_id, item_id)
    except EntregentError as problem:
        open_page(actor, t("marking.title"))
        st.warning(error_message(problem))
        _back()
        return
    _desk(actor, desk)


def _desk(actor: Actor, desk: Desk) -> None:
    is_training = not desk.is_trained or TRAINING in st.query_params
    if is_training:
        # It stays in the address, so that who passes reads their result before the queue.
        st.query_params[TRAINING] = "1"
    problem = take_problem()  # shown where the marks are, not at the head of the page
    open_page(actor, both(desk.prompt.title))
    with st.container(horizontal=True, vertical_alignment="center"):
        _back()
        st.caption(escape_markdown(t("marking.under", campaign=desk.campaign_title)), width="content")
    try:
        if is_training:
            training.show(actor, desk.campaign_id, desk.prompt.item_id, problem)
        else:
            _PARTS[_part()](actor, desk, problem)
    except EntregentError as refusal:
        st.warning(error_message(refusal))
    with st.expander(t("marking.charter")):
        charter_fields.draw_frozen(desk.card, desk.company)


_PARTS = {"desk": views_marking_desk.show, "own": own_marks.show}


def _part() -> str:
    chosen = st.segmented_control(
        t("marking.parts.label"),
        list(_PARTS),
        default="desk",
        required=True,
        format_func=lambda name: t(f"marking.parts.{name}"),
        label_visibility="collapsed",
        key="marking_part",
    )
    return chosen or "desk"


def _prompts(actor: Actor) -> None:
    open_page(actor, t("marking.title"), t("marking.lead"))
    try:
        waiting = marking_desk.prompts(actor)
    except EntregentError as problem:
        show_problem(problem)
        return
    if not waiting:
        st.info(t("marking.none"))
        return
    by_campaign: dict[str, list[PromptToMark]] = {}
    for prompt in waiting:
        by_campaign.setdefault(prompt.campaign_id, []).append(prompt)
    for prompts in by_campaign.values():
        st.header(escape_markdown(prompts[0].campaign_title), anchor=False)
        for prompt in prompts:
            _prompt(prompt)


def _prompt(prompt: PromptToMark) -> None:
    address = {"campaign": prompt.campaign_id, "prompt": prompt.item_id}
    with (
        card(f"{prompt.campaign_id}_{prompt.item_id}"),
        st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"),
    ):
        st.markdown(f"**{escape_markdown(both(prompt.title))}**  \n{escape_markdown(_state(prompt))}")
        action = "mark" if prompt.is_trained else "train"
        _open(t(f"marking.{action}", title=both(prompt.title)), address)


def _state(prompt: PromptToMark) -> str:
    if not prompt.is_trained:
        return t("marking.state.to_train")
    return (
        t("marking.state.waiting", count=prompt.n_waiting) if prompt.n_waiting else t("marking.state.nothing")
    )


def _open(label: str, address: Mapping[str, Any]) -> None:
    key = f"open_{address['campaign']}_{address['prompt']}"
    press(escape_markdown(label), key=key, do=lambda: st.query_params.from_dict(dict(address)))


def _back() -> None:
    press(t("marking.back"), key="to_prompts", do=st.query_params.clear, type="tertiary")


show()
