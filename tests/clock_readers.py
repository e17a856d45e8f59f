"""Which tests read a clock, and where in the product: noted as they run, to run them again on other days.

Everything asks the suite's clock (``tests/clock.py``), which sees who asks. Of a file's tests those run
again that reach a place none before them reached: each place that asks, from each file that gets there.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from typing import Any

import pytest

from tests.clock import CLOCK

OPTION = "--clock-readers"
NOTED = "entregent/clock-readers"
"""Under which name pytest's cache keeps them: node id -> places that asked for the time when it ran last."""
_seen: dict[str, list[str]] = {}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that runs them alone."""
    told = "only tests that read a clock when they ran last: one for each place that asks, or all of them"
    parser.addoption(OPTION, choices=("one", "all"), nargs="?", const="one", help=told)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Note who asks for the time during a test, its set-up included."""
    CLOCK.asked_by.clear()
    result = yield
    _seen[item.nodeid] = sorted(CLOCK.asked_by)
    return result


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Keep what was noted; a worker hands it over."""
    handed_over: dict[str, Any] | None = getattr(session.config, "workeroutput", None)
    if handed_over is not None:
        handed_over[NOTED] = _seen
    elif _seen and (cache := _cache(session.config)) is not None:
        cache.set(NOTED, {**cache.get(NOTED, {}), **_seen})


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take over what a worker noted."""
    _seen.update(getattr(node, "workeroutput", {}).get(NOTED, {}))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the other tests out when those alone are asked for."""
    if (wanted := config.getoption(OPTION)) is None:
        return
    cache = _cache(config)
    noted = cache.get(NOTED, {}) if cache is not None else {}
    if not noted:
        raise pytest.UsageError(f"{OPTION}: nothing is noted yet; run the whole suite first.")
    chosen = _readers([item.nodeid for item in items], noted, every=wanted == "all")
    config.hook.pytest_deselected(items=[item for item in items if item.nodeid not in chosen])
    items[:] = [item for item in items if item.nodeid in chosen]


def _readers(node_ids: Sequence[str], noted: Mapping[str, Sequence[str]], *, every: bool) -> set[str]:
    """Return whom to run again; a test that never ran is one of them."""
    chosen: set[str] = set()
    reached: set[tuple[str, str]] = set()
    for node_id in node_ids:
        file = node_id.partition("::")[0]
        here = {(file, place) for place in noted.get(node_id, [node_id])}
        if here - reached or (every and here):
            chosen.add(node_id)
        reached |= here
    return chosen


def _cache(config: pytest.Config) -> pytest.Cache | None:
    return getattr(config, "cache", None)  # none with -p no:cacheprovider
