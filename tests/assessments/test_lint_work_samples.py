"""The rules on conversations, inboxes and open replies, each tried by planting the defect."""

import pytest

from assessments.content.load import bank_of
from assessments.lint.lint import lint_bank
from tests.assessments.scenes import ardeal, content_folder, scene, write_item
from tests.assessments.work_samples import (
    CONVERSATION,
    RUBRIC,
    conversation,
    open_reply,
    spoilt,
    text,
    triage,
)

CHOICE = "wording__nodes__A1__choices__A1b"
POSTS = "wording__nodes__A1__posts"
LONG = " ".join(["Mira asks about her car again."] * 15)
LONGUE = " ".join(["Mira redemande où est sa voiture."] * 16)
HARD = (
    "Notwithstanding institutional considerations, organisational intermediaries systematically "
    "operationalise communicational methodologies."
)
DUR = (
    "Nonobstant diverses considérations institutionnelles, intermédiaires organisationnels "
    "opérationnalisant systématiquement méthodologies communicationnelles."
)
LATE = {"when": {"publish_ceiling": 1}}
TELLS = {"M2": {"priority": 3}}


@pytest.fixture(scope="module")
def findings(tmp_path_factory):
    folder = content_folder(tmp_path_factory.mktemp("content") / "content")
    write_item(folder / "rubric.yaml", RUBRIC)
    return lambda *items: lint_bank(bank_of(items, folder), [ardeal()])


def say(en, fr):
    return [{"say": text(en, fr)}]


PLANTED = [
    ("L00", conversation, {f"{CHOICE}__outcome": text("{nothing}", "Rien")}, "nodes.A1.choices.A1b.outcome"),
    ("L00", triage, {"wording__contacts__safety": text("{nothing}")}, "contacts.safety"),
    ("L00", open_reply, {"wording__samples__1__text": "{nothing}"}, "samples.1.text"),
    ("L01", conversation, {**{f"{part}__A2c": None for part in ("key", "next", "moods", "rationale")},
                           "wording__nodes__A2__choices__A2c": None}, "wording.nodes.A2"),
    ("L02", conversation, {"key__A2b": 5}, "Node A2: Two options share"),
    ("L02", conversation, {"key__A2d": 3.5}, "Node A2: The key goes from 1 to 3.5"),
    ("L02", triage, {"key__M1__priority": 2, "key__M3__priority": 2}, "No message has priority 1"),
    ("L03", conversation, {f"{CHOICE}__text": text("Call.", "Appeler l'accueil d'abord.")},
     "nodes.A1.choices"),
    ("L04", conversation, {f"{CHOICE}__text": text("Call the desk first of all here.", "Appeler.")},
     "nodes.A1.choices"),
    ("L06", conversation, {POSTS: say(LONG, LONGUE)}, "nodes.A1.posts"),
    ("L06", triage, {"wording__messages__M1__text": text(LONG, LONGUE)}, "messages.M1.text"),
    ("L06", open_reply, {"wording__stem": say(LONG, LONGUE)}, "stem"),
    ("L07", conversation, {"wording__stem": say(HARD, DUR)}, "stem"),
    ("L07", triage, {"wording__messages__M2__text": text(HARD, DUR)}, "messages.M2.text"),
    ("L08", conversation, {f"{CHOICE}__text": text(HARD, DUR)}, "nodes.A1.choices.A1b"),
    ("L09", conversation, {f"{CHOICE}__text": text("Never leave it to chance.", "Appeler l'accueil.")},
     "nodes.A1.choices.A1b"),
    ("L12", conversation, {POSTS: say("What should you not do?", "Que faire ?")}, "nodes.A1.posts"),
    ("L12", conversation, {f"{CHOICE}__text": text("Do as in choice A1a, later.", "Comme au choix A1a.")},
     "nodes.A1.choices.A1b"),
    ("L13", open_reply, {"loadings": {"EMP": 0.2, "TON": 0.2, "DEE": 0.2, "INC": 0.2, "REL": 0.2}},
     "loadings"),
    ("L14", triage, {"loadings": {"EMP": 0.7, "MOD": 0.3}}, "loadings"),
    ("L15", conversation, {f"{CHOICE}__outcome": text("3 wait.", "4 attendent.")}, "A1b.outcome"),
    ("L15", conversation, {"endings__T1": text("2 thank you.", "Deux vous remercient.")}, "endings.T1"),
    ("L15", conversation, {"rationale__A1a": text("It costs 5 euros.", "Cela coûte.")}, "rationale.A1a"),
    ("L15", triage, {"wording__messages__M1__when": text("8:22 am", "8 h 21")}, "messages.M1.when"),
    ("L15", open_reply, {"wording__needs__E": text("5 weeks.", "4 semaines.")}, "needs.E"),
    ("L16", conversation, {f"{CHOICE}__text": text("Call.", "Appeler d'abord l'accueil.")}, "choices.A1b"),
    ("L17", conversation, {f"{CHOICE}__outcome": text("You wait.", "Vous êtes prêt à attendre.")},
     "A1b.outcome"),
    ("L17", open_reply, {"wording__needs__E": text("You are new.", "Vous êtes nouveau.")}, "needs.E"),
    ("L18", triage, {"wording__messages__M2__text": text("Seen on Instagram.", "Vu sur Instagram.")},
     "messages.M2.text"),
    ("L19", conversation, {"cast": None}, "Mira stands in a text and is not cast"),
    ("L19", conversation, {"cast": [{"name": "Aïcha", "role": "customer"}]},
     "Aïcha is cast, but stands in no text"),
    ("L19", conversation, {"cast": [{"name": "Zorba", "role": "customer"}]}, "Zorba is not in names.yaml"),
    ("L19", triage, {"wording__messages__M1__by": text("Xanthippe P.")}, "Xanthippe signs a message"),
    ("L20", conversation, {"overlays": [LATE | {"set": {"A1a": 5}}]}, "after this overlay: Node A1"),
    ("L20", triage, {"overlays": [LATE | {"set_messages": {"M1": {"priority": 2}, "M3": {"priority": 2}}}]},
     "after this overlay: No message has priority 1"),
    ("L20", triage, {"overlays": [LATE | {"set_messages": TELLS},
                                  {"when": {"publish_ceiling": {"le": 2}}, "set_messages": TELLS}]},
     "two overlays set M2.priority"),
    ("L21", triage, {"overlays": [LATE | {"set_messages": TELLS}]}, "publish_ceiling changes the key"),
    ("L21", conversation, {"told": ["brand_lexicon"]}, "brand_lexicon is printed on no charter card"),
    ("L28", conversation, {"phrases": {"x": [LATE | {"text": text("a", "b")}]}}, "phrases.x"),
]  # fmt: skip


