"""Simulated candidates by the thousand: what each item earns at each ability is drawn once, then looked up.

The answers come from the product's own simulator (``scoring.formats.formats``), item by item and ability by
ability; a candidate is then one of the draws at their ability. Shapes: n candidates, J items in the form's
order, G abilities of the grid, D draws at each.
"""

from __future__ import annotations

import hashlib
import inspect
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import repeat
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from assessments.content.load import load_bank, load_charter
from assessments.form.presets import Preset, preset_ids
from benchmarks.calibration.workers import workers
from domain import FAMILIES
from scoring.formats import marks, open_reply, points
from scoring.formats.formats import FORMATS, person_points
from scoring.formats.open_reply import MarkedReply, simulate_marks
from scoring.formats.scheme import Scheme, scheme_from_form
from scoring.scores.pool import MarkerStatistics, Pool, pool_of
from workflows.campaigns.freeze import freeze_form

Array = NDArray[np.float64]

CHARTER = "ardeal"
SEED = 2_029
ABILITIES = np.linspace(-3.5, 3.5, 29)
"""Abilities at which answers are drawn; in between, candidates are drawn from one neighbour or the other."""
DRAWS = 120
"""Candidates drawn at each."""


class Drawn(NamedTuple):
    """What candidates of the grid earned; each array (J, G, D)."""

    points: Array
    counts: NDArray[np.int64]
    """Markers of each answer; 0 = nobody marks this item."""
    scatter: Array
    """Sum of squares between the points that each marker alone would have given."""


@dataclass(frozen=True)
class Library:
    """Candidates of every ability who answered one form."""

    form: Mapping[str, Any]
    scheme: Scheme
    families: tuple[str, ...]
    """Of each item: whether it asks for judgment of people or for technique."""
    drawn: Drawn

    @property
    def points(self) -> Array:
        """Return the points, (J, G, D)."""
        return self.drawn.points

    def draw(self, ability: Array, rng: np.random.Generator) -> Array:
        """Let candidates answer and return their points, (n, J); see ``sit``."""
        return self.sit(ability, rng).points

    def sit(self, ability: Array, rng: np.random.Generator) -> Pool:
        """Let candidates answer everything, and everything be marked.

        Parameters
        ----------
        ability : array of shape (n, 2) or (n, J)
            Interpersonal and technical ability of each candidate, about -3 to 3; or one ability per item, for
            candidates who are better at some kinds of item than at others. Beyond the grid, its end counts.
        rng : numpy.random.Generator
        """
        place = self._place(ability)
        low = np.minimum(place.astype(np.int64), len(ABILITIES) - 2)
        # One draw a person decides between the neighbours: formats scored jointly stay together.
        at = low + (rng.random((len(ability), 1)) < place - low)
        which = rng.integers(self.points.shape[2], size=at.shape)
        joint = [j for j, item in enumerate(self.scheme.items) if FORMATS[item.format].is_joint]
        if joint:
            which[:, joint] = which[:, joint[:1]]
        chosen = (np.arange(at.shape[1])[None, :], at, which)
        marked = MarkerStatistics(self.drawn.counts[chosen], self.drawn.scatter[chosen])
        return Pool(self.points[chosen], marked=marked if marked.counts.any() else None)

    def expected(self, ability: Array) -> tuple[Array, Array]:
        """Return mean and variance of the points on each item, both (n, J), of candidates that ``sit`` draws.

        Parameters
        ----------
        ability : array of shape (n, 2) or (n, J)
        """
        place = self._place(ability)
        low = np.minimum(place.astype(np.int64), len(ABILITIES) - 2)
        first, second = self._moments
        column = np.arange(place.shape[1])[None, :]
        part = place - low
        mean, square = (
            (1 - part) * curve[column, low] + part * curve[column, low + 1] for curve in (first, second)
        )
        return mean, square - np.square(mean)

    @property
    def _moments(self) -> tuple[Array, Array]:
        return self.points.mean(axis=2), np.square(self.points).mean(axis=2)

    def _place(self, ability: Array) -> Array:
        """Return where each candidate stands on the grid for each item, (n, J), 0 to G - 1."""
        if ability.shape[1] != len(self.scheme.items):
            ability = ability[:, [list(FAMILIES).index(family) for family in self.families]]
        step = ABILITIES[1] - ABILITIES[0]
        return np.clip((ability - ABILITIES[0]) / step, 0, len(ABILITIES) - 1)


