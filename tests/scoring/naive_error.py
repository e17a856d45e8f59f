"""The error of scores written once more, naively, from the formulas of docs/scoring.md section 3.

Shares nothing with the product. Points: item id -> points, per person; an item without has none there.
numpy's least squares stand in for taking levels and difficulties out.
"""

from math import log
from statistics import fmean

import numpy as np

SD = {
    "best_worst": 0.41,
    "rate_each": 0.32,
    "rank": 0.39,
    "multi_select": 0.38,
    "mcq": 0.55,
    "conversation": 0.32,
    "triage": 0.12,
    "open_reply": 0.19,
    "interview": 0.15,
}
CLOSED = ("best_worst", "rate_each", "rank", "multi_select", "mcq")
TECHNICAL = ("PLT", "MET", "MOD")
MARKERS_LEAVE = {0: 0, 2: 1 / 2, 3: 1 - 3**0.5 / 3.141592653589793}


def method_of(item):
    if item["format"] == "interview":
        return "interview"
    return "closed" if item["format"] in CLOSED else "work_sample"


def is_technical(item):
    on = item["loadings"]
    return sum(on.get(c, 0) for c in TECHNICAL) > sum(on.values()) / 2


def prior(items, people, skipped):
    """Item id -> declared variance, with what skipping leaves in points that are 0 whatever was missed."""
    cells = [(i, point) for i, points in enumerate(people) for point in points]
    answered = [people[i][one] for i, one in cells if one not in skipped[i]]
    rate = 1 - len(answered) / len(cells) if cells else 0
    more = rate * (1 - rate) * fmean(answered) ** 2 if answered else 0
    return {item["id"]: SD[item["format"]] ** 2 + more for item in items}


def left_over(ids, people):
    """Cells of one block: (person, id) -> (squared residual, share of the error in it)."""
    several = [i for i, points in enumerate(people) if sum(name in points for name in ids) > 1]
    cells = [(i, name) for i in several for name in ids if name in people[i]]
    if len(several) < 2:
        return {}
    design = np.zeros((len(cells), len(people) + len(ids)))
    for row, (i, name) in enumerate(cells):
        design[row, i] = design[row, len(people) + ids.index(name)] = 1
    values = np.array([people[i][name] for i, name in cells])
    residual = values - design @ np.linalg.lstsq(design, values, rcond=None)[0]
    fitted = (design * np.linalg.pinv(design).T).sum(axis=1)
    return {cell: (residual[row] ** 2, 1 - fitted[row]) for row, cell in enumerate(cells)}


def weights_of_levels(items, composite):
    """How much each written item counts in a level: its weight in the composite before an interview."""
    written = [item["id"] for item in items if item["format"] != "interview"]
    nothing = dict.fromkeys(written, 0.0)
    start = composite(nothing)
    if start is None:
        weights = dict.fromkeys(written, 1.0)
    else:
        weights = {one: composite({**nothing, one: 1.0}) - start for one in written}
    return {item["id"]: weights.get(item["id"], 0.0) for item in items}


def expected_levels(people, weights, variance):
    levels, errors = [], []
    for points in people:
        total = sum(weights[point] for point in points)
        levels.append(sum(weights[point] * points[point] for point in points) / total if total else None)
        errors.append(
            sum(weights[point] ** 2 * variance[point] for point in points) / total**2 if total else None
        )
    known = [level for level in levels if level is not None]
    n = len(known)
    if not n:
        return [0.58] * len(people)
    centre = (10 * 0.58 + sum(known)) / (10 + n)
    observed = sum((level - fmean(known)) ** 2 for level in known) / (n - 1) if n > 1 else 0
    typical = fmean(error for error in errors if error is not None)
    seen = min(max(1 - typical / observed, 0), 1) if observed else 0
    kept = (10 * 0.6 + (n - 1) * seen) / (10 + n - 1)
    return [centre if level is None else centre + kept * (level - centre) for level in levels]


def factor(level, exponent):
    return ((1 - min(level, 0.97)) / 0.42) ** exponent


