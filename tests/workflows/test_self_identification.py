"""Sex and age band: voluntary, one's own to change and delete, counted, read by nobody who decides."""

from __future__ import annotations

import ast
import io
import json
import re
import zipfile
from collections import Counter
from pathlib import Path

import grimp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.common.engine import reading
from errors import AccessError, AnswerError, RequestError
from reports.rights import rights_zip
from tests.builders import AUDITOR, filled_campaign
from tests.office import EVERYBODY
from tests.workflows.candidates import change_settings, close, linked
from workflows.common.access import PERMISSIONS
from workflows.privacy import self_identification
from workflows.privacy.archive import archive
from workflows.privacy.self_identification import AGE_BANDS, SEXES, SMALLEST, groups_of

ROOT = Path(__file__).parents[2]

tallies = st.dictionaries(st.sampled_from([*SEXES, None]), st.integers(0, 12)).map(Counter)
bands = st.dictionaries(st.sampled_from([*AGE_BANDS, None]), st.integers(0, 12)).map(Counter)


def asking(n: int, **settings: object):
    campaign = filled_campaign(n)
    change_settings(campaign.id, self_identification=True, **settings)
    return campaign, [
        linked(one, f"the-token-of-number-{at:02d}") for at, one in enumerate(campaign.candidate_ids)
    ]


# Saying it


def test_a_person_says_changes_and_deletes_it(database):
    _, (token,) = asking(1)
    self_identification.identify(token, "woman", "25_34")
    self_identification.identify(token, "woman", None)
    assert self_identification.given_at(token) is not None
    assert stored() == [("woman", None)]
    self_identification.forget(token)
    assert self_identification.given_at(token) is None
    assert stored() == []


def stored():
    """Return what the database holds; nothing of the product reads it person by person."""
    with reading() as c:
        return [tuple(row) for row in c.exec_driver_sql("SELECT sex, age_band FROM self_identification")]


def test_what_was_said_is_in_no_archive_of_whoever_holds_the_link(database):
    campaign, (token,) = asking(1)
    self_identification.identify(token, "woman", "25_34")
    renewed = linked(campaign.candidate_ids[0], "a-link-made-by-who-decides")
    found = archive(renewed)
    told = json.dumps(found.body, default=str)
    assert "self_identification" in found.body["not_included"]
    assert list(found.body["self_identification"]) == ["given_at"]
    assert "woman" not in told
    assert "25_34" not in told
    page = zipfile.ZipFile(io.BytesIO(rights_zip(found))).read("summary.html").decode()
    assert "Woman" not in page
    assert "Femme" not in page


def test_nothing_of_the_product_reads_one_persons_answer():
    """Whoever selects the columns counts them: see the two functions that do."""
    reads = [
        (path.name, node.name)
        for path in [*ROOT.glob("data/**/*.py"), *ROOT.glob("workflows/**/*.py")]
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef)
        and {"sex", "age_band"} & {one.attr for one in ast.walk(node) if isinstance(one, ast.Attribute)}
        and "self_identification" in ast.unparse(node)
    ]
    assert set(reads) <= {
        ("self_identification.py", "tallies"),
        ("self_identification.py", "sexes"),
        ("self_identification.py", "counts"),
    }


def test_preferring_not_to_say_leaves_no_trace(database):
    _, (token,) = asking(1)
    self_identification.identify(token, None, None)
    assert self_identification.given_at(token) is None
    with reading() as c:
        assert c.exec_driver_sql("SELECT count(*) FROM self_identification").scalar_one() == 0


def test_that_somebody_answered_is_not_in_the_record(database):
    _, (token,) = asking(1)
    self_identification.identify(token, "man", "55_plus")
    with reading() as c:
        assert c.exec_driver_sql("SELECT count(*) FROM audit_event").scalar_one() == 0


@pytest.mark.parametrize(("sex", "age_band"), [("F", None), (None, "29"), ("", ""), ("woman", "old")])
def test_nothing_else_can_be_said(database, sex, age_band):
    _, (token,) = asking(1)
    with pytest.raises(AnswerError):
        self_identification.identify(token, sex, age_band)
    assert self_identification.given_at(token) is None


def test_it_is_not_asked_where_the_campaign_does_not(database):
    campaign, (token,) = asking(1)
    change_settings(campaign.id, self_identification=False)
    with pytest.raises(RequestError):
        self_identification.identify(token, "man", None)


