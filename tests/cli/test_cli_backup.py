"""`lookout backup` and `lookout restore` from a shell: what they print, and how they end."""

import asyncio
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot.adapters.store.store import SqlStore
from bot.cli import app
from bot.domain.ledger import Act
from bot.triage.backup import last_backup
from tests.adapters.store.store_cases import armed, entry
from tests.fakes_clock import START, FakeClock


def run(*words: str) -> Result:
    """One command."""
    return CliRunner().invoke(app, [*words])


def within(url: str, coroutine: Any) -> Any:
    """What a coroutine of a store finds."""

    async def looked() -> Any:
        store = await SqlStore.open(url, FakeClock())
        try:
            return await coroutine(store)
        finally:
            await store.close()

    made: Coroutine[Any, Any, Any] = looked()
    return asyncio.run(made)


@pytest.fixture
def record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A record with an incident, and a proposal that is armed."""
    url = f"sqlite:///{tmp_path / 'lookout.sqlite3'}"
    monkeypatch.setenv("LOOKOUT_DATABASE_URL", url)

    async def fill(store: SqlStore) -> None:
        await armed(store)
        async with store.begin() as tx:
            await tx.ledger.append(entry(Act.OPENED))

    within(url, fill)
    return url


@pytest.mark.usefixtures("record")
def test_a_folder_that_is_not_there_yet_takes_the_backup_too(tmp_path: Path) -> None:
    ended = run("backup", f"{tmp_path / 'backups'}/")
    assert ended.exit_code == 0, ended.output
    (made,) = (tmp_path / "backups").iterdir()
    assert made.name.startswith("lookout-")


def test_a_backup_says_what_it_holds_and_is_noted_in_the_record(record: str, tmp_path: Path) -> None:
    ended = run("backup", str(tmp_path / "one.gz"))
    assert ended.exit_code == 0, ended.output
    assert f"backup: {tmp_path / 'one.gz'} (" in ended.stdout
    assert "1 chains, the newest of 2025-03-04 02:14:00 UTC; schema " in ended.stdout
    assert "no secret of the environment" in ended.stdout

    async def noted(store: SqlStore) -> Any:
        async with store.read() as tx:
            return await last_backup(tx), await tx.ledger.latest(Act.BACKED_UP, 9)

    last, [row] = within(record, noted)
    assert last.place == str(tmp_path / "one.gz")
    assert last.backup.newest_at == START
    assert row.source == "shell"


def test_a_folder_takes_a_backup_named_after_its_time(record: str, tmp_path: Path) -> None:
    assert record
    folder = tmp_path / "backups"
    folder.mkdir()
    assert run("backup", str(folder)).exit_code == 0
    [made] = folder.iterdir()
    assert made.name.startswith("lookout-")
    assert made.name.endswith(".jsonl.gz")


def test_a_restore_says_what_is_lost_and_what_comes_next(record: str, tmp_path: Path) -> None:
    assert record
    run("backup", str(tmp_path / "one.gz"))
    into = f"sqlite:///{tmp_path / 'new.sqlite3'}"
    ended = run("restore", str(tmp_path / "one.gz"), "--into", into)
    assert ended.exit_code == 0, ended.output
    assert f"restored: {tmp_path / 'new.sqlite3'}" in ended.stdout
    assert "lost: whatever came after " in ended.stdout
    assert "proposals: 1 withdrawn, 0 of unknown effect; none is sent again" in ended.stdout
    assert "`lookout resume mitigation`" in ended.stdout
    again = run("restore", str(tmp_path / "one.gz"), "--into", into)
    assert again.exit_code == 2
    assert "is not empty" in again.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("restore", "one.gz", "--into", "new.sqlite3"), "--into names no database"),
        (("restore", "none.gz", "--into", "sqlite:///new.sqlite3"), "none.gz cannot be read"),
        (("backup", "."), "there is no record at"),
    ],
)
def test_what_cannot_be_done_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LOOKOUT_DATABASE_URL", "sqlite:///var/none.sqlite3")
    ended = run(*words)
    assert ended.exit_code == 2
    assert said in ended.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_backup_never_overwrites_a_file(record: str, tmp_path: Path) -> None:
    assert record
    (tmp_path / "one.gz").write_bytes(b"mine")
    ended = run("backup", str(tmp_path / "one.gz"))
    assert ended.exit_code == 2
    assert (tmp_path / "one.gz").read_bytes() == b"mine"
