"""Gains of somebody who skips the items that would have cost them most.

Insight is the correlation between what a candidate would earn on an item and what they think they would: 0
for somebody who guesses, 1 for somebody who knows what they would earn.
Run with ``python -m benchmarks.calibration.skipping``.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from assessments.form.presets import PRESETS
from benchmarks.calibration.rows import Progress, Row, clustered_mean, tell
from benchmarks.calibration.sitters import abilities, library
from scoring.scores.scale import scale_scores

Array = NDArray[np.float64]

SECTION = "skipping"
SEED = 7_000
PEOPLE = 3_000
INSIGHTS = (0.0, 0.3, 0.5, 1.0)
MOST = {0.0: 0.10, 0.3: 0.10, 0.5: 0.10, 1.0: 0.25}
"""Insight -> most that may be gained, in standard deviations of the composite."""
LOWEST_OF = (1, 2, 4, 6)
BELOW = (-0.2, -0.1, 0.0, 0.1)


def rules(expected: Array) -> Iterator[tuple[str, NDArray[np.bool_]]]:
    """Yield rules of skipping and what each skips, (n, J), for what candidates think they would earn."""
    order = np.argsort(np.argsort(expected, axis=1), axis=1)
    for count in LOWEST_OF:
        yield f"the {count} that seem hardest", order < count
    for threshold in BELOW:
        yield f"whatever seems to earn less than {threshold:g}", expected < threshold


def gains(points: Array, scheme, insight: float, rng: np.random.Generator) -> dict[str, Array]:
    """Return rule -> what each candidate gains by it, in standard deviations of the composite, (n,)."""
    mean, spread = points.mean(axis=0), points.std(axis=0)
    noise = np.sqrt(1 - insight**2) * rng.standard_normal(points.shape)
    seen = mean + spread * insight * (insight * (points - mean) / spread + noise)
    before = scale_scores(points, scheme).composite
    return {
        name: (scale_scores(np.where(skipped, 0.0, points), scheme).composite - before) / before.std()
        for name, skipped in rules(seen)
    }


def run(progress: Progress) -> list[Row]:
    """Try every rule with every insight; some seconds."""
    progress(f"skipping: seed {SEED}")
    rows: list[Row] = []
    for preset in PRESETS:
        shelf, rng = library(preset), np.random.default_rng(SEED)
        points = shelf.draw(abilities(PEOPLE, rng), rng)
        for insight in INSIGHTS:
            gained = gains(points, shelf.scheme, insight, rng)
            name = max(gained, key=lambda rule: float(gained[rule].mean()))
            value, low, high = clustered_mean(gained[name].tolist(), range(PEOPLE))
            rows.append(
                Row(
                    SECTION,
                    f"{preset} form, insight {insight:g}",
                    f"gain in SD by the best rule ({name})",
                    value, low, high, PEOPLE, f"at most {MOST[insight]:g}", value <= MOST[insight],
                )
            )  # fmt: skip
    return rows


if __name__ == "__main__":
    tell(run(lambda line: print(line, flush=True)))
