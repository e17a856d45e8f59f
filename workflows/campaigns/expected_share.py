"""Expected shares of judgment of people and of technique in a form, simulated before it is published.

Answers are simulated once for the same scenes and questions, whatever they weigh; other weights are laid over
them. The same form gives the same numbers: chance is seeded by its content.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from random import Random
from threading import Lock
from typing import Any, NamedTuple

import numpy as np
from cachetools import LRUCache, cached

from assessments.form.digest import canonical_json
from domain import INTERPERSONAL_FLOOR
from errors import BadForm
from scoring.formats.scheme import Scheme, scheme_from_form
from scoring.formats.simulated_curves import Curves, simulated_curves
from scoring.interview.interview import read_guide
from scoring.interview.interview_pool import with_questions
from scoring.scores.expected_share import ExpectedShare as ExpectedShare
from scoring.scores.expected_share import PartWeight as PartWeight
from scoring.scores.expected_share import expected_share, falls_short
from scoring.scores.scale import form_coefficients

FORMS_KEPT = 32
STEP = 0.05
"""In which the slider of the families moves."""

_shares: LRUCache[str, FormShare | None] = LRUCache(maxsize=4 * FORMS_KEPT)
_shares_lock = Lock()


class FormShare(NamedTuple):
    """Expected shares of one form with one set of weights."""

    written: ExpectedShare
    """Before the interview, or without one."""
    with_interview: ExpectedShare | None
    """None = the campaign holds none."""
    least: float | None
    """Where judgment of people brings less than half: the least weight, in steps of .05, at which it brings
    more; None where it does so as it is, or no weight would do."""

    @property
    def whole(self) -> ExpectedShare:
        """Return what everything that the campaign asks comes to."""
        return self.with_interview or self.written

    @property
    def falls_short(self) -> bool:
        """Tell whether judgment of people is expected to bring less than half, at either stage."""
        return any(falls_short(share) for share in (self.written, self.with_interview) if share is not None)

    @property
    def worst(self) -> float:
        """Return the smallest of the shares that count for publication, 0 to 1."""
        shares = [share for share in (self.written, self.with_interview) if share is not None]
        return min(min(share.interpersonal.middle, share.of_scores.middle) for share in shares)


@cached(_shares, key=lambda form: form["sha256"], lock=_shares_lock)
def form_share(form: Mapping[str, Any]) -> FormShare | None:
    """Return where the weight of a form is expected to sit; the first time takes a second or two.

    Parameters
    ----------
    form : mapping
        A frozen form.

    Returns
    -------
    FormShare or None
        None for a form without composite: without scenes, or with a family that counts and is not measured.
    """
    if not form["items"]:
        return None
    written = scheme_from_form(form)
    if np.isnan(form_coefficients(written)).any():
        return None
    whole = _with_interview(written, form)
    curves = _simulated(whole, _asked(form))
    share = _at(curves, written, whole)
    return share._replace(least=_least(curves, written, whole)) if share.falls_short else share


def known_form_share(form: Mapping[str, Any]) -> FormShare | None:
    """Return the same if it was worked out before; None, at once, if it was not."""
    with _shares_lock:
        return _shares.get(form["sha256"])


@cached(LRUCache(maxsize=FORMS_KEPT), key=lambda scheme, seed: seed, lock=Lock())
def _simulated(scheme: Scheme, seed: str) -> Curves:
    """Return what people would earn on what is asked, whose digest is the seed."""
    return simulated_curves(scheme, Random(seed))


def _with_interview(written: Scheme, form: Mapping[str, Any]) -> Scheme:
    """Add a form's questions; a draft's that cannot be asked yet are left out: its problems name them."""
    if not form.get("interview"):
        return written
    try:
        return with_questions(written, read_guide(form["interview"]["questions"]))
    except BadForm:
        return written


def _asked(form: Mapping[str, Any]) -> str:
    """Return a digest of what is asked, whatever it weighs."""
    questions = (form.get("interview") or {}).get("questions", ())
    asked = [form["items"], [[question["id"], question["loadings"]] for question in questions]]
    return hashlib.sha256(canonical_json(asked).encode()).hexdigest()


def _at(curves: Curves, written: Scheme, whole: Scheme) -> FormShare:
    """Lay weights over what was simulated."""
    n = len(written.items)
    before = Curves(curves.coefficients[:, :n], curves.chance[:n], curves.is_technical[:n])
    after = expected_share(curves, whole) if len(whole.items) > n else None
    return FormShare(expected_share(before, written), after, None)


def _least(curves: Curves, written: Scheme, whole: Scheme) -> float | None:
    """Return the least weight of judgment of people with which it would bring half."""
    for at in range(round(INTERPERSONAL_FLOOR / STEP), round(1 / STEP) + 1):
        weight = round(at * STEP, 2)
        families = {"interpersonal": weight, "technical": round(1 - weight, 2)}
        both = (replace(scheme, family_weights=families) for scheme in (written, whole))
        if not _at(curves, *both).falls_short:
            return weight
    return None
