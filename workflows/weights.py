"""The weights that make scores of points: those of the form, or the last ones it was reweighed with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from data.weightings import Body
from scoring.scheme import Scheme
from scoring.what_if import other_weights


class Weights(NamedTuple):
    """What each competency, family and method counts, complete."""

    competencies: Mapping[str, float]
    """Code -> weight inside its family, any positive scale."""
    families: Mapping[str, float]
    """Summing to 1; interpersonal at least .70, unless they were set before that floor."""
    methods: Mapping[str, float]
    """Weight inside each competency that the method measures, any positive scale."""

    def body(self) -> Body:
        """Return them as they are stored."""
        return self._asdict()


def weights_of(scheme: Scheme) -> Weights:
    """Return the weights of a scheme."""
    methods = {str(name): weight for name, weight in scheme.methods.items()}
    return Weights(dict(scheme.weights), dict(scheme.family_weights), methods)


def weighed(scheme: Scheme, weights: Weights) -> Scheme:
    """Return a scheme with weights that were set before, which no floor of today forbids.

    Raises
    ------
    BadForm
        When a weight is out of range, or something measured weighs nothing.
    """
    changed = other_weights(
        scheme,
        weights=weights.competencies,
        interpersonal=weights.families["interpersonal"],
        methods=weights.methods,
        lowest=0.0,
    )
    # Their sum is 1 to nine decimals; what was written down is kept to the bit.
    return replace(changed, family_weights=dict(weights.families))


def stored_weights(body: Body) -> Weights:
    """Read weights back."""
    return Weights(body["competencies"], body["families"], body["methods"])
