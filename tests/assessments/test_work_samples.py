"""Conversations, inboxes and open replies: what is refused when they are read, and what a form keeps."""

import pytest

from assessments.content.load import bank_of, load_bank, load_item, read_model
from assessments.form.digest import sha256_of
from assessments.form.form import build_form
from assessments.items.open_reply import Rubric
from errors import ContentError
from tests.assessments.scenes import ardeal, content_folder, write_item
from tests.assessments.work_samples import (
    CONVERSATION,
    OPEN_REPLY,
    RUBRIC,
    TRIAGE,
    conversation,
    open_reply,
    spoilt,
    text,
    triage,
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A content folder whose rubric has the two dimensions of the sound open reply."""
    made = content_folder(tmp_path_factory.mktemp("content") / "content")
    write_item(made / "rubric.yaml", RUBRIC)
    return made


def frozen(folder, item, charter=None):
    form = build_form(bank_of([item], folder), charter or ardeal(), chance_of=lambda _: 1.0)
    assert form["refused"] == []
    return form["items"][0]


def refused_reason(folder, item):
    form = build_form(bank_of([item], folder), ardeal(), chance_of=lambda _: 1.0)
    assert form["items"] == []
    return form["refused"][0]["reason"]["en"]


BROKEN = [
    (CONVERSATION, {"next__A1a": "A7"}, "field next.A1a: leads to A7, which is no node"),
    (CONVERSATION, {"next__A2a": "A1"}, "comes back to a node already seen: A1 - A2 - A1"),
    (CONVERSATION, {"next": dict.fromkeys(CONVERSATION["next"], "END")}, "no choice leads to node A2"),
    (CONVERSATION, {"next__A2d": None}, "field next: next has choices"),
    (CONVERSATION, {"moods__A2d": None}, "field moods: moods has choices"),
    (CONVERSATION, {"moods__A2d": 9}, "field moods.A2d: got 9"),
    (CONVERSATION, {"clears__A2d": "gift"}, "field clears.A2d: clears the flag 'gift'"),
    (CONVERSATION, {"flags__A9a": "gift"}, "field flags: names choices ['A9a']"),
    (CONVERSATION, {"endings__T4": None}, "field endings: lacks T4"),
    (CONVERSATION, {"rationale__A2d": None}, "field rationale: rationale has choices"),
    (CONVERSATION, {"wording__nodes__A2__choices__A2d": None}, "field wording.nodes: wording has choices"),
    (CONVERSATION, {"overlays": [{"when": {"publish_ceiling": 1}, "set": {"A7a": 2}}]}, "overlays.0.set"),
    (CONVERSATION, {"adapted": {"x": CONVERSATION["wording"] | {"nodes": {}}}}, "adapted.x.nodes"),
    (TRIAGE, {"key__M1__fair": ["escalate"]}, "field key.M1.right: escalate stands twice"),
    (TRIAGE, {"key__M1__right": ["shout"]}, "field key.M1.right.0: got 'shout'; allowed: 'reply_now'"),
    (TRIAGE, {"key__M1__right": ["hide", "reply_later"]}, "two actions can only be hide and escalate"),
    (TRIAGE, {"key__M1__priority": 5}, "field key.M1.priority: got 5"),
    (TRIAGE, {"key__M1__contact": "press"}, "field key.M1.contact: 'press' is none of the contacts"),
    (TRIAGE, {"arrives__M9": {"minute": 5, "handled": 2}}, "field arrives: names messages ['M9']"),
    (TRIAGE, {"arrives__M3__handled": 3}, "field arrives.M3.handled: 3 messages cannot be handled before"),
    (TRIAGE, {"wording__messages__M2": None}, "field wording.messages: wording has messages"),
    (TRIAGE, {"rationale__M2": None}, "field rationale: rationale has messages"),
    (TRIAGE, {"overlays": [{"when": {"publish_ceiling": 1}, "set_messages": {"M2": {"fair": ["hide"]}}}]},
     "field overlays.0.set_messages:"),
    (TRIAGE, {"overlays": [{"when": {"publish_ceiling": 1}, "set_messages": {"M8": {"priority": 2}}}]},
     "names messages ['M8']"),
    (OPEN_REPLY, {"wording__samples__8": None}, "field wording.samples: 7 samples, expected at least 8"),
    (OPEN_REPLY, {"wording__samples__1__marks__E": 5}, "field wording.samples.1.marks.E: got 5"),
    (OPEN_REPLY, {"wording__samples__1__marks__E": None}, "the dimensions ['A'], the item has ['A', 'E']"),
    (OPEN_REPLY, {"wording__needs__E": None}, "field wording.needs: names the dimensions ['A']"),
    (OPEN_REPLY, {"wording__samples__1__why__Z": text("x")}, "field wording.samples.1.why: names ['Z']"),
    (OPEN_REPLY, {"kind": "poem"}, "field kind: got 'poem'; allowed: 'public_reply', 'private_message'"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("sound", "changes", "told"),
    [pytest.param(*case, id=f"{case[0]['format']}-{n}") for n, case in enumerate(BROKEN)],
)
def test_parts_that_do_not_fit_are_told_with_file_line_item_and_field(tmp_path, sound, changes, told):
    path = write_item(tmp_path / f"{sound['id']}.yaml", spoilt(sound, **changes))
    with pytest.raises(ContentError) as caught:
        load_item(path)
    message = str(caught.value)
    assert told in message
    assert message.startswith(f"{path.name}, line ")
    assert f"item {sound['id']}, field " in message


@pytest.mark.parametrize("sound", [CONVERSATION, TRIAGE, OPEN_REPLY], ids=lambda sound: sound["format"])
def test_a_sound_work_sample_is_read(tmp_path, sound):
    assert load_item(write_item(tmp_path / f"{sound['id']}.yaml", sound)).id == sound["id"]


def test_the_line_told_is_the_line_of_the_field(tmp_path):
    path = write_item(tmp_path / "S92.yaml", spoilt(TRIAGE, key__M2__priority=7))
    line = path.read_text(encoding="utf-8").splitlines().index("    priority: 7") + 1
    with pytest.raises(ContentError, match=rf"^S92.yaml, line {line}: item S92, field key.M2.priority"):
        load_item(path)


def test_a_rubric_has_an_anchor_for_every_mark(tmp_path):
    broken = spoilt(RUBRIC, dimensions__E__anchors={0: text("None"), 4: text("Full")})
    with pytest.raises(ContentError, match=r"field dimensions.E.anchors: has the marks \[0, 4\]"):
        read_model(write_item(tmp_path / "rubric.yaml", broken), Rubric)


def test_an_open_reply_is_marked_on_dimensions_of_the_rubric(tmp_path):
    folder = content_folder(tmp_path / "content", OPEN_REPLY)
    write_item(folder / "rubric.yaml", {"dimensions": {"Z": RUBRIC["dimensions"]["E"]}})
    with pytest.raises(
        ContentError, match=r"O9.yaml: item O9, field dimensions: .* no dimension A, E; it has Z"
    ):
        load_bank(folder)


def test_a_frozen_conversation_has_its_nodes_in_the_order_of_the_key(folder):
    item = frozen(folder, conversation())
    assert (item["minutes"], item["mood"], item["next"]["A1d"]) == (4, -1, "END")
    assert [node["id"] for node in item["nodes"]] == ["A1", "A2"]
    assert item["nodes"][0]["choices"][2] == {
        "id": "A1c",
        "text": {"en": "Leave it until tomorrow.", "fr": "Laisser cela pour demain."},
        "outcome": {"en": "Mira waits.", "fr": "Mira attend."},
        "mood": 0,
        "flag": "promise",
        "clears": None,
    }
    assert item["nodes"][1]["choices"][3]["clears"] == "promise"
    assert set(item["endings"]) == {"T1", "T2", "T3", "T4"}
    assert set(item["rationale"]) == set(item["key"]) == set(item["next"])


def test_an_overlay_changes_one_choice(folder):
    overlay = {"when": {"publish_ceiling": {"le": 2}}, "set": {"A1d": 4}}
    item = frozen(folder, conversation(told=["publish_ceiling"], overlays=[overlay]))
    assert (item["key"]["A1d"], item["base_key"]["A1d"]) == (4, 1)
    assert item["applied_overlays"] == [overlay]


def test_a_node_without_a_best_choice_under_a_charter_leaves_the_form(folder):
    overlay = {"when": {"publish_ceiling": {"le": 2}}, "set": {"A1a": 5}}
    reason = refused_reason(folder, conversation(told=["publish_ceiling"], overlays=[overlay]))
    assert reason.startswith("Node A1: Two options share the highest key")


def test_a_frozen_inbox_keeps_its_messages_contacts_and_chance(folder):
    item = frozen(folder, triage())
    assert item["chance"] == 1.0
    assert item["messages"][0] == {
        "id": "M1",
        "channel": "comment",
        "by": {"en": "A driver", "fr": "Une conductrice"},
        "when": {"en": "8:21 am", "fr": "8\u00a0h\u00a021"},
        "text": {"en": "A red light. Is it safe?", "fr": "Un voyant rouge. Est-ce grave\u202f?"},
        "arrives": None,
    }
    assert item["messages"][2]["arrives"] == {"minute": 5, "handled": 2}
    assert item["contacts"][0] == {
        "id": "after_sales",
        "name": {"en": "after-sales manager", "fr": "responsable après-vente"},
    }
    assert item["key"]["M3"] == {
        "right": ["hide", "escalate"],
        "fair": [],
        "harmful": ["reply_now"],
        "priority": 1,
        "contact": "safety",
    }


def test_an_overlay_changes_parts_of_a_message(folder):
    overlay = {"when": {"publish_ceiling": {"le": 2}}, "set_messages": {"M2": {"priority": 3}}}
    item = frozen(folder, triage(told=["publish_ceiling"], overlays=[overlay]))
    assert item["key"]["M2"] == item["base_key"]["M2"] | {"priority": 3}
    assert item["applied_overlays"] == [overlay]


def test_two_overlays_may_change_other_parts_of_one_message_but_not_the_same(folder):
    both = [
        {"when": {"publish_ceiling": {"le": 2}}, "set_messages": {"M1": {"priority": 2}}},
        {"when": {"publish_ceiling": 2}, "set_messages": {"M1": {"contact": "safety"}}},
    ]
    key = frozen(folder, triage(told=["publish_ceiling"], overlays=both))["key"]["M1"]
    assert (key["priority"], key["contact"]) == (2, "safety")
    both[1]["set_messages"]["M1"]["priority"] = 3
    with pytest.raises(ContentError, match=r"two overlays set option M1.priority"):
        frozen(folder, triage(told=["publish_ceiling"], overlays=both))


def test_an_inbox_in_which_nothing_is_urgent_leaves_the_form(folder):
    calm = {"M1": {"priority": 2}, "M3": {"priority": 2}}
    overlay = {"when": {"publish_ceiling": {"le": 2}}, "set_messages": calm}
    assert "priority 1" in refused_reason(folder, triage(told=["publish_ceiling"], overlays=[overlay]))


def test_an_inbox_needs_to_know_what_chance_earns(folder):
    with pytest.raises(ContentError, match="chance_of"):
        build_form(bank_of([triage()], folder), ardeal())


def test_a_contact_of_the_inbox_whom_the_charter_does_not_name_refuses_it(folder):
    alone = ardeal(escalation=ardeal().escalation[1:2])
    form = build_form(bank_of([triage()], folder), alone, chance_of=lambda _: 1.0)
    assert "after_sales" in form["refused"][0]["reason"]["en"]


def test_a_frozen_reply_carries_its_rubric_and_samples(folder):
    item = frozen(folder, open_reply())
    rubric = item["rubric"]
    assert (item["key"], item["max_words"], item["kind"]) == ({"E": 1, "A": 2}, 80, "public_reply")
    assert [anchor["en"] for anchor in rubric["dimensions"][0]["anchors"]] == [f"E {n}" for n in range(5)]
    assert rubric["dimensions"][1]["needs"]["en"] == "No blame."
    assert [sample["id"] for sample in item["samples"]] == [f"O9.{n}" for n in range(1, 9)]
    assert rubric["sha256"] == sha256_of(
        {"prompt": item["stem"], "dimensions": rubric["dimensions"], "weights": item["key"]}
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"dimensions__A": 1},
        {"wording__needs__E": text("Something else.", "Autre chose.")},
        {"wording__stem": [{"say": text("Write it.", "Écrivez-la.")}]},
    ],
)
def test_the_digest_of_a_rubric_tells_every_change_that_markers_would_see(folder, changes):
    changed = frozen(folder, open_reply(**changes))
    assert changed["rubric"]["sha256"] != frozen(folder, open_reply())["rubric"]["sha256"]


def test_the_digest_of_a_rubric_stays_when_only_samples_change(folder):
    changed = frozen(folder, open_reply(wording__samples__1__text="Another sample."))
    assert changed["rubric"]["sha256"] == frozen(folder, open_reply())["rubric"]["sha256"]


def test_a_form_says_how_much_each_method_counts(folder):
    form = build_form(bank_of([open_reply()], folder), ardeal())
    assert form["methods"] == {"closed": 0.45, "work_sample": 0.25, "interview": 0.30}
