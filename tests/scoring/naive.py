"""The scoring rules written once more, naively, one person at a time, straight from the design's text.

Shares nothing with the product. Lists, loops and statistics from the standard library only.
"""

from statistics import fmean, pstdev

INTERPERSONAL = {"EMP": 14, "DEE": 12, "TON": 11, "INT": 13, "JUD": 14, "REL": 10, "INC": 6}
TECHNICAL = {"PLT": 7, "MET": 5, "MOD": 8}


def item_points(item, answer):
    key = item["key"]
    values = list(key.values())
    if item["format"] == "best_worst":
        if max(values) == min(values):
            return None
        return (key[answer["best"]] - key[answer["worst"]]) / (max(values) - min(values))
    if item["format"] == "mcq":
        if max(values) == min(values):
            return None
        return (key[answer] - fmean(values)) / (max(values) - fmean(values))
    if item["format"] == "multi_select":
        keyed = {option for option in key if key[option] >= 4}
        unkeyed = set(key) - keyed
        if not keyed or not unkeyed:
            return None
        return len(keyed & set(answer)) / len(keyed) - len(unkeyed & set(answer)) / len(unkeyed)
    return rank_points(key, answer)


def rank_points(key, answer):
    place = {}
    for position, group in enumerate(answer):
        for option in group if isinstance(group, list) else [group]:
            place[option] = position
    above = below = 0.0
    for a in key:
        for b in key:
            if key[a] > key[b]:
                w = abs(key[a] - key[b])
                c = 1 if place[a] < place[b] else 0.5 if place[a] == place[b] else 0
                above += w * c
                below += w
    return 2 * above / below - 1 if below else None


def rate_each_points(items, answers):
    """Items and their answers, all of one person's: list of points or None."""
    x = [answer[option] for item, answer in zip(items, answers, strict=True) for option in item["key"]]
    k = [value for item in items for value in item["key"].values()]
    if len(set(k)) <= 1:
        return [None for _ in items]
    if len(set(x)) == 1:
        return [0.0 for _ in items]
    points = []
    for item, answer in zip(items, answers, strict=True):
        squares = []
        for option, value in item["key"].items():
            z = (answer[option] - fmean(x)) / pstdev(x)
            kappa = (value - fmean(k)) / pstdev(k)
            squares.append((z - kappa) ** 2)
        points.append(1 - fmean(squares) / 2)
    return points


def person_points(items, answers):
    """One person's answers by item id (None = skipped): points by item id, None = undefined."""
    points = {}
    rated = [item for item in items if item["format"] == "rate_each" and answers.get(item["id"]) is not None]
    for item, earned in zip(rated, rate_each_points(rated, [answers[i["id"]] for i in rated]), strict=True):
        points[item["id"]] = earned
    for item in items:
        if item["format"] != "rate_each" and answers.get(item["id"]) is not None:
            points[item["id"]] = item_points(item, answers[item["id"]])
    return {name: earned for name, earned in points.items() if earned is not None}


def competency_score(items, points, competency):
    total = sum(item["loadings"].get(competency, 0) for item in items)
    got = [item for item in items if item["id"] in points]
    loading = sum(item["loadings"].get(competency, 0) for item in got)
    if loading == 0 or loading < 0.8 * total - 1e-9:
        return None
    return sum(item["loadings"].get(competency, 0) * points[item["id"]] for item in got) / loading


def family_score(items, points, weights):
    scores = {c: competency_score(items, points, c) for c in weights}
    weight = sum(w for c, w in weights.items() if scores[c] is not None)
    if not weight:
        return None
    return sum(w * scores[c] for c, w in weights.items() if scores[c] is not None) / weight


def composite(items, points):
    families = [family_score(items, points, weights) for weights in (INTERPERSONAL, TECHNICAL)]
    return None if None in families else 0.8 * families[0] + 0.2 * families[1]


def coefficients(items, points):
    """How much the composite rises with one point more on each item, found by trying."""
    start = composite(items, points)
    if start is None:
        return None
    return {
        item["id"]: composite(items, {**points, item["id"]: points[item["id"]] + 1}) - start
        for item in items
        if item["id"] in points
    }


def item_variances(items, complete):
    """Error variance of each item over people with points on every item."""
    ids = [item["id"] for item in items]
    n, j = len(complete), len(ids)
    grand = fmean(points[i] for points in complete for i in ids)
    item_mean = {i: fmean(points[i] for points in complete) for i in ids}
    variances = {}
    for i in ids:
        e = [p[i] - fmean(p[x] for x in ids) - item_mean[i] + grand for p in complete]
        variances[i] = sum(value**2 for value in e) / ((n - 1) * (1 - 1 / j))
    return variances


def sems(items, people):
    """Standard error of each person's composite."""
    complete = [points for points in people if len(points) == len(items)]
    if len(complete) >= 30 and len(items) > 1:
        variances = item_variances(items, complete)
        return [_root(a, lambda i: variances[i]) for a in (coefficients(items, p) for p in people)]
    full = coefficients(items, {item["id"]: 0.0 for item in items})
    if full is None:
        return [None for _ in people]
    whole = sum(a**2 for a in full.values())
    ratios = [_root(coefficients(items, points), lambda _: 1.0) for points in people]
    return [None if r is None else 0.20 * 0.30**0.5 * r / whole**0.5 for r in ratios]


def _root(a, variance):
    return None if a is None else sum(a[i] ** 2 * variance(i) for i in a) ** 0.5