def best_exponent(written, cells, people, levels, variance):
    """The step of .05 from -.5 to 2.5 at which likelihood and prior (1, SD .5) together are highest."""
    each = []
    for i in range(len(people)):
        own = [(name, cells[i, name]) for name in written if (i, name) in cells]
        ratio = sum(max(square, 0) / variance[name] for name, (square, _) in own)
        each.append((levels[i], ratio, sum(held for _, (_, held) in own)))
    if not sum(ratio for _, ratio, _ in each):
        return 1.0

    def misfit(b):
        size = sum(r for _, r, _ in each) / sum(held * factor(level, b) for level, _, held in each)
        mean = [size * factor(level, b) for level, _, _ in each]
        fit = sum((held * log(m) + ratio / m) / 2 for (_, ratio, held), m in zip(each, mean, strict=True))
        return fit + ((b - 1) / 0.5) ** 2 / 2

    return min((round(-0.5 + 0.05 * step, 10) for step in range(61)), key=misfit)


def marker_variances(items, scatter):
    """Item id -> variance of one marker; scatter: id -> lists of single markers' points, one per reply."""
    found = {}
    for item in items:
        replies = scatter.get(item["id"], [])
        squares = sum((x - fmean(given)) ** 2 for given in replies for x in given)
        free = sum(len(given) - 1 for given in replies)
        found[item["id"]] = (8 * 0.1**2 + squares) / (8 + free) if replies else 0.0
    return found


class Error:
    """Error variance of every answer of a pool.

    items: id, format, loadings; people: id -> points; skipped: set of ids; given: id -> points that each
    marker alone would have given; composite: function of points alone.
    """

    def __init__(self, items, people, skipped, given, composite):
        self.format, self.methods, self.given = {}, {}, given
        ids = [item["id"] for item in items]
        for item in items:
            self.format[item["id"]] = item["format"]
            self.methods.setdefault(method_of(item), []).append(item["id"])
        self.markers = marker_variances(
            items, {one: [each[one] for each in given if one in each] for one in ids}
        )
        declared = prior(items, people, skipped)
        cells = {}
        for place in {(method_of(item), is_technical(item)) for item in items}:
            block = [one["id"] for one in items if (method_of(one), is_technical(one)) == place]
            cells |= left_over(block, people)
        for (i, name), (square, held) in cells.items():
            cells[i, name] = (square - held * self.of_markers(i, name), held)
        weights = weights_of_levels(items, composite)
        written = [item["id"] for item in items if item["format"] != "interview"]
        levels = expected_levels(people, weights, declared)
        variance = self.sized(cells, declared, levels, 1.0)
        self.levels = expected_levels(people, weights, variance)
        self.exponent = best_exponent(written, cells, people, self.levels, variance)
        self.variance = self.sized(cells, declared, self.levels, self.exponent)

    def of_markers(self, i, name):
        return self.markers[name] * MARKERS_LEAVE[len(self.given[i].get(name, ()))]

    def at_level(self, name, level, exponent):
        return 1.0 if self.format[name] == "interview" else factor(level, exponent)

    def sized(self, cells, declared, levels, exponent):
        found, self.assumed = {}, {}
        for ids in self.methods.values():
            seen, held = dict.fromkeys(ids, 0.0), dict.fromkeys(ids, 0.0)
            for (i, name), (square, share) in cells.items():
                if name in seen:
                    seen[name] += square / declared[name] / self.at_level(name, levels[i], exponent)
                    held[name] += share
            size = max((40 + sum(seen.values())) / (40 + sum(held.values())), 0.02)
            for name in ids:
                own = (25 * size + seen[name]) / (25 + held[name])
                found[name] = declared[name] * max(own, 0.02)
                on_prior = 40 / (40 + sum(held.values()))
                self.assumed[name] = on_prior * 25 / (25 + held[name])
        return found

    def of(self, i, name):
        """Error variance of one answer."""
        own = self.variance[name] * self.at_level(name, self.levels[i], self.exponent)
        return own + self.of_markers(i, name)