def test_the_sound_work_samples_are_clean(findings):
    assert findings(conversation(), triage(), open_reply()) == ()


@pytest.mark.parametrize(
    ("rule", "make", "changes", "place"),
    [pytest.param(*case, id=f"{case[0]}-{case[1].__name__}-{n}") for n, case in enumerate(PLANTED)],
)
def test_a_planted_defect_is_found_in_its_place(findings, rule, make, changes, place):
    messages = [
        f"{finding.field} {finding.message}" for finding in findings(make(**changes)) if finding.rule == rule
    ]
    assert any(place in line for line in messages), messages


def talk(number, **choices):
    """A conversation of its own words, whose node A1 has these texts."""
    wording = spoilt(CONVERSATION["wording"])
    for node in wording["nodes"].values():
        for name, choice in node["choices"].items():
            choice["text"] = text(choices[name[-1]].format(n=number))
    return conversation(id=f"S{number}", wording=wording, key=dict(zip(CONVERSATION["key"], [5, 3, 2, 1] * 2,
                        strict=True)))  # fmt: skip


def test_habits_of_conversations_are_found(findings):
    given_away = {
        "a": "Answer because asked, {n}, kind, at once and in the thread itself.",
        "b": "Call the desk {n} and wait for what they say there.",
        "c": "Leave it {n} until tomorrow and see what comes next.",
        "d": "Point {n} to the hours and to the page of the desk.",
    }
    rules = {finding.rule for finding in findings(*(talk(number, **given_away) for number in range(40, 46)))}
    assert rules >= {"L04", "L10", "L11", "L24", "L25", "L26", "L29"}


def test_the_shortest_choice_may_not_be_the_best_either(findings):
    given_away = {"a": "Answer her {n} now.", "b": "Call the desk {n} first.", "c": "Leave it {n} for now.",
                  "d": "Point {n} to the hours."}  # fmt: skip
    talks = [talk(number, **given_away) for number in (40, 41, 42)]
    messages = [finding.message for finding in findings(*talks) if finding.rule == "L29"]
    assert any("always the shortest choice earns +1.00 over 6 nodes" in message for message in messages)


def graded(*pairs, language="en"):
    return {
        str(n): {"language": language, "text": "word " * words, "marks": {"E": mark, "A": mark}}
        for n, (words, mark) in enumerate(pairs, start=1)
    }


LONGER_IS_BETTER = [(5 * n, n // 2) for n in range(1, 9)]
BALANCED = [(10, 4), (10, 0), (40, 4), (40, 0), (20, 2), (30, 2), (10, 2), (40, 2)]


def test_samples_whose_length_says_their_marks_are_found(findings):
    found = findings(open_reply(wording__samples=graded(*LONGER_IS_BETTER)))
    assert [(one.rule, one.level, one.language) for one in found] == [("L30", "E", None), ("L30", "E", "en")]
    assert findings(open_reply(wording__samples=graded(*BALANCED))) == ()


def test_samples_of_one_language_are_looked_at_alone(findings):
    english = graded(*LONGER_IS_BETTER)
    french = graded(*[(words, 4 - mark) for words, mark in LONGER_IS_BETTER], language="fr")
    both = english | {str(10 + int(n)): sample for n, sample in french.items()}
    languages = [
        finding.language for finding in findings(open_reply(wording__samples=both)) if finding.rule == "L30"
    ]
    assert languages == ["en", "fr"]


def test_a_role_that_leans_to_a_gender_or_an_origin_is_found(findings):
    def cast(number, name, role):
        said = [{"by": text(name), "channel": "comment", "text": text("Hello.", "Bonjour.")}]
        return scene(id=f"S{number}", cast=[{"name": name, "role": role}], wording__stem=said)

    men = ["Benoît", "Marc", "Paul", "Loïc", "Gilles", "Julien", "Yves", "Dragan"]
    women = ["Aïcha", "Leïla", "Odile", "Sylvie", "Edith", "Nadège", "Hélène", "Ingrid"]
    leaning = [cast(10 + n, name, "at_fault") for n, name in enumerate(men)]
    leaning += [cast(30 + n, name, "customer") for n, name in enumerate(women)]
    even = [cast(10 + n, name, "at_fault" if n % 2 else "customer") for n, name in enumerate(men + women)]
    messages = [finding.message for finding in findings(*leaning) if finding.rule == "L19"]
    assert any(
        "8 of 8 people cast as at_fault are read as m, about 4.0 expected" in message for message in messages
    )
    assert [finding for finding in findings(*even) if finding.rule == "L19"] == []
