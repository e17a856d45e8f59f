"""Files of answers, marks, ratings and forms that are not as they must be, through the shell's command."""

import json

import pytest
from typer.testing import CliRunner

from cli import app
from tests.scoring.work_samples import marks, open_reply

ITEM = {"id": "S01", "format": "mcq", "key": {"A": 1, "B": 5}, "loadings": {"EMP": 0.5, "PLT": 0.5}}
GUIDE = {"questions": [{"id": "Q1", "loadings": {"EMP": 1}}]}
FORM = {"items": [ITEM, open_reply("O1")], "interview": GUIDE}
ANSWERS = [
    {"candidate": who, "item": item, "answer": answer}
    for who in ("ana", "zoé")
    for item, answer in (("S01", "B"), ("O1", "A: reply {with} [signs]."))
]
MARKS = [{"candidate": "ana", "item": "O1", "marker": who, "marks": marks(4)} for who in ("m1", "m2")]
RATINGS = [{"candidate": "ana", "interviewer": "Noor", "ratings": {"Q1": 4}}]
NAMES = {"answers": ANSWERS, "marks": MARKS, "ratings": RATINGS}


def as_bytes(lines) -> bytes:
    if isinstance(lines, bytes):
        return lines
    return "\n".join(
        line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines
    ).encode()


@pytest.fixture
def score(tmp_path):
    """Run the command; return its result and the scores, None = nothing was written."""

    def run(form: bytes | dict = FORM, **files):
        (tmp_path / "form.json").write_bytes(form if isinstance(form, bytes) else json.dumps(form).encode())
        for name, lines in (NAMES | files).items():
            (tmp_path / f"{name}.jsonl").write_bytes(as_bytes(lines))
        paths = {name: str(tmp_path / f"{name}.jsonl") for name in NAMES}
        out, items = tmp_path / "scores.csv", tmp_path / "items.csv"
        more = ["--marks", paths["marks"], "--ratings", paths["ratings"], "--items", str(items)]
        command = ["score", str(tmp_path / "form.json"), paths["answers"], "--out", str(out), *more]
        done = CliRunner().invoke(app, command)
        assert out.exists() == items.exists()
        assert not list(tmp_path.glob("*.part"))
        return done, out.read_text(encoding="utf-8") if out.exists() else None

    return run


FIELDS = {
    "answers": "candidate, item and answer",
    "marks": "candidate, item, marker and marks",
    "ratings": "candidate, interviewer and ratings",
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("content", "got"),
    [
        (b"", "got no line"),
        (b"\n \n\r\n", "got no line"),
        (b"\xef\xbb\xbf", "got no line"),
        (b"{\n[]\n", "got bad lines only (2)"),
    ],
    ids=["empty", "blank lines", "a mark only", "bad lines only"],
)
def test_a_file_without_a_line_to_use_is_refused(score, name, content, got):
    done, written = score(**{name: content})
    assert (done.exit_code, written) == (2, None)
    expected = f"{name}.jsonl: expected at least one line with one JSON object of the fields {FIELDS[name]}, "
    assert f"{expected}{got}; nothing was written" in done.stderr


@pytest.mark.parametrize("other", ["M1", "m1 ", "m\u200b1", "ｍ1"], ids=ascii)
def test_two_spellings_of_one_marker_are_told_with_both_lines(score, other):
    done, written = score(marks=[*MARKS, "", MARKS[0] | {"candidate": "zoé", "marker": other}])
    assert (done.exit_code, written) == (2, None)
    assert "marks.jsonl:4: marker: expected one spelling of one name, 'm1' at " in done.stderr
    assert "marks.jsonl:1, got " in done.stderr
    assert "marks.jsonl: other spellings of a name: 1; nothing was written" in done.stderr


def test_a_marker_spelled_otherwise_is_no_fourth_marker(score):
    """What is said first is what has to be mended first."""
    done, written = score(marks=[*MARKS, MARKS[0] | {"marker": "m3"}, MARKS[0] | {"marker": "M1"}])
    assert (done.exit_code, written) == (2, None)
    assert "marks.jsonl:4: marker: expected one spelling of one name" in done.stderr


def test_two_spellings_of_one_interviewer_are_told_with_both_lines(score):
    done, written = score(ratings=[*RATINGS, RATINGS[0] | {"candidate": "zoé", "interviewer": "noor"}])
    assert (done.exit_code, written) == (2, None)
    assert "ratings.jsonl:2: interviewer: expected one spelling of one name, 'Noor' at " in done.stderr


