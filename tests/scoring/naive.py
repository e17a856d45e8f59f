"""The scoring rules written once more, naively, one person at a time, straight from docs/scoring.md.

Shares nothing with the product. Lists, loops and statistics from the standard library only; errors of single
answers are in naive_error.
"""

from statistics import fmean, pstdev

from tests.scoring.naive_error import CLOSED, Error, method_of

INTERPERSONAL = {"EMP": 14, "DEE": 12, "TON": 11, "INT": 13, "JUD": 14, "REL": 10, "INC": 6}
TECHNICAL = {"PLT": 7, "MET": 5, "MOD": 8}
METHODS = {"closed": 0.45, "work_sample": 0.25, "interview": 0.30}


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
    return fmean(heights)


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
    arrives = {message["id"]: message["arrives"] for message in item["messages"]}
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
    return {d: sorted(mark[d] for mark in marks)[1] for d in marks[0]}


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


def is_skipped(item, answers):
    """Shown and left alone, or a conversation left before its end."""
    if item["id"] not in answers:
        return False
    answer = answers[item["id"]]
    return answer is None or (item["format"] == "conversation" and item["next"][answer[-1]] != "END")


def can_earn(item, items):
    """Whether any answer to an item has points."""
    values = set(item["key"].values()) if item["format"] in CLOSED else set()
    if item["format"] == "rate_each":
        return len({k for one in items if one["format"] == "rate_each" for k in one["key"].values()}) > 1
    if item["format"] == "multi_select":
        return any(k >= 4 for k in values) and any(k < 4 for k in values)
    return item["format"] not in CLOSED or len(values) > 1


def skipped_items(items, answers):
    """Ids of what one person skipped, who answered something."""
    if all(answer is None for answer in answers.values()):
        return set()
    return {item["id"] for item in items if is_skipped(item, answers)}


def person_points(items, answers):
    """One person's answers by item id (None = skipped; a reply is its markers' marks): points by item id.

    What was skipped earns 0; what was never shown, or has no points, is absent. Somebody who answered nothing
    has no points at all.
    """
    if all(answer is None for answer in answers.values()):
        return {}
    points = {item["id"]: 0.0 for item in items if is_skipped(item, answers) and can_earn(item, items)}
    given = [item for item in items if item["id"] in answers and not is_skipped(item, answers)]
    rated = [item for item in given if item["format"] == "rate_each"]
    for item, earned in zip(rated, rate_each_points(rated, [answers[i["id"]] for i in rated]), strict=True):
        points[item["id"]] = earned
    for item in given:
        if item["format"] != "rate_each":
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
        if score is None and method == "interview":
            continue
        if score is None:
            return None
        above += weight * score
        below += weight
    return above / below if below else None


def family_score(items, points, weights, pending=()):
    scores = {c: competency_score(items, points, c, pending) for c in weights}
    weight = sum(w for c, w in weights.items() if scores[c] is not None)
    asked = [item["loadings"] for item in items if method_of(item) not in pending]
    whole = sum(w for c, w in weights.items() if any(one.get(c, 0) for one in asked))
    if not weight or weight < 0.8 * whole - 1e-9:
        return None
    return sum(w * scores[c] for c, w in weights.items() if scores[c] is not None) / weight


def composite(items, points, pending=()):
    families = [family_score(items, points, weights, pending) for weights in (INTERPERSONAL, TECHNICAL)]
    return None if None in families else 0.8 * families[0] + 0.2 * families[1]


def coefficients(points, score):
    """How much a score (a function of points) rises with one point more on each item, found by trying."""
    start = score(points)
    if start is None:
        return None
    return {point: score({**points, point: points[point] + 1}) - start for point in points}


def marked_alone(items, answers):
    """Item id -> points that each marker alone would have given, for replies that were agreed on."""
    replies = [item for item in items if item["format"] == "open_reply" and item["id"] in answers]
    return {
        item["id"]: [reply_points(item, answer) for answer in answers[item["id"]]]
        for item in replies
        if answers[item["id"]] is not None and agreed(answers[item["id"]]) is not None
    }


def error_of_pool(items, people, scored):
    """The error of single answers, from everybody's answers and points."""
    return Error(
        items,
        scored,
        [skipped_items(items, answers) for answers in people],
        [marked_alone(items, answers) for answers in people],
        lambda points: composite(items, points, pending=("interview",)),
    )


def sem(error, i, a, interviewers=0.0):
    """Standard error of a weighted sum of one person's points; None without one."""
    return None if a is None else (sum(a[one] ** 2 * error.of(i, one) for one in a) + interviewers) ** 0.5


def interviewer_variance(sheets):
    """Variance of one interviewer's view of a person; sheets: per person one mapping question -> points each.

    From analysis of variance, for people seen by the same number of interviewers (two or more) who rated all;
    the others tell nothing about it.
    """
    seen = [person for person in sheets if len(person) > 1]
    more = sum(len(person) - 1 for person in seen)
    if len(seen) < 2:
        return 0.125**2
    questions = list(seen[0][0])
    between = rest = 0.0
    for person in seen:
        view = [fmean(sheet[q] for q in questions) for sheet in person]
        of_question = {q: fmean(sheet[q] for sheet in person) for q in questions}
        between += len(questions) * sum((one - fmean(view)) ** 2 for one in view)
        rest += sum(
            (sheet[q] - one - of_question[q] + fmean(view)) ** 2
            for sheet, one in zip(person, view, strict=True)
            for q in questions
        )
    found = (between / more - rest / more / (len(questions) - 1)) / len(questions)
    return max((8 * 0.125**2 + more * found) / (8 + more), 0.02 * 0.125**2)


def of_interviewers(variance, sheets, a):
    """What one person's interviewers add to the error of a weighted sum: all they rated moves together."""
    total = 0.0
    for sheet in sheets:
        held = [q for q, points in sheet.items() if points is not None]
        raters = {q: sum(one[q] is not None for one in sheets) for q in held}
        total += sum(a.get(q, 0.0) / raters[q] for q in held) ** 2
    return variance * total


def assumed(error, i, a):
    """Share of that error's variance that rests on the declared prior."""
    if a is None:
        return None
    whole = sum(a[one] ** 2 * error.of(i, one) for one in a)
    return sum(a[one] ** 2 * error.of(i, one) * error.assumed[one] for one in a) / whole
