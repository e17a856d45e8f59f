"""The scenes: the practice one, then those that count, each drawn from the frozen form."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from errors import ChangedElsewhere, EntregentError
from views import texts
from views.act import attempt, press
from views.components.scene import Company, Message, Option, Passage, SceneData, SceneEvent, ask, labels_for
from views.notice import plain
from views.paper import card
from views.sit_problems import sentence
from views.texts import both, t
from workflows import sit
from workflows.sit import Place

EDITING = "scene:editing"
"""Session key: the item the candidate went back to; where they stand is never kept here."""
_PRACTICE = "scene:practice"
_ATTEMPTS = "scene:attempts"

_LABELS: dict[str, str] = {
    "next": "actions.next",
    "back": "actions.back",
    "skip": "actions.skip",
    "sending": "save.saving",
    "retry": "connection.resend",
    "saved": "save.saved",
    "heated": "aria.heated",
    "best": "formats.best_worst.best",
    "worst": "formats.best_worst.worst",
    "need_best": "formats.best_worst.need_best",
    "need_worst": "formats.best_worst.need_worst",
    "need_both": "formats.best_worst.need_both",
    "need_rating": "formats.rate_each.need_one",
    "need_ratings": "formats.rate_each.need_many",
    "move_up": "formats.rank.move_up",
    "move_down": "formats.rank.move_down",
    "tied": "formats.rank.tie",
    "position": "formats.rank.position",
    "rank_first": "formats.rank.top",
    "rank_last": "formats.rank.bottom",
    "rank_confirm": "formats.rank.confirm",
    "need_rank": "formats.rank.untouched",
    "none": "formats.multi_select.none_fits",
    "need_some": "formats.multi_select.none",
    "need_one": "formats.mcq.missing",
}


def practice(token: str, here: Place, _problem: EntregentError | None) -> None:
    """Let a candidate try the page on a scene that does not count, with remarks on each action."""
    item = here.form["practice"]
    chosen = st.session_state.get(_PRACTICE)
    if chosen is None:
        st.markdown(plain(t("candidate.practice.intro")))
        data = _data(here, item, number=0, answer=None, revision=1, storage="practice")
        event = ask(data, key="practice_scene", on_sent=_keep_practice)
        if event is not None:
            _keep_practice(event)
            st.rerun()
        return
    _practice_feedback(token, item, chosen)


def _keep_practice(event: SceneEvent) -> None:
    st.session_state[_PRACTICE] = event.answer or {}


def _practice_feedback(token: str, item: dict[str, Any], chosen: dict[str, str]) -> None:
    st.title(t("candidate.practice.feedback"), anchor=False)
    for option in item["options"]:
        with card(f"remark_{option['id']}"):
            picked = [name for name in ("best", "worst") if chosen.get(name) == option["id"]]
            for name in picked:
                st.badge(
                    t(f"candidate.formats.best_worst.{name}"), color="green" if name == "best" else "red"
                )
            st.markdown(f"**{plain(both(option['text']))}**\n\n{plain(both(item['feedback'][option['id']]))}")
    st.caption(t("candidate.practice.feedback_note"))
    with st.container(horizontal=True):
        press(
            t("candidate.practice.again"),
            key="practice_again",
            do=partial(st.session_state.pop, _PRACTICE, None),
        )
        press(
            t("candidate.practice.button"),
            key="practice_next",
            do=partial(sit.practise, token),
            type="primary",
        )


def is_asking(here: Place) -> bool:
    """Tell whether a scene that counts is on the page: it then shows a problem beside its own buttons."""
    return here.stage == "scene" or (here.stage == "review" and EDITING in st.session_state)


def scene(token: str, here: Place, problem: EntregentError | None) -> None:
    """Ask the item the candidate went back to, or the first one still open."""
    ask_item(token, here, st.session_state.get(EDITING) or here.open_items[0], problem)


def ask_item(token: str, here: Place, item_id: str, problem: EntregentError | None) -> None:
    """Ask one item; store what comes back before anything else is drawn."""
    given = here.answers.get(item_id)
    if problem is not None:
        st.session_state[_ATTEMPTS] = st.session_state.get(_ATTEMPTS, 0) + 1
    data = _data(
        here,
        here.item(item_id),
        number=here.sitting.item_order.index(item_id) + 1,
        answer=given.value if given else None,
        revision=here.next_revision(item_id),
        storage=here.sitting.id,
        error=sentence(problem, here.sitting.campaign_settings["recruiter_contact"]) if problem else None,
    )
    on_sent: Callable[[SceneEvent], None] = partial(_store, token, here)
    event = ask(data, key="scene", on_sent=on_sent)
    if event is not None:
        on_sent(event)
        st.rerun()


def _store(token: str, here: Place, event: SceneEvent) -> None:
    order = here.sitting.item_order
    if event.kind == "back":
        if event.item in order:
            st.session_state[EDITING] = order[max(0, order.index(event.item) - 1)]
        return
    deed = partial(sit.answer, token, item_id=event.item, revision=event.revision, value=event.answer)
    problem = attempt(deed)
    if isinstance(problem, ChangedElsewhere):
        st.session_state[EDITING] = event.item  # the message says that the page shows what was kept
    elif problem is None:
        st.session_state.pop(EDITING, None)  # otherwise the choice is still on this page, to be sent again


def _data(
    here: Place,
    item: dict[str, Any],
    *,
    number: int,
    answer: Any,
    revision: int,
    storage: str,
    error: str | None = None,
) -> SceneData:
    name = item["format"]
    order = here.sitting.option_orders.get(item["id"]) or [option["id"] for option in item["options"]]
    by_id = {option["id"]: both(option["text"]) for option in item["options"]}
    company = here.form["company"]
    return SceneData(
        item=item["id"],
        revision=revision,
        format=name,
        lang=texts.language(),
        number=number,
        total=len(here.sitting.item_order),
        title=both(item["title"]),
        company=Company(company["name"], company["initials"], both(company["about"])),
        stem=tuple(_part(part) for part in item["stem"]),
        question=t(f"candidate.formats.{name}.question"),
        hint=t(f"candidate.formats.{name}.hint"),
        options=tuple(Option(option_id, by_id[option_id]) for option_id in order),
        labels={label: _label(label, name) for label in labels_for(name)},
        storage=storage,
        answer=answer,
        saved=answer is not None,
        can_go_back=number > 1,
        # Skipping says "no answer": not something to say over an answer that is given.
        can_skip=number > 0 and answer is None,
        error=error,
        attempt=st.session_state.get(_ATTEMPTS, 0),
    )


def _part(part: dict[str, Any]) -> Passage | Message:
    if "say" in part:
        return Passage(both(part["say"]))
    return Message(
        by=both(part["by"]),
        channel=part["channel"],
        text=both(part["text"]),
        when=both(part["when"]) if part.get("when") else None,
        reactions=both(part["reactions"]) if part.get("reactions") else None,
        heated=bool(part.get("heated")),
    )


def _label(label: str, name: str) -> str:
    if label == "ready":
        return t(f"candidate.formats.{name}.ready")
    if label.startswith("rate_"):
        return t(f"candidate.formats.rate_each.label_{label[-1]}")
    return t(f"candidate.{_LABELS.get(label, f'channels.{label}')}")