@pytest.mark.parametrize("other", ["Zoé", "zoe\u0301", " zoé", "z oé", "ZOÉ\u00a0"], ids=ascii)
def test_two_spellings_of_one_candidate_are_told_with_both_lines(score, other):
    done, written = score(answers=[*ANSWERS, {"candidate": other, "item": "S01", "answer": "A"}])
    assert (done.exit_code, written) == (2, None)
    assert "answers.jsonl:5: candidate: expected one spelling of one name, 'zoé' at " in done.stderr
    assert "answers.jsonl:3" in done.stderr


@pytest.mark.parametrize(("name", "good"), [("marks", MARKS), ("ratings", RATINGS)])
def test_a_candidate_spelled_otherwise_than_in_the_answers_is_told_with_that_line(score, name, good):
    done, written = score(**{name: [*good, good[0] | {"candidate": "Ana"}]})
    assert (done.exit_code, written) == (2, None)
    assert (
        f"{name}.jsonl:{len(good) + 1}: candidate: expected one spelling of one name, 'ana' at "
        in done.stderr
    )
    assert "answers.jsonl:1, got 'Ana'" in done.stderr


def test_each_other_spelling_is_told_once(score):
    others = [{"candidate": who, "item": "S01", "answer": "A"} for who in ("Ana", "Ana", "ANA", "Ana")]
    done, _ = score(answers=[*ANSWERS, *others])
    assert done.stderr.count("expected one spelling") == 2
    assert "other spellings of a name: 2" in done.stderr


def test_a_name_on_a_bad_line_is_as_if_it_were_not_there(score):
    bad = [
        {"candidate": "ANA", "item": "S99", "answer": "A"},
        {"candidate": "Bea", "item": "S01", "answer": "Z"},
        {"candidate": "bea", "item": "S01", "answer": "A"},
    ]
    done, written = score(answers=[*bad, *ANSWERS], marks=[MARKS[0] | {"marker": "M1", "marks": {}}, *MARKS])
    assert done.exit_code == 1
    assert [row.split(",")[0] for row in written.splitlines()[1:]] == ["ana", "bea", "zoé"]


def test_a_name_in_one_spelling_is_kept_as_it_is_written(score):
    done, written = score(answers=[*ANSWERS, {"candidate": " Ýr  ", "item": "S01", "answer": "A"}])
    assert done.exit_code == 0
    assert "\n Ýr  ,1," in written


BAD_LINES = [
    ('{"candidate":"bea","item":"S01","answer":true}', "answer: expected one of A, B, got True"),
    ('{"candidate":"bea","item":"S01","answer":NaN}', "line: expected one JSON object (unexpected character"),
    ('{"candidate":"bea","item":"S01","answer":1e400}', "line: expected one JSON object (number is infinity"),
    ('{"candidate":"bea","item":"S01","answer":-Infinity}', "line: expected one JSON object ("),
    ('{"candidate":"ana","candidate":"bea","item":"S01","answer":"A"}', "'candidate' stands twice"),
    ('{"candidate":"bea","item":"S01","answer":{"a":1,"a":2}}', "'a' stands twice in one object"),
    ('{"candidate":"bea","item":"S01","answer":' + "[" * 900 + "]" * 900 + "}", "more than 32 lists"),
    ('{"candidate":"bea","item":"S01","answer":' + "[" * 90_000 + "]" * 90_000 + "}", "depth limit"),
    ('{"candidate":"bea","item":"O1","answer":"' + "a" * 1_000_000 + '"}', "line: expected at most 1000000"),
    ('{"candidate":"a\\nb","item":"S01","answer":"A"}', "candidate: expected a name or number"),
    ('{"candidate":"\\u200b","item":"S01","answer":"A"}', "candidate: expected a name or number"),
    (
        '{"candidate":"bea","item":"S01","answer":"A","\\u001b[2J":1}',
        r"'\x1b[2J': expected exactly the fields",
    ),
]


@pytest.mark.parametrize(("line", "said"), BAD_LINES, ids=[line[:60] for line, _ in BAD_LINES])
def test_a_line_that_is_not_what_it_seems_is_told_and_the_others_are_scored(score, line, said):
    _, before = score()
    done, written = score(answers=[*ANSWERS, line, ""])
    assert (done.exit_code, written) == (1, before)
    assert "answers.jsonl:5: " in done.stderr
    assert said in done.stderr
    assert "lines left out: 1." in done.stderr


