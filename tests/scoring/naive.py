"""The scoring rules written once more, naively, one person at a time, straight from the design's text.

Shares nothing with the product. Lists, loops and statistics from the standard library only.
"""

from statistics import fmean, pstdev

INTERPERSONAL = {"EMP": 14, "DEE": 12, "TON": 11, "INT": 13, "JUD": 14, "REL": 10, "INC": 6}
TECHNICAL = {"PLT": 7, "MET": 5, "MOD": 8}
CLOSED = ("best_worst", "rate_each", "rank", "multi_select", "mcq")
METHODS = {"closed": 0.45, "work_sample": 0.25}


def method_of(item):
    return "closed" if item["format"] in CLOSED else "work_sample"


def pending_methods(items, answers):
    """Methods of which one item awaits marks."""
    return {
        method_of(item)
        for item in items
        if item["format"] == "open_reply"
        and answers.get(item["id"]) is not None
        and agreed(answers[item["id"]]) is None
    }


def item_points(item, answer):
    return POINTS[item["format"]](item, answer)


def best_worst_points(item, answer):
    key, values = item["key"], list(item["key"].values())
    if max(values) == min(values):
        return None
    return (key[answer["best"]] - key[answer["worst"]]) / (max(values) - min(values))


def mcq_points(item, answer):
    key, values = item["key"], list(item["key"].values())
    if max(values) == min(values):
        return None
    return (key[answer] - fmean(values)) / (max(values) - fmean(values))


def multi_select_points(item, answer):
    key = item["key"]
    keyed = {option for option in key if key[option] >= 4}
    unkeyed = set(key) - keyed
    if not keyed or not unkeyed:
        return None
    return len(keyed & set(answer)) / len(keyed) - len(unkeyed & set(answer)) / len(unkeyed)


def rank_points(item, answer):
    key, place = item["key"], {}
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


def conversation_points(item, path):
    choices = {choice: node for node in item["nodes"] for choice in [one["id"] for one in node["choices"]]}
    heights = []
    for choice in path:
        values = [item["key"][one["id"]] for one in choices[choice]["choices"]]
        heights.append((item["key"][choice] - fmean(values)) / (max(values) - fmean(values)))
    return fmean(heights) if item["next"][path[-1]] == "END" else None


WAYS = [["reply_now"], ["reply_later"], ["escalate"], ["hide"], ["ignore"], ["thank"], ["hide", "escalate"]]


def message_points(key, way, priority, contact):
    right, fair, harmful = set(key["right"]), set(key["fair"]), set(key["harmful"])
    if set(way) & harmful:
        action = -1
    elif right <= set(way):
        action = 2
    elif set(way) & (right | fair):
        action = 1
    else:
        action = 0
    off = abs(priority - key["priority"])
    wrong = "escalate" in way and contact != key["contact"]
    return max(-1, action + {0: 1, 1: 0.5}.get(off, 0) - (0.5 if wrong else 0))


def triage_chance(item):
    total = 2.0
    for key in item["key"].values():
        total += fmean(
            message_points(key, way, priority, contact["id"])
            for way in WAYS
            for priority in (1, 2, 3, 4)
            for contact in item["contacts"]
        )
    return total


def triage_points(item, answer):
    total = sum(
        message_points(item["key"][name], done["action"], done["priority"], done.get("contact"))
        for name, done in answer.items()
    )
    arrives = {one["id"]: one["arrives"] for one in item["messages"]}
    urgent = [name for name, key in item["key"].items() if key["priority"] == 1]
    handled = list(answer)
    for name in urgent:
        if name in handled:
            late = arrives[name]
            last = answer[name].get("after", late["handled"]) + 3 if late else 6
            total += 4 / len(urgent) if handled.index(name) + 1 <= last else 0
    best = 3 * len(item["key"]) + 4
    return (total - triage_chance(item)) / (best - triage_chance(item))


def agreed(marks):
    """Two or three markers' marks: the mean or the median per dimension, None = pending."""
    if len(marks) < 2:
        return None
    if len(marks) == 2:
        gaps = [abs(marks[0][d] - marks[1][d]) for d in marks[0]]
        if max(gaps) >= 2 or abs(sum(marks[0].values()) - sum(marks[1].values())) >= 4:
            return None
        return {d: (marks[0][d] + marks[1][d]) / 2 for d in marks[0]}
    return {d: sorted(one[d] for one in marks)[1] for d in marks[0]}


def reply_points(item, marks):
    """A share of the highest marks; marks of one marker or those agreed on."""
    if marks is None:
        return None
    return sum(w * marks[d] for d, w in item["key"].items()) / sum(item["key"].values()) / 4


