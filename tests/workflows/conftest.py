"""Hashing a password takes long on purpose; tests of who gets in need not wait for it."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher

from workflows import passwords


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    passwords._nobodys.cache_clear()