def test_what_follows_a_line_that_is_too_long_keeps_its_number(score):
    done, _ = score(answers=["x" * 2_500_000, *ANSWERS, "{"])
    assert done.exit_code == 1
    assert ["answers.jsonl:1: " in done.stderr, "answers.jsonl:6: " in done.stderr] == [True, True]
    assert "lines left out: 2." in done.stderr


@pytest.mark.parametrize("mark", [True, 4.0, "4", 5, -1, None], ids=repr)
def test_a_mark_is_a_whole_number(score, mark):
    done, _ = score(marks=[*MARKS, MARKS[0] | {"marker": "m3", "marks": marks(4) | {"E": mark}}])
    assert done.exit_code == 1
    assert f"marks.jsonl:3: marks.E: expected a whole number from 0 to 4, got {mark!r}" in done.stderr


@pytest.mark.parametrize("rating", [True, 4.0, "4", 6, 0], ids=repr)
def test_a_rating_is_a_whole_number(score, rating):
    done, _ = score(ratings=[*RATINGS, RATINGS[0] | {"interviewer": "Ole", "ratings": {"Q1": rating}}])
    assert done.exit_code == 1
    assert (
        f"ratings.jsonl:2: ratings.Q1: expected a whole number from 1 to 5, or null, got {rating!r}"
        in done.stderr
    )


def test_files_with_the_mark_of_utf_8_give_the_same_scores(score):
    done, plain = score()
    assert done.exit_code == 0
    bom = b"\xef\xbb\xbf"
    files = {name: bom + as_bytes(lines) for name, lines in NAMES.items()}
    assert score(bom + json.dumps(FORM).encode(), **files)[1] == plain
    # Two files of this kind, joined.
    joined = bom + as_bytes(ANSWERS[:2]) + b"\n" + bom + as_bytes(ANSWERS[2:])
    done, written = score(answers=joined)
    assert (done.exit_code, written) == (0, plain)


@pytest.mark.parametrize("name", NAMES)
def test_utf_16_is_told(score, name):
    done, written = score(**{name: as_bytes(NAMES[name]).decode().encode("utf-16")})
    assert (done.exit_code, written) == (2, None)
    assert f"{name}.jsonl: expected UTF-8, got UTF-16: save the file as UTF-8" in done.stderr


TEXT = json.dumps(FORM)
PRIOR = {"sd": 1e308, "reliability": 0.5}
BAD_FORMS = [
    (
        TEXT.replace('"format":', '\n"format": "mcq", "format":', 1),
        "form.json:2: expected JSON ('format' stands",
    ),
    (TEXT[:-1] + ',\n"x": NaN}', "form.json:2: expected JSON (unexpected character"),
    (TEXT[:-1] + ',\n"x": 1e400}', "form.json:2: expected JSON (number is infinity"),
    (TEXT[:-1] + ',\n"x": ' + "[" * 40 + "]" * 40 + "}", "form.json:2: expected JSON (more than 32 lists"),
    (TEXT[:-1] + ',\n"x": ' + "[" * 4000 + "]" * 4000 + "}", "form.json:2: expected JSON (depth limit"),
    (json.dumps(FORM | {"prior": PRIOR}), "prior: sd: expected a number from 0 to 1000000"),
    (json.dumps({"items": [ITEM | {"loadings": {"EMP": 1e-320}}]}), "S01: loadings: EMP: expected a number"),
    (json.dumps({"items": [ITEM | {"loadings": {"EMP": True}}]}), "S01: loadings: EMP: expected a number"),
    (json.dumps({"items": [ITEM | {"format": ["mcq"]}]}), "S01: format: expected one of"),
    (
        json.dumps({"items": [open_reply("O1") | {"samples": [{"id": "a"}]}]}),
        "O1: samples: a: expected text and",
    ),
    ("", "form.json:1: expected JSON"),
]


@pytest.mark.parametrize(("form", "said"), BAD_FORMS, ids=[said[:50] for _, said in BAD_FORMS])
def test_a_form_that_is_not_what_it_seems_is_refused(score, form, said):
    done, written = score(form.encode())
    assert (done.exit_code, written) == (2, None)
    assert said in done.stderr


def test_a_form_that_is_not_utf_8_is_told_with_the_line(score):
    done, written = score(b'{"items":\n[],"x":"\xe9"}')
    assert (done.exit_code, written) == (2, None)
    assert "form.json:2: expected UTF-8, got the byte 0xE9 at character 9" in done.stderr
