"""The key outside of the database: what can be one, and what is said of a file that cannot."""

from __future__ import annotations

import pytest

from data.audit.log import record_mac
from errors import SettingsError
from settings import settings


@pytest.fixture
def set_to(monkeypatch):
    def set_key(name):
        monkeypatch.setenv("ENTREGENT_RECORD_KEY_FILE", str(name))
        settings.cache_clear()

    yield set_key
    monkeypatch.undo()
    settings.cache_clear()


def test_no_key_is_set_by_default():
    assert record_mac() is None


def test_a_file_that_is_not_there_or_too_short_is_said(set_to, tmp_path):
    set_to(tmp_path / "none")
    with pytest.raises(SettingsError, match=r"ENTREGENT_RECORD_KEY_FILE.*cannot be read"):
        record_mac()
    (tmp_path / "short").write_text("short\n")
    set_to(tmp_path / "short")
    with pytest.raises(SettingsError, match="holds 5 bytes, expected 32"):
        record_mac()


def test_white_space_around_a_key_is_no_part_of_it(set_to, tmp_path):
    macs = []
    for name, text in (("a", "k" * 32), ("b", "k" * 32 + "\n"), ("c", "l" * 32)):
        (tmp_path / name).write_text(text)
        set_to(tmp_path / name)
        mac = record_mac()
        assert mac is not None
        macs.append(mac("0" * 64))
    assert macs[0] == macs[1] != macs[2]
