"""Makers of forms and answers for the scoring tests."""

from random import Random

from domain import COMPETENCIES
from scoring.formats.formats import FORMATS
from scoring.formats.scheme import Scheme
from scoring.scores.pool import Array, Pool
from scoring.scores.scores import Scores, score_pool

LETTERS = "ABCDEF"
CLOSED = tuple(name for name, rule in FORMATS.items() if rule.method == "closed")


def a_form(rng: Random, n_items: int = 12, formats: tuple[str, ...] = CLOSED) -> dict:
    """A form whose items take the formats in turn and measure all competencies."""
    items = []
    for at in range(n_items):
        name = formats[at % len(formats)]
        options = LETTERS[: rng.randint(4, 6)]
        key = {option: rng.choice([1, 2, 2.4, 3, 3.7, 4, 4.6, 5]) for option in options}
        # Keys that tell options apart, with something to tick and something not to.
        key["A"], key["B"], key["C"] = 5, 1, 4
        measured = {COMPETENCIES[at % 10], *rng.sample(COMPETENCIES, 2)}
        loadings = {name: rng.choice([0.2, 0.3, 0.5]) for name in sorted(measured)}
        items.append({"id": f"S{at + 1:02}", "format": name, "key": key, "loadings": loadings})
    return {"items": items}


def careful(item: dict, rng: Random, ability: float = 0.5) -> object:
    """A plausible answer."""
    return FORMATS[item["format"]].simulate(item["key"], ability, rng)


def careless(item: dict, rng: Random) -> object:
    """Any valid answer, the odd ones too."""
    options = list(item["key"])
    rng.shuffle(options)
    if item["format"] == "best_worst":
        return {"best": options[0], "worst": options[1]}
    if item["format"] == "rate_each":
        return {option: rng.randint(1, 5) for option in options}
    if item["format"] == "rank":
        return [options[0], options[1:3], *options[3:]] if rng.random() < 0.5 else options
    if item["format"] == "multi_select":
        return options[: rng.randint(0, len(options))]
    return options[0]


def constant(item: dict, rng: Random) -> object:
    """The same thing everywhere."""
    options = list(item["key"])
    return {
        "best_worst": {"best": options[0], "worst": options[1]},
        "rate_each": dict.fromkeys(options, 3),
        "rank": [options],
        "multi_select": [],
        "mcq": options[0],
    }[item["format"]]


def some_answers(form: dict, rng: Random, style: str) -> dict[str, object]:
    """One person's answers by item id; None = skipped, absent = not reached."""
    make = {"careful": careful, "careless": careless, "constant": constant, "incomplete": careless}[style]
    answers = {item["id"]: make(item, rng) for item in form["items"]}
    if style == "incomplete":
        for name in rng.sample(sorted(answers), rng.randint(1, len(answers))):
            answers[name] = None
        for name in rng.sample(sorted(answers), rng.randint(0, 3)):
            del answers[name]
    return answers


def score_points(points: Array, scheme: Scheme) -> Scores:
    """Scores of a pool in which nothing is marked, pending or skipped."""
    return score_pool(Pool(points), scheme)