POINTS = {
    "best_worst": best_worst_points,
    "mcq": mcq_points,
    "multi_select": multi_select_points,
    "rank": rank_points,
    "conversation": conversation_points,
    "triage": triage_points,
    "open_reply": lambda item, marks: reply_points(item, agreed(marks)),
}


def person_points(items, answers):
    """One person's answers by item id (None = skipped; a reply is its markers' marks): points by item id."""
    points = {}
    rated = [item for item in items if item["format"] == "rate_each" and answers.get(item["id"]) is not None]
    for item, earned in zip(rated, rate_each_points(rated, [answers[i["id"]] for i in rated]), strict=True):
        points[item["id"]] = earned
    for item in items:
        if item["format"] != "rate_each" and answers.get(item["id"]) is not None:
            points[item["id"]] = item_points(item, answers[item["id"]])
    return {name: earned for name, earned in points.items() if earned is not None}


def method_score(items, points, competency):
    total = sum(item["loadings"].get(competency, 0) for item in items)
    got = [item for item in items if item["id"] in points]
    loading = sum(item["loadings"].get(competency, 0) for item in got)
    if loading == 0 or loading < 0.8 * total - 1e-9:
        return None
    return sum(item["loadings"].get(competency, 0) * points[item["id"]] for item in got) / loading


def competency_score(items, points, competency, pending=()):
    above = below = 0.0
    for method, weight in METHODS.items():
        own = [item for item in items if method_of(item) == method]
        if method in pending or not any(item["loadings"].get(competency, 0) for item in own):
            continue
        score = method_score(own, points, competency)
        if score is None:
            return None
        above += weight * score
        below += weight
    return above / below if below else None


def family_score(items, points, weights, pending=()):
    scores = {c: competency_score(items, points, c, pending) for c in weights}
    weight = sum(w for c, w in weights.items() if scores[c] is not None)
    if not weight:
        return None
    return sum(w * scores[c] for c, w in weights.items() if scores[c] is not None) / weight


def composite(items, points, pending=()):
    families = [family_score(items, points, weights, pending) for weights in (INTERPERSONAL, TECHNICAL)]
    return None if None in families else 0.8 * families[0] + 0.2 * families[1]


def coefficients(items, points, pending=()):
    """How much the composite rises with one point more on each item, found by trying."""
    start = composite(items, points, pending)
    if start is None:
        return None
    return {
        item["id"]: composite(items, {**points, item["id"]: points[item["id"]] + 1}, pending) - start
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


MARKERS_LEAVE = {2: 1 / 2, 3: 1 - 3**0.5 / 3.141592653589793}


def marker_variance(item, people):
    """Variance of one marker's points around the reply's own, over everybody's agreed replies."""
    squares, free = 0.0, 0
    for answers in people:
        marks = answers.get(item["id"])
        if marks is None or agreed(marks) is None:
            continue
        given = [reply_points(item, one) for one in marks]
        squares += sum((x - fmean(given)) ** 2 for x in given)
        free += len(given) - 1
    return squares / free if free else 0.0


def error_of(items, people, scored, pending):
    """(person, item) -> error variance for people of these methods; None = too few complete people."""
    own = [item for item in items if method_of(item) not in pending]
    rows = [at for at, points in enumerate(scored) if all(item["id"] in points for item in own)]
    if len(rows) < 30 or len(own) < 2:
        return None
    left = item_variances(own, [scored[at] for at in rows])
    replies = {item["id"]: item for item in own if item["format"] == "open_reply"}
    one = {name: marker_variance(item, people) for name, item in replies.items()}

    def variance(at, name):
        if name not in replies:
            return left.get(name, 0.0)
        held = fmean(one[name] * MARKERS_LEAVE[len(people[row][name])] for row in rows)
        return max(left[name] - held, 0) + one[name] * MARKERS_LEAVE[len(people[at][name])]

    return variance


def sems(items, people, scored):
    """Standard error of each person's composite, from their answers and points."""
    full = coefficients(items, {item["id"]: 0.0 for item in items})
    found = []
    for at, (answers, points) in enumerate(zip(people, scored, strict=True)):
        pending = pending_methods(items, answers)
        a = coefficients(items, points, pending)
        variance = error_of(items, people, scored, pending)
        if a is None or full is None:
            found.append(None)
        elif variance:
            found.append(sum(a[i] ** 2 * variance(at, i) for i in a) ** 0.5)
        else:
            whole = sum(one**2 for one in full.values())
            found.append(0.20 * 0.30**0.5 * (sum(one**2 for one in a.values()) / whole) ** 0.5)
    return found
