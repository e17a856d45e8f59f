"""Ten thousand files that nobody would send on purpose: each is read or refused, and never half imported."""

from __future__ import annotations

import functools
import io
import random

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from errors import ImportProblem
from tests.office import RECRUITER, running_campaign
from workflows.candidates import import_list, monitor
from workflows.files.workbook_child import MAX_COLUMNS, answer_to

HEADERS = ["name", "nom", "e-mail", "courriel", "prénom", "nom de famille", "langue", "", "x", "name"]
CELLS = st.one_of(
    st.sampled_from(
        ["", "Ana", "Ana Ruiz", "ana@example.com", "fr", "=1+1", "@x", '"', '""', "a\0b", "\ufeff"]
    ),
    st.text(max_size=12),
)
ENCODINGS = ["utf-8", "utf-8-sig", "cp1252", "utf-16", "latin-1", "utf-16-le"]


def read(raw: bytes, name: str = "people.csv") -> None:
    """Read a file as the import does; whatever it holds, the answer is a preview or a refusal."""
    try:
        people_list = import_list.read_people(name, raw)
    except ImportProblem as refused:
        assert str(refused).startswith(name)
        return
    assert len(people_list.people) == len(people_list.rows)
    assert all(person.name and person.name == person.name.strip() for person in people_list.people)
    assert set(people_list.rows).isdisjoint(problem.row for problem in people_list.problems)


@settings(max_examples=4000, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(raw):
    read(raw)


@settings(max_examples=4000, suppress_health_check=[HealthCheck.too_slow])
@given(
    header=st.lists(st.sampled_from(HEADERS), max_size=6),
    rows=st.lists(st.lists(CELLS, max_size=7), max_size=6),
    separator=st.sampled_from([",", ";", "\t", "|"]),
    ending=st.sampled_from(["\n", "\r\n", "\r"]),
    encoding=st.sampled_from(ENCODINGS),
)
def test_any_table_is_read_or_refused(header, rows, separator, ending, encoding):
    text = ending.join(separator.join(cells) for cells in [header, *rows])
    read(text.encode(encoding, "ignore"))


@functools.lru_cache(maxsize=1)
def workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Nom", "E-mail", "Langue"])
    for n in range(5):
        sheet.append([f"Ana {n}", f"ana{n}@example.com", "fr"])
    sheet.append(["x"] * (MAX_COLUMNS + 5))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@settings(max_examples=2000, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 2**32), n_changed=st.integers(1, 40), cut=st.integers(0, 200))
def test_any_damaged_workbook_is_read_or_refused(seed, n_changed, cut):
    rng = random.Random(seed)
    damaged = bytearray(workbook())
    for _ in range(n_changed):
        damaged[rng.randrange(4, len(damaged))] = rng.randrange(256)
    # Here and not by a process of its own, which takes half a second each.
    answer = answer_to(bytes(damaged[: len(damaged) - cut]))
    assert "rows" in answer or answer["problem"] in {"too_large", "unreadable"}


@pytest.mark.usefixtures("database")
def test_a_refused_file_imports_nobody():
    campaign_id = running_campaign(RECRUITER)
    for raw in (b"\0\1\2", b"PK\x03\x04 broken", b"first,second\n1,2\n", b"name,email\n,,\n"):
        with pytest.raises(ImportProblem):
            import_list.import_people(RECRUITER, campaign_id, "people.csv", raw)
    assert monitor.board(RECRUITER, campaign_id).lines == ()