@cache
def library(preset: Preset, draws: int = DRAWS) -> Library:
    """Return the candidates of a ready-made form, drawn once and kept in the system's temporary folder.

    Parameters
    ----------
    preset : {"short", "standard", "long"}
    draws : int
        Candidates at each ability of the grid, 2 or more.
    """
    form = _form(preset)
    families = tuple(item["family"] for item in form["items"])
    return Library(form, scheme_from_form(form), families, _kept(form, draws, map))


def prepare(presets: Iterable[Preset]) -> None:
    """Draw the candidates of several forms in several processes, so that each finds them."""
    with workers() as processes:
        for preset in presets:
            _kept(_form(preset), DRAWS, processes.map)


def abilities(n: int, rng: np.random.Generator, *, correlation: float = 0.3, tools_sd: float = 1.0) -> Array:
    """Draw interpersonal (SD 1) and technical abilities of candidates, (n, 2), normal, with mean 0."""
    people, own = rng.standard_normal((2, n))
    tools = correlation * people + np.sqrt(1 - correlation**2) * own
    return np.stack([people, tools_sd * tools], axis=1)


def _form(preset: Preset) -> dict[str, Any]:
    bank, charter = load_bank(), load_charter(CHARTER)
    return freeze_form(bank, charter, item_ids=preset_ids(preset, bank, charter))


def _kept(form: Mapping[str, Any], draws: int, spread: Callable[..., Iterable[Drawn]]) -> Drawn:
    """Read what was drawn before, or draw it: spread does that as ``map`` does."""
    path = Path(tempfile.gettempdir()) / f"sitters-{_fingerprint(form, draws)}.npz"
    drawn = _read(path)
    if drawn is None:
        each = list(spread(_drawn_at, repeat(form), range(len(ABILITIES)), repeat(draws)))
        drawn = Drawn(*(np.stack(parts, axis=1) for parts in zip(*each, strict=True)))
        _write(path, drawn)
    return drawn


def _fingerprint(form: Mapping[str, Any], draws: int) -> str:
    """Return a hash of everything that decides what is drawn."""
    names = {rule.points.__module__ for rule in FORMATS.values()}
    names |= {rule.simulate.__module__ for rule in FORMATS.values()}
    modules = [sys.modules[name] for name in sorted(names)] + [points, points, marks, open_reply]
    parts = [form["sha256"], repr((SEED, draws, ABILITIES.tolist()))]
    parts += [inspect.getsource(module) for module in (*modules, sys.modules[__name__])]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:20]


def _read(path: Path) -> Drawn | None:
    if not path.exists():
        return None
    with np.load(path, allow_pickle=False) as kept:
        return Drawn(*(kept[name] for name in Drawn._fields))


def _write(path: Path, drawn: Drawn) -> None:
    """Write beside the place and move there: another process may be doing the same."""
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".npz", delete=False) as file:
        np.savez(file, **drawn._asdict())
    Path(file.name).replace(path)


def _drawn_at(form: Mapping[str, Any], place: int, draws: int) -> Drawn:
    """Draw candidates of one ability of the grid; arrays (J, D)."""
    scheme, rng = scheme_from_form(form), Random(f"{SEED}/{place}")
    keys = scheme.keys_by_format()
    pool = pool_of(
        [person_points(keys, _answers(keys, float(ABILITIES[place]), rng)) for _ in range(draws)], scheme
    )
    nobody = MarkerStatistics(np.zeros(pool.points.shape, dtype=np.int64), np.zeros(pool.points.shape))
    marked = pool.marked or nobody
    return Drawn(pool.points.T, marked.counts.T, marked.scatter.T)


def _answers(keys: Mapping[str, Mapping[str, Any]], ability: float, rng: Random) -> dict[str, Any]:
    """Draw an answer to every item; replies with their marks."""
    answers: dict[str, Any] = {}
    for name, of_format in keys.items():
        for item, key in of_format.items():
            answer = FORMATS[name].simulate(key, ability, rng)
            answers[item] = _marked(key, answer, rng) if FORMATS[name].is_marked else answer
    return answers


def _marked(key: Any, text: str, rng: Random) -> MarkedReply:
    """Let two people mark a reply, and a third where they are far apart."""
    given = simulate_marks(key, text, rng)
    if marks.needs_third(given):
        given += simulate_marks(key, text, rng, 1)
    return MarkedReply(text, given)
