"""The doctor on the database: each state of the file, which is left as it was."""

import asyncio
import os
import shutil
import sqlite3
from pathlib import Path

import pytest

from bot.adapters.clock import SystemClock
from bot.adapters.store.checks import database
from bot.adapters.store.migrate import revisions
from bot.adapters.store.store import SqlStore
from bot.domain.check import Check, Condition
from bot.domain.errors import PermanentError
from bot.domain.stop import Stop

OK, WARN, FAIL, UNKNOWN = Condition.OK, Condition.WARN, Condition.FAIL, Condition.UNKNOWN


def lines(path: Path, *, within: float = 5) -> dict[str, Check]:
    return {one.name: one for one in database(f"sqlite:///{path}", within=within)}


def make(path: Path, *, stopped: str = "") -> Path:
    async def fill() -> None:
        store = await SqlStore.open(f"sqlite:///{path}", SystemClock())
        if stopped:
            async with store.begin() as tx:
                await tx.stops.pull(Stop(scope=stopped, by="U0IVY", at=tx.now, why="drill"))
        await store.close()

    asyncio.run(fill())
    return path


def execute(path: Path, statement: str) -> None:
    connection = sqlite3.connect(path)
    with connection:
        connection.execute(statement)
    connection.close()


def test_a_sound_database_is_fine_and_untouched(tmp_path: Path) -> None:
    path = make(tmp_path / "lookout.sqlite3")
    before = path.read_bytes()
    found = lines(path)
    assert {one.verdict for one in found.values()} == {OK}
    assert found.keys() == {"database", "schema", "stops", "integrity", "disk"}
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


def test_a_database_in_use_is_read_beside_its_writer(tmp_path: Path) -> None:
    path = make(tmp_path / "lookout.sqlite3")
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("INSERT INTO stop (scope, by, at, why) VALUES ('model', 'U0IVY', 0, '')")
    writer.execute("COMMIT")
    writer.execute("BEGIN IMMEDIATE")
    assert Path(f"{path}-wal").exists()
    found = lines(path)
    assert found["stops"].title == "stops model"
    assert found["integrity"].verdict is OK
    writer.close()


def test_a_file_that_is_not_there_is_made_by_the_first_start_and_not_by_the_doctor(tmp_path: Path) -> None:
    path = tmp_path / "var" / "lookout.sqlite3"
    assert lines(path)["database"].verdict is OK
    assert not path.parent.exists()


def test_a_place_where_no_file_can_be_made_fails(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    found = lines(tmp_path / "file" / "lookout.sqlite3")["database"]
    assert found.verdict is FAIL
    assert "will not start" in found.said


def test_a_file_that_may_not_be_written_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = make(tmp_path / "lookout.sqlite3")
    monkeypatch.setattr(os, "access", lambda _, mode: mode != os.W_OK)
    assert lines(path)["database"].verdict is FAIL


def test_an_older_schema_warns_and_an_unknown_one_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make(tmp_path / "lookout.sqlite3")
    monkeypatch.setattr("bot.adapters.store.judged.revisions", lambda: ("r9999", *revisions()))
    older = lines(path)["schema"]
    assert (older.verdict, "r9999" in older.said, "back" in older.mend) == (WARN, True, True)
    execute(path, "UPDATE alembic_version SET version_num = 'r7777'")
    newer = lines(path)["schema"]
    assert (newer.verdict, "newer Lookout" in newer.said) == (FAIL, True)


def test_a_file_without_tables_is_new(tmp_path: Path) -> None:
    path = tmp_path / "empty.sqlite3"
    path.touch()
    found = lines(path)
    assert (found["schema"].verdict, "stops" in found) == (OK, False)


def test_what_is_no_database_fails(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("these are my notes, and no database\n" * 100)
    assert "no SQLite file" in lines(path)["database"].said


def test_a_damaged_file_fails(tmp_path: Path) -> None:
    path = make(tmp_path / "lookout.sqlite3")
    raw = bytearray(path.read_bytes())
    for start in range(4096 * 2, len(raw), 4096):
        raw[start : start + 64] = b"\xff" * 64
    path.write_bytes(raw)
    assert FAIL in {one.verdict for one in lines(path).values()}


def test_a_file_that_takes_too_long_to_look_through_is_unknown(tmp_path: Path) -> None:
    path = make(tmp_path / "lookout.sqlite3")
    execute(path, "CREATE TABLE many AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n "
                  "LIMIT 200000) SELECT i, hex(i) AS text FROM n")  # fmt: skip
    found = lines(path, within=0)
    assert UNKNOWN in {one.verdict for one in found.values()}


def test_a_stop_that_is_in_force_is_told(tmp_path: Path) -> None:
    found = lines(make(tmp_path / "lookout.sqlite3", stopped="everything"))["stops"]
    assert (found.verdict, found.about) == (WARN, "everything")
    assert "by U0IVY: drill" in found.said


@pytest.mark.parametrize(("free", "verdict"), [(1_000, FAIL), (500_000_000, WARN), (50_000_000_000, OK)])
def test_a_disk_that_fills_up_warns_and_then_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, verdict: Condition
) -> None:
    usage = shutil.disk_usage(tmp_path)._replace(free=free)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    assert lines(tmp_path / "lookout.sqlite3")["disk"].verdict is verdict


def test_a_url_of_another_kind_is_refused_as_the_start_refuses_it() -> None:
    with pytest.raises(PermanentError, match="LOOKOUT_DATABASE_URL"):
        database("mysql://nowhere/x", within=1)


def test_the_revisions_begin_with_the_newest() -> None:
    assert revisions()[-1] == "0001"
    assert len(set(revisions())) == len(revisions())
