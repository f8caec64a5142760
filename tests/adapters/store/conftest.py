"""A store in a fresh file, a clock that stands still, and a second store on the same file."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.adapters.store.store import SqlStore
from bot.triage.ports.store import Store
from tests.fakes_clock import FakeClock


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'var' / 'lookout.sqlite3'}"


@pytest.fixture
async def store(url: str, clock: FakeClock) -> AsyncIterator[Store]:
    opened = await SqlStore.open(url, clock)
    yield opened
    await opened.close()


@pytest.fixture
async def other_store(url: str, clock: FakeClock, store: Store) -> AsyncIterator[Store]:
    """As a second process on the same file (after the first)."""
    opened = await SqlStore.open(url, clock)
    yield opened
    await opened.close()
