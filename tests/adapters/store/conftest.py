"""A store in a fresh database of each engine, a clock that stands still, and a second store on the same database."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.adapters.store.store import SqlStore
from bot.triage.ports.store import Store
from tests.fakes_clock import FakeClock


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.needs("postgres"))])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'var' / 'lookout.sqlite3'}"
    server_url: str = request.getfixturevalue("postgres_url")
    return server_url


@pytest.fixture
async def store(url: str, clock: FakeClock) -> AsyncIterator[Store]:
    opened = await SqlStore.open(url, clock, server_time=False)
    yield opened
    await opened.close()


@pytest.fixture
async def other_store(url: str, clock: FakeClock, store: Store) -> AsyncIterator[Store]:
    """As a second process on the same database (after the first)."""
    opened = await SqlStore.open(url, clock, server_time=False)
    yield opened
    await opened.close()