def test_it_is_asked_until_the_campaign_closes_and_can_be_deleted_after(database):
    campaign, (token,) = asking(1)
    self_identification.identify(token, "man", None)
    close(campaign.id)
    with pytest.raises(RequestError):
        self_identification.identify(token, "woman", None)
    self_identification.forget(token)
    assert self_identification.given_at(token) is None


# Counting it


def test_counts_wait_until_the_campaign_is_over(database):
    campaign, tokens = asking(10)
    for at, token in enumerate(tokens):
        self_identification.identify(token, SEXES[at % 2], "25_34" if at % 2 else "45_54")
    assert self_identification.counts(AUDITOR, campaign.id).state == "too_early"
    close(campaign.id)
    told = self_identification.counts(AUDITOR, campaign.id)
    assert (told.state, told.n, told.sex) == ("told", 10, {"woman": 5, "man": 5})
    assert told.age_band == {"25_34": 5, "45_54": 5}


@given(tallies, bands)
def test_no_cell_that_is_told_or_can_be_worked_out_is_small(sex, age_band):
    told = groups_of(sex, age_band)
    for table, all_of_them in ((told.sex, sum(sex.values())), (told.age_band, sum(age_band.values()))):
        if table is None:
            continue
        assert sum(table.values()) == all_of_them, "what is left out could be worked out"
        assert min(table.values()) >= SMALLEST
        assert len(table) >= 2, "everybody would be in one group"
    if told.sex is None and told.age_band is None:
        assert (told.state, told.n) == ("too_few", None)


@pytest.mark.parametrize(
    ("sex", "expected"),
    [
        ({"woman": 9, "man": 6}, {"woman": 9, "man": 6}),
        ({"woman": 9, "man": 4}, None),
        ({"woman": 12}, None),
        ({"woman": 8, "man": 7, "other": 1}, None),
        ({"woman": 8, "man": 7, "other": 2, None: 3}, {"woman": 8, "man": 7, "rest": 5}),
    ],
)
def test_a_small_group_hides_the_whole_table(sex, expected):
    assert groups_of(Counter(sex), Counter()).sex == expected


def test_age_bands_that_are_too_fine_become_two():
    ages: Counter[str | None] = Counter({"under_25": 2, "25_34": 4, "35_44": 5, "55_plus": 1})
    assert groups_of(Counter(), ages).age_band == {"under_35": 6, "35_plus": 6}


@pytest.mark.parametrize("actor", EVERYBODY, ids=lambda actor: actor.role)
def test_who_decides_sees_no_counts(database, actor):
    campaign, _ = asking(1)
    if actor.role in PERMISSIONS["see_impact"]:
        assert self_identification.asking(actor)
        return
    for deed in (
        lambda: self_identification.counts(actor, campaign.id),
        lambda: self_identification.asking(actor),
    ):
        with pytest.raises(AccessError):
            deed()


def test_managers_and_recruiters_are_not_among_those_who_see_counts():
    assert PERMISSIONS["see_impact"] == {"owner", "auditor"}


# Nothing that decides can read it

DECIDING = (
    "comparison.results", "comparison.standings", "comparison.pool", "comparison.comparison",
    "comparison.decisions", "comparison.snapshots", "comparison.other_weights", "comparison.manager_report",
    "files.exports", "comparison.explanation", "candidates.feedback", "interviews.planning",
    "marking.desk", "candidates.monitor",
)  # fmt: skip


@pytest.fixture(scope="module")
def imports():
    return grimp.build_graph("workflows", "data", "reports")


def test_no_module_that_decides_reaches_it(imports):
    for forbidden in (
        "data.privacy.self_identification",
        "workflows.privacy.self_identification",
        "data.privacy.about_person",
    ):
        for name in DECIDING:
            chain = imports.find_shortest_chain(importer=f"workflows.{name}", imported=forbidden)
            assert chain is None, chain


def test_only_the_two_doors_read_the_table():
    readers = {
        path.relative_to(ROOT).as_posix()
        for folder in ("workflows", "data", "reports", "views", "web")
        for path in (ROOT / folder).rglob("*.py")
        if re.search(r"schema_trust import [^\n]*\bself_identification\b", path.read_text("utf-8"))
        or re.search(r"schema_trust import \([^)]*\bself_identification\b", path.read_text("utf-8"))
    }
    assert readers <= {"data/privacy/self_identification.py", "data/privacy/erasure.py"}
    assert "data/privacy/self_identification.py" in readers


def test_no_question_is_about_origin():
    assert set(self_identification.SelfIdentification._fields) == {"sex", "age_band", "given_at"}
