"""Whatever the sender is called, a message comes from one address, and every line of it can be sent."""

from __future__ import annotations

import email
from email.header import decode_header, make_header
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.mail.delivery import from_line

ADDRESS = "jobs@example.org"


def read_back(name):
    """Return the addresses a program finds, and the name it shows."""
    line = from_line(name, ADDRESS)
    assert line.isascii()
    assert max(map(len, line.split("\r\n"))) <= 78
    found = email.message_from_string(line + "\r\n", policy=default)["From"].addresses
    shown = line.removeprefix("From: ").rpartition(f"<{ADDRESS}>")[0].replace("\r\n", "")
    return [one.addr_spec for one in found], str(make_header(decode_header(shown.strip())))


@pytest.mark.parametrize(
    "name",
    [
        "Garage Dupont, Fils et Compagnie, Concession automobile et carrosserie industrielle", "A" * 80, "É" * 80,  # noqa: E501
        "Société Générale, Ardéal & Fils (Île-de-France) « Recrutement » <x@y.fr>", "A.B. C, D" * 9, "é, " * 26 + "é",  # noqa: E501
        "=?utf-8?q?x?=", "株式会社アルデアル自動車, 採用" * 4,
    ],
)  # fmt: skip
def test_long_names_and_commas_stay_one_address(name):
    assert read_back(name) == ([ADDRESS], name)


@pytest.mark.parametrize("name", ["Dupont, Fils", "a@b.fr, c@d.fr", 'Chez "Jo"', "a\\b", "Groupe; Nord: <x>"])
def test_short_names_stand_in_quotes(name):
    line = from_line(name, ADDRESS)
    (found,) = email.message_from_string(line + "\r\n", policy=default)["From"].addresses
    assert (found.display_name, found.addr_spec) == (name, ADDRESS)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=120))
def test_no_name_makes_two_addresses(name):
    name = " ".join(name.split())
    assert read_back(name)[0] == [ADDRESS]
