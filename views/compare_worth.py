"""How far a single competency can be trusted, and what a margin of error does not hold."""

from __future__ import annotations

import streamlit as st

from texts import language, number, t
from texts.scores import muted_sentence, reliability_text, verdict_sentence
from views.compare_words import measured_competencies
from workflows.compared import Comparison


def show(found: Comparison) -> None:
    """Say what grey means, and give the reliability of each competency to whoever opens it."""
    muted = muted_sentence(found)
    if muted is not None:
        st.caption(muted)
    with st.expander(t("compare.worth.open")):
        st.markdown(t("compare.worth.note"))
        st.dataframe(
            [
                {
                    t("compare.worth.competency"): facts.short[language()],
                    t("compare.worth.reliability"): reliability_text(facts.worth),
                    t("compare.worth.n"): number(facts.worth.n),
                }
                for facts in measured_competencies(found)
            ],
            hide_index=True,
            alt=t("compare.worth.open"),
        )
        st.markdown(t("compare.worth.verdicts"))
        st.markdown(
            "\n".join(
                f"- {verdict_sentence(facts.worth, facts.short[language()])}"
                for facts in measured_competencies(found)
            )
        )


def show_margin() -> None:
    """Say what the error holds and what it does not, wherever scores with margins are."""
    with st.expander(t("compare.margin.open")):
        for part in ("holds", "ranks", "not_held"):
            st.markdown(t(f"compare.margin.{part}"))
