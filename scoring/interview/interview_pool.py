"""The pool of a form with its interviews: questions become items of the method interview.

Shapes: n candidates, J items of the form, Q questions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from domain import INTERVIEW
from errors import BadForm
from scoring.formats.scheme import Scheme, SchemeItem
from scoring.interview.interview import Guide, Interview, interview_points, rating_points
from scoring.scores.pool import EMPTY, Mask, Panels, Pool, pool_of


def with_questions(scheme: Scheme, guide: Guide) -> Scheme:
    """Return the scheme of a form with an interview: its questions stand after the form's items.

    Raises
    ------
    BadForm
        When a question has the id of an item, a competency asked about or the method has no weight.
    """
    taken = {item.id for item in scheme.items}
    for question in guide:
        if question.id in taken:
            raise BadForm(f"questions: {question.id} is an item of the form too")
        for competency in question.loadings:
            if competency not in scheme.weights:
                raise BadForm(f"weights: no weight for {competency}, which {question.id} asks about")
    if not scheme.methods.get("interview"):
        raise BadForm("methods: expected a weight above 0 for interview")
    questions = tuple(SchemeItem(question.id, INTERVIEW, None, question.loadings) for question in guide)
    return replace(scheme, items=scheme.items + questions)


def without_questions(pool: Pool, scheme: Scheme) -> tuple[Pool, Scheme]:
    """Return pool and scheme as they were before the interview, which nothing then awaits."""
    written = np.array([item.method != "interview" for item in scheme.items])
    before = replace(scheme, items=tuple(item for item in scheme.items if item.method != "interview"))
    return pool.columns(written), before


def waits_for_interview(pool: Pool, scheme: Scheme) -> Mask:
    """Return who is pending for the interview and nothing else, (n,)."""
    if pool.pending is None or "interview" not in scheme.methods_used:
        return np.zeros(len(pool.points), dtype=bool)
    interview = scheme.methods_used.index("interview")
    return pool.pending[:, interview] & ~np.delete(pool.pending, interview, axis=1).any(axis=1)


def with_interviews(pool: Pool, scheme: Scheme, guide: Guide, interviews: Sequence[Interview]) -> Pool:
    """Add the interviews to a pool of the form's points.

    Parameters
    ----------
    pool : Pool
        Of the form alone, n candidates.
    scheme : Scheme
        With the questions, as with_questions returns it.
    guide : Guide
    interviews : sequence of n Interview
        In the order of the pool's rows; interview.NOT_HELD for who was not seen yet.

    Returns
    -------
    Pool
        Of J + Q items, to be scored with the scheme; a pending interview leaves the other methods alone.
    """
    form = replace(scheme, items=scheme.items[: pool.points.shape[1]])
    questions = replace(scheme, items=scheme.items[pool.points.shape[1] :])
    spoken = pool_of([interview_points(guide, interview) for interview in interviews], questions)
    # Each part counts the methods that it uses itself; here they take their places among all.
    pending = np.zeros((len(pool.points), len(scheme.methods_used)), dtype=bool)
    for part, its_scheme in ((pool, form), (spoken, questions)):
        if part.pending is not None:
            pending[:, [scheme.methods_used.index(method) for method in its_scheme.methods_used]] |= (
                part.pending
            )
    points = np.asfortranarray(np.hstack([pool.points, spoken.points]))
    marked = pool.marked and pool.marked.widened(len(guide))
    columns = np.arange(len(form.items), len(scheme.items), dtype=np.int64)
    skipped = None if pool.skipped is None else np.pad(pool.skipped, ((0, 0), (0, len(guide))))
    panels = _panels(guide, interviews, columns)
    return Pool(points, pending if pending.any() else None, marked, panels, skipped)


def _panels(guide: Guide, interviews: Sequence[Interview], columns: np.ndarray) -> Panels:
    """Lay the sheets out by seat; those of a pending interview do not count yet."""
    counted = [
        interview if len(interview.sheets) >= max(interview.expected, 1) else Interview({})
        for interview in interviews
    ]
    names = sorted({name for interview in counted for name in interview.sheets})
    place = {name: at for at, name in enumerate(names)}
    seats = max((len(interview.sheets) for interview in counted), default=0)
    who = np.full((len(counted), seats), EMPTY, dtype=np.int64)
    ratings = np.full((len(counted), seats, len(guide)), np.nan)
    for row, interview in enumerate(counted):
        seat_of = {name: seat for seat, name in enumerate(sorted(interview.sheets))}
        for name, seat in seat_of.items():
            who[row, seat] = place[name]
        for q, question in enumerate(guide):
            for name, rating in interview.counted(question.id).items():
                ratings[row, seat_of[name], q] = rating_points(rating)
    return Panels(who, ratings, columns)
