"""The kill switch from a shell: what it says, what it writes, and what it refuses to make."""

import asyncio
import sqlite3
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.adapters.clock import SystemClock
from bot.adapters.store.store import SqlStore
from bot.cli import app
from bot.domain.stop import Switch


def run(*words: str) -> Result:
    """One command."""
    return CliRunner().invoke(app, list(words))


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the environment says that the record is; nothing is there."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LOOKOUT_DATABASE_URL", "sqlite:///var/lookout.sqlite3")
    return tmp_path / "var" / "lookout.sqlite3"


@pytest.fixture
def record(nowhere: Path) -> Path:
    """A record as a running Lookout made it."""

    async def make() -> None:
        store = await SqlStore.open(f"sqlite:///{nowhere}", SystemClock())
        await store.close()

    asyncio.run(make())
    return nowhere


def switch(record: Path) -> Switch:
    """The kill switch as the running Lookout reads it."""

    async def read() -> Switch:
        store = await SqlStore.open(f"sqlite:///{record}", SystemClock())
        try:
            async with store.read() as tx:
                return await tx.stops.read()
        finally:
            await store.close()

    return asyncio.run(read())


@pytest.mark.parametrize("verb", ["stop", "resume"])
@pytest.mark.parametrize("driver", ["sqlite", "sqlite+aiosqlite"])
def test_a_record_that_is_not_there_is_refused_and_not_made(
    nowhere: Path, monkeypatch: pytest.MonkeyPatch, verb: str, driver: str
) -> None:
    monkeypatch.setenv("LOOKOUT_DATABASE_URL", f"{driver}:///var/lookout.sqlite3")
    ended = run(verb)
    assert ended.exit_code == 2
    assert f"there is no record at {nowhere}: is LOOKOUT_DATABASE_URL set" in ended.stderr
    assert "stopped:" not in ended.output
    assert not nowhere.parent.exists()


def test_a_lever_says_in_which_record_it_was_moved(record: Path) -> None:
    assert f"record: {record}" in run("stop", "mitigation").output
    assert f"record: {record}" in run("resume", "mitigation").output


def test_a_lever_from_the_shell_is_a_row_of_the_ledger(record: Path) -> None:
    run("stop", "mitigation", "--why", "drill")
    run("stop", "mitigation", "--why", "again")
    run("resume", "mitigation")
    with sqlite3.connect(record) as connection:
        rows = connection.execute("SELECT act, actor, source, detail FROM ledger ORDER BY seq").fetchall()
    connection.close()
    assert [row[:3] for row in rows] == [("stopped", "", "shell"), ("resumed", "", "shell")]
    assert "drill" in rows[0][3]
    assert "mitigation" in rows[1][3]


def test_a_service_keeps_its_name_and_is_found_in_any_case(record: Path) -> None:
    run("stop", "Service:Checkout")
    [stop] = switch(record).stops
    assert stop.scope == "service:Checkout"
    assert switch(record).halts("service:checkout") == stop
    assert "was stopped already" in run("stop", "service:checkout").output
    assert "resumed" in run("resume", "service:CHECKOUT").output
    assert switch(record).stops == ()
