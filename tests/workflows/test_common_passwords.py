"""Passwords that everybody tries first are refused; sentences are not."""

from __future__ import annotations

import pytest

from errors import PasswordRefused
from workflows.accounts import passwords
from workflows.accounts.passwords import _listed, is_common


@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "Password2026!",
        "P@ssw0rd2024!",
        "sunshinesunshine",
        "aaaaaaaaaaaa",
        "ababababababab",
        "abcdefghijkl",
        "zyxwvutsrqpo",
        "1234567890123",
        "098765432109",
        "azertyuiop12",
        "AZERTYUIOPQS",
        "MotDePasse2026",
        "Motdepassé!!!",
        "!!!bienvenue!!!",
        "entregent2026!",
        "123 456 789 012",
        "qwerty123456",
        "1qaz2wsx3edc",
        "            ",
    ],
)
def test_a_common_password_is_refused(password):
    with pytest.raises(PasswordRefused) as refused:
        passwords.hashed(password, email="olga@example.com")
    assert refused.value.code == "password_common"


@pytest.mark.parametrize(
    "password",
    [
        "a sentence to remember",
        "une phrase à moi",
        "correct horse battery",
        "marée basse à Cancale",
        "7Kd-92q-XmP4x",
    ],
)
def test_a_sentence_or_a_random_one_is_not(password):
    assert not is_common(password)


def test_the_list_says_where_it_is_from_and_has_no_empty_word():
    assert len(_listed()) > 3000
    assert min(map(len, _listed())) >= 4
