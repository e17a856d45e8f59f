"""What goes to the browser is complete and lean; what comes back is believed only when well formed."""

import json
import re
from collections import Counter

import pytest
from streamlit.testing.v1 import AppTest

from views.components import bundle
from views.components.chrome import FrameEvent
from views.components.chrome import _event as frame_event
from views.components.chrome.words import FRENCH
from views.components.scene import (
    FORMAT_LABELS,
    Company,
    Message,
    Option,
    Passage,
    SceneData,
    SceneEvent,
    _event,
    labels_for,
    payload,
)  # fmt: skip


def scene(name="best_worst", **changes):
    given = {
        "item": "S01", "revision": 1, "format": name, "lang": "fr", "number": 3, "total": 20,
        "title": "Encore un report",
        "company": Company("Garage Ardeal", "GA", "Concession automobile"),
        "stem": (Passage("Un samedi."), Message("Aïcha D.", "comment", "Troisième fois !", heated=True)),
        "question": "?", "hint": "", "options": (Option("B", "b"), Option("A", "a")), "storage": "sitting-1",
        "labels": {label: label for label in labels_for(name)} | {"unused": "x"},
    }  # fmt: skip
    return SceneData(**(given | changes))


@pytest.mark.parametrize("name", list(FORMAT_LABELS))
def test_a_scene_is_sent_with_its_words_and_no_others(name):
    assert set(payload(scene(name))["labels"]) == set(labels_for(name))


def test_a_missing_word_is_noticed_before_anybody_sees_the_page():
    with pytest.raises(KeyError, match="need_one"):
        payload(scene("mcq", labels={label: "" for label in labels_for("mcq") if label != "need_one"}))


def test_the_order_of_options_is_the_one_given():
    assert [option["id"] for option in payload(scene())["options"]] == ["B", "A"]


def test_what_is_sent_is_plain_json():
    sent = payload(scene(answer={"best": "A", "worst": "B"}))
    assert json.loads(json.dumps(sent))["stem"][1]["kind"] == "message"


@pytest.mark.parametrize("kind", ["answer", "skip", "back"])
def test_each_deed_of_the_candidate_is_read(kind):
    answer = ["A"] if kind == "answer" else None
    state = {kind: {"item": "S01", "revision": 2, "answer": ["A"]}}
    assert _event(state) == SceneEvent(kind, "S01", 2, answer)


@pytest.mark.parametrize(
    ("tried", "read"),
    [(["A", None], ("A", None)), (list(range(10)), tuple(range(2, 10))), ("A", ()), (None, ())],
)
def test_what_the_page_tried_before_is_read(tried, read):
    state = {"answer": {"item": "S01", "revision": 2, "answer": ["A"], "tried": tried}}
    assert _event(state) == SceneEvent("answer", "S01", 2, ["A"], read)


@pytest.mark.parametrize(
    "sent",
    [None, "S01", [], {}, {"item": "S01"}, {"item": 1, "revision": 1}, {"item": "S01", "revision": True}],
    ids=repr,
)
def test_anything_malformed_is_nothing(sent):
    assert _event({"answer": sent}) is None


@pytest.mark.parametrize(
    ("state", "event"),
    [
        ({"language": {"lang": "en"}}, FrameEvent("language", "en")),
        ({"language": {"lang": "xx"}}, None),
        ({"language": {"lang": ["fr"]}}, None),
        ({"language": "en"}, None),
        ({"withdraw": {}}, FrameEvent("withdraw")),
        ({}, None),
        (None, None),
    ],
)
def test_what_is_asked_around_the_page_is_read(state, event):
    assert frame_event(state) == event


@pytest.mark.parametrize("name", list(bundle.PARTS))
def test_a_bundle_is_one_module_without_a_name_declared_twice(name):
    sources = [(bundle.HERE / name / part).read_text("utf-8") for part in bundle.PARTS[name]]
    # Two modules that use one name would make the browser refuse the whole component.
    declared = Counter(
        re.findall(r"^(?:export )?(?:const|let|function|class) (\w+)", "\n".join(sources), re.M)
    )
    assert [word for word, count in declared.items() if count > 1] == []
    code = bundle.script(name).decode()
    assert code.count("export default") == 1
    assert not re.search(r"^import ", code, flags=re.MULTILINE)


@pytest.mark.parametrize("name", list(bundle.PARTS))
def test_components_write_text_and_never_markup(name):
    code = bundle.script(name).decode()
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", code
    )


def test_a_run_resends_a_short_loader_not_the_component():
    loader = bundle.loader("scene")
    assert len(loader) < 300
    assert bundle.ADDRESS["scene"] in loader
    assert re.fullmatch(r"/assets/sit\.[0-9a-f]{12}\.js", bundle.ADDRESS["scene"])


def test_french_words_replace_english_ones_only():
    assert all(english != french and french.strip() for english, french in FRENCH.items())
    assert all(english.count("{x}") == french.count("{x}") for english, french in FRENCH.items())


def _page():
    import streamlit as st

    from tests.views.test_components import scene
    from views.components.scene import ask

    def keep(event):
        st.session_state["kept"] = event

    st.session_state["returned"] = ask(scene(), key="scene", on_sent=keep)


def test_the_scene_is_drawn_and_nothing_is_sent_by_itself():
    page = AppTest.from_function(_page, default_timeout=10).run()
    assert not page.exception
    assert page.session_state["returned"] is None
    assert "kept" not in page.session_state
