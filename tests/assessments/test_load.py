import pytest

from assessments.content.load import load_bank, load_charter, load_item
from assessments.content.reading import read_yaml
from errors import ContentError
from tests.assessments.scenes import content_folder, raw_scene, write_item


def refusal(tmp_path, raw):
    with pytest.raises(ContentError) as caught:
        load_item(write_item(tmp_path / "S90.yaml", raw))
    return str(caught.value)


def test_a_sound_item_is_read(tmp_path):
    assert load_item(write_item(tmp_path / "S90.yaml", raw_scene())).key == {
        "A": 5,
        "B": 3,
        "C": 2,
        "D": 1,
    }


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        pytest.param(
            {"format": "bestworst"}, ("S90.yaml", "item S90", "field format", "'best_worst'"), id="format"
        ),
        pytest.param(
            {"wording__titel": {}}, ("field wording.titel", "not a known field", "'title'"), id="typing-slip"
        ),
        pytest.param({"wording__title": {"en": "A"}}, ("field wording.title.fr", "missing"), id="no-french"),
        pytest.param({"wording__title": {"en": "", "fr": "A"}}, ("field wording.title.en",), id="empty"),
        pytest.param({"key__A": 6}, ("field key.A", "got 6", "less than or equal to 5"), id="key-above-5"),
        pytest.param({"key__E": 2}, ("rationale has options", "the key has"), id="key-without-text"),
        pytest.param({"loadings": {"EMP": 0.5}}, ("loadings sum to 0.5", "expected 1"), id="loadings"),
        pytest.param(
            {"wording__stem": [{"say": {"en": "One."}}]}, ("field wording.stem.0.say.fr",), id="part-of-stem"
        ),
    ],
)
def test_a_mistake_names_file_item_field_and_expectation(tmp_path, changes, told):
    message = refusal(tmp_path, raw_scene(**changes))
    assert all(part in message for part in told), message


def test_a_key_written_twice_is_refused(tmp_path):
    path = tmp_path / "S90.yaml"
    path.write_text("id: S90\nformat: rank\nformat: mcq\n", encoding="utf-8")
    with pytest.raises(ContentError, match=r"S90.yaml, line 3, column 1.*'format' is written twice"):
        load_item(path)


def test_a_file_is_named_by_its_id(tmp_path):
    with pytest.raises(ContentError, match=r"S91.yaml: field id: got 'S90', expected 'S91'"):
        load_item(write_item(tmp_path / "S91.yaml", raw_scene()))


def test_two_files_with_one_id_are_refused(tmp_path):
    folder = content_folder(tmp_path / "content", raw_scene())
    write_item(folder / "items" / "S90.yml", raw_scene())
    with pytest.raises(ContentError, match=r"'S90' is already the id of S90.yaml"):
        load_bank(folder)


def test_every_broken_file_is_told_at_once(tmp_path):
    folder = content_folder(tmp_path / "content", raw_scene(format="x"), raw_scene(id="S91", family="y"))
    with pytest.raises(ContentError) as caught:
        load_bank(folder)
    assert "S90.yaml" in str(caught.value)
    assert "S91.yaml" in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("id: [S90", id="unclosed"),
        pytest.param("!!python/object/apply:os.system [ls]", id="code"),
        pytest.param("[" * 5000, id="nested"),
        pytest.param("a: \x00", id="control-character"),
    ],
)
def test_what_is_not_yaml_is_refused_in_words(tmp_path, text):
    path = tmp_path / "S90.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ContentError, match=r"S90\.yaml"):
        load_item(path)


def test_other_encodings_and_endless_files_are_refused(tmp_path):
    path = tmp_path / "S90.yaml"
    path.write_bytes("id: é".encode("latin-1"))
    with pytest.raises(ContentError, match="UTF-8"):
        read_yaml(path)
    path.write_bytes(b"a" * 400_001)
    with pytest.raises(ContentError, match="at most"):
        read_yaml(path)


def test_clock_times_and_24_7_stay_words(tmp_path):
    path = tmp_path / "x.yaml"
    path.write_text("coverage: 24_7\nat: 10:05\nn: 12\n", encoding="utf-8")
    assert read_yaml(path) == {"coverage": "24_7", "at": "10:05", "n": 12}


def test_the_bank_is_read_once():
    assert load_bank() is load_bank()


def test_an_unknown_charter_is_told_with_the_known_ones():
    with pytest.raises(ContentError, match="ardeal, orvanne, tilleuls"):
        load_charter("nowhere")
