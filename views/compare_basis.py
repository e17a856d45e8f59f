"""What the numbers of a comparison rest on: versions, digests, weights."""

from __future__ import annotations

import streamlit as st

from texts import both, number, percent, t
from texts.scores import people_behind_the_error
from workflows.compared import Comparison

SHORT = 12
"""Characters of a digest that are read; the whole of it can be copied."""


def show(found: Comparison) -> None:
    """Show what somebody needs who wants to recompute these numbers, or compares two printouts."""
    with st.expander(t("compare.basis.open")):
        st.markdown(t("compare.basis.version", version=found.scoring_version))
        st.markdown(people_behind_the_error(found))
        st.markdown(_weights(found))
        for what, digest in (("form", found.form_sha256), ("fingerprint", found.fingerprint)):
            st.markdown(t(f"compare.basis.{what}", short=digest[:SHORT]))
            st.code(digest, language=None, wrap_lines=True)


def _weights(found: Comparison) -> str:
    """List the weights that counted, and whether they are the first ones."""
    since = (
        t("compare.basis.first_weights")
        if found.weighting == 0
        else t("compare.basis.later_weights", number=number(found.weighting))
    )
    families = [
        f"{t(f'compare.candidate.{family}')} {percent(weight)}"
        for family, weight in found.weights.families.items()
    ]
    competencies = [
        f"{both(facts.short)} {number(found.weights.competencies[facts.code])}"
        for facts in found.competencies
        if facts.is_measured
    ]
    methods = [
        f"{t(f'what_if.method_names.{name}')} {percent(found.weights.methods[name])}"
        for name in found.methods_used
    ]
    lists = [families, competencies] + ([methods] if len(methods) > 1 else [])
    return "\n".join([since, "", *(f"- {' · '.join(one)}" for one in lists)])
