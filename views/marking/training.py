"""A marker's training on a prompt: its samples one by one, then how far the marks agree and why not."""

from __future__ import annotations

import math
from functools import partial

import streamlit as st

from errors import EntregentError
from texts import both, number, t
from views.common.act import attempt, press
from views.common.layout import card
from views.common.staff_frame import error_message
from views.common.text import escape_markdown
from views.components.marks import SheetEvent, mark_sheet
from views.marking.desk import sample_sheet
from workflows.common.access import Actor
from workflows.marking import training as marker_training
from workflows.marking.assignment import Miss, TrainingResult
from workflows.marking.training import Training

_AGAIN = "training:again"


def show(actor: Actor, campaign_id: str, item_id: str, problem: EntregentError | None) -> None:
    """Show the next sample, or the result of the attempt."""
    if st.session_state.get(_AGAIN) == item_id:
        training = marker_training.start_again(actor, campaign_id, item_id)
    else:
        training = marker_training.training(actor, campaign_id, item_id)
    if training.sample is None:
        _finished(campaign_id, item_id, training)
        return
    _explain(training)
    sheet = sample_sheet(training, training.sample, error=error_message(problem) if problem else None)
    on_sent = partial(_submit, actor, campaign_id, item_id, training)
    event = mark_sheet(sheet, key=f"training_{item_id}", on_sent=on_sent)
    if event is not None:
        on_sent(event)
        st.rerun()


def _explain(training: Training) -> None:
    if training.n_done == 0:
        required = number(training.required, 2)
        st.markdown(
            escape_markdown(t("marking.training.lead", total=number(training.n_samples), required=required))
        )


def _submit(actor: Actor, campaign_id: str, item_id: str, training: Training, event: SheetEvent) -> None:
    attempt(
        lambda: marker_training.submit_sample(
            actor,
            campaign_id,
            item_id,
            attempt=training.attempt,
            sample_id=event.code,
            marks=event.marks,
            rubric_sha256=training.prompt.rubric_sha256,
        )
    )
    st.session_state.pop(_AGAIN, None)


def _finished(campaign_id: str, item_id: str, training: Training) -> None:
    if training.result is None:
        st.info(t("marking.training.no_samples"))
        return
    _outcome(training, training.result)
    with st.container(horizontal=True):
        if training.is_trained:
            press(
                t("marking.training.to_desk"),
                key="to_desk",
                do=lambda: st.query_params.from_dict({"campaign": campaign_id, "prompt": item_id}),
                type="primary",
            )
        press(
            t("marking.training.again"),
            key="train_again",
            do=lambda: st.session_state.update({_AGAIN: item_id}),
            type="secondary" if training.is_trained else "primary",
        )
    if training.result.misses:
        st.subheader(t("marking.training.misses"), anchor=False)
        st.markdown(escape_markdown(t("marking.training.misses_lead")))
        _misses(training, training.result.misses)


def _outcome(training: Training, result: TrainingResult) -> None:
    if result.is_passed:
        st.success(t("marking.training.passed"))
    else:
        st.warning(t("marking.training.not_passed"))
    kappa = result.kappa
    if math.isnan(kappa.value):
        st.markdown(
            escape_markdown(t("marking.training.kappa_undefined", required=number(training.required, 2)))
        )
    else:
        st.markdown(
            escape_markdown(
                t(
                    "marking.training.kappa",
                    value=number(kappa.value, 2),
                    low=number(kappa.ci_low, 2),
                    high=number(kappa.ci_high, 2),
                    required=number(training.required, 2),
                )
            )
        )
    st.markdown(
        escape_markdown(t("marking.training.exact", exact=number(result.n_exact), total=number(result.n)))
    )


def _misses(training: Training, misses: tuple[Miss, ...]) -> None:
    names = {dimension.id: both(dimension.name) for dimension in training.prompt.dimensions}
    by_sample: dict[str, list[Miss]] = {}
    for miss in misses:
        by_sample.setdefault(miss.sample_id, []).append(miss)
    for at, of_sample in enumerate(by_sample.values()):
        with card(f"miss_{at}"):
            st.markdown(f"**{escape_markdown(of_sample[0].text)}**")
            lines = [
                t(
                    "marking.training.miss",
                    dimension=names[miss.dimension],
                    given=miss.given,
                    expected=miss.expected,
                    why=both(miss.why),
                )
                for miss in of_sample
            ]
            st.markdown("\n".join(f"- {escape_markdown(line)}" for line in lines))
