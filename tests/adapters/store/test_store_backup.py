"""A backup of a record in use, and a restore of it: from either engine to either, all or nothing."""

import asyncio
import gzip
import stat
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.adapters.store.archive import file as archive
from bot.adapters.store.archive.drill import restore_drill
from bot.adapters.store.archive.file import batches, check, new_file
from bot.adapters.store.archive.restore import restore_backup
from bot.adapters.store.archive.write import write_backup
from bot.adapters.store.engine import database_of
from bot.adapters.store.migrate import downgrade, revisions
from bot.adapters.store.store import SqlStore
from bot.domain.backup import Backup, KeptBackup
from bot.domain.errors import PermanentError, TransientError
from bot.domain.ledger import Act
from bot.triage.ports.recordings import Part, Piece
from bot.triage.ports.store import Store
from tests.adapters.store.store_cases import armed, diagnosis, entry, incident, message, snapshot
from tests.fakes_clock import START, FakeClock

ENGINES = ["sqlite", pytest.param("postgres", marks=pytest.mark.needs("postgres"))]


@pytest.fixture(params=ENGINES)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database in which nothing was ever made."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'new' / 'lookout.sqlite3'}"
    new_url: str = request.getfixturevalue("postgres_new_url")
    return new_url


async def fill(store: Store, times: int = 3) -> None:
    """A record with something in every table that a triage writes."""
    await armed(store)
    piece = Piece(run="run-1", step=1, part=Part.REQUEST, elapsed=0.5, body={"text": "half \ud800 a pair"})
    async with store.begin() as tx:
        for number in range(times):
            await tx.ledger.append(entry(Act.READ, detail={"n": number, "text": "Übel\u2028\x00"}))
            await tx.diagnoses.add("inc-1", diagnosis(statement=f"killed {number} times"), snapshot())
        await tx.recordings.add("inc-1", [piece])
        await tx.tasks.add("remind", "remind:inc-1:1", {"count": 1}, due_at=START + timedelta(minutes=5))
        await tx.outbox.put(
            "status:inc-1", message("one"), incident_id="inc-1", channel="C1", thread_ts="1.1"
        )


async def backed_up(url: str, folder: Path, clock: FakeClock, name: str = "one.jsonl.gz") -> KeptBackup:
    return await write_backup(url, folder / name, clock, version="9.9.9")


def rows(backup: Backup) -> dict[str, int]:
    return {table.name: table.rows for table in backup.tables if table.rows}


async def test_a_record_comes_back_from_either_engine_on_either(
    store: Store, url: str, empty_url: str, clock: FakeClock, tmp_path: Path
) -> None:
    await fill(store)
    kept = await backed_up(url, tmp_path, clock)
    restored = await restore_backup(Path(kept.place), empty_url, clock)
    assert restored.backup == kept.backup
    assert (restored.faults, restored.withdrawn, restored.unknown) == (0, 1, 0)
    again = await SqlStore.open(empty_url, clock, server_time=False)
    async with store.read() as then, again.read() as now:
        before, after = await then.ledger.of("inc-1"), await now.ledger.of("inc-1")
        assert after[: len(before)] == before
        assert [row.act for row in after[len(before) :]] == [Act.WITHDRAWN, Act.RESTORED]
        assert [fault async for fault in now.ledger.faults()] == []
        assert await now.diagnoses.of("inc-1") == await then.diagnoses.of("inc-1")
        assert await now.diagnoses.snapshot(2) == snapshot()
        assert await now.recordings.of("run-1") == await then.recordings.of("run-1")
    await again.close()


async def test_what_was_restored_is_found_by_its_words_and_counts_on(
    store: Store, url: str, empty_url: str, clock: FakeClock, tmp_path: Path
) -> None:
    await fill(store)
    kept = await backed_up(url, tmp_path, clock)
    await restore_backup(Path(kept.place), empty_url, clock)
    again = await SqlStore.open(empty_url, clock, server_time=False)
    async with again.begin() as tx:
        assert [one.id for one in await tx.diagnoses.search("killed 1 times", limit=1)] == [2]
        assert await tx.diagnoses.add("inc-1", diagnosis(), snapshot()) == 4
        assert (await tx.incidents.add(incident("inc-2"))).number == 2
        assert not await tx.tasks.add("remind", "remind:inc-1:1")
    await again.close()


async def test_a_backup_shows_one_moment_and_keeps_no_writer_waiting(
    store: Store, url: str, clock: FakeClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill(store)
    begun = asyncio.Event()
    table = archive.Writing.table

    def held(self: archive.Writing, name: str, columns: list[str]) -> None:
        begun.set()
        table(self, name, columns)

    monkeypatch.setattr(archive.Writing, "table", held)
    backing = asyncio.create_task(backed_up(url, tmp_path, clock))
    await begun.wait()
    async with store.begin() as tx:
        await tx.ledger.append(entry(Act.READ, detail={"late": True}))
        await tx.incidents.add(incident("inc-late"))
    kept = await backing
    names = [row["id"] for name, some in batches(Path(kept.place), 9) if name == "incident" for row in some]
    late = [row for name, some in batches(Path(kept.place), 9) if name == "ledger" for row in some]
    assert names == ["inc-1"]
    assert not any("late" in row["detail"] for row in late)


async def test_a_backup_of_an_older_schema_is_migrated_when_it_is_restored(
    store: SqlStore, url: str, empty_url: str, clock: FakeClock, tmp_path: Path
) -> None:
    await fill(store)
    database = database_of(url, 5)
    async with database.writer.begin() as connection:
        await downgrade(connection, "0004")
    kept = await backed_up(url, tmp_path, clock)
    assert kept.backup.schema_revision == "0004"
    assert "recording" not in rows(kept.backup)
    restored = await restore_backup(Path(kept.place), empty_url, clock)
    assert restored.schema_revision == revisions()[0]
    async with database.reader.begin() as connection:
        still = (await connection.execute(text("SELECT version_num FROM alembic_version"))).scalar_one()
        assert still == "0004"  # a backup migrates nothing
    async with database.writer.begin() as connection:
        await downgrade(connection, "base")
    await database.close()


async def test_a_restore_never_overwrites_a_record(
    store: Store, url: str, clock: FakeClock, tmp_path: Path
) -> None:
    await fill(store)
    kept = await backed_up(url, tmp_path, clock)
    with pytest.raises(PermanentError, match="is not empty"):
        await restore_backup(Path(kept.place), url, clock)
    with pytest.raises(PermanentError, match="is there already"):
        await backed_up(url, tmp_path, clock)


def damaged(whole: bytes, how: str) -> bytes:
    lines = gzip.decompress(whole).splitlines(keepends=True)
    first = next(number for number, line in enumerate(lines) if line.startswith(b"["))
    plain = b"".join(lines)
    return {
        "cut": whole[:-30],
        "a rotten bit": whole[:-8] + bytes([whole[-8] ^ 1]) + whole[-7:],
        "a rotten block": whole[:100] + bytes(40) + whole[140:],
        "no JSON later": gzip.compress(plain + b"x"),
        "a row of no table": gzip.compress(lines[0] + lines[first]),
        "no last line": gzip.compress(b"".join(lines[:-1])),
        "a changed row": gzip.compress(plain.replace(b"CatalogErrors", b"CatalogError5", 1)),
        "a missing row": gzip.compress(b"".join(lines[:first] + lines[first + 1 :])),
        "another format": gzip.compress(plain.replace(b'"lookout_backup":1', b'"lookout_backup":2', 1)),
        "a last line of another kind": gzip.compress(plain.replace(b'"taken_at"', b'"taken"', 1)),
        "no gzip": b"something else",
        "no backup": gzip.compress(b"{}"),
        "no JSON": gzip.compress(b"x"),
    }[how]


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("cut", "is not whole"),
        ("a rotten bit", "is damaged: it cannot be unpacked"),
        ("a rotten block", "is damaged: it cannot be unpacked"),
        ("no JSON later", "is damaged: it cannot be unpacked"),
        ("a row of no table", "is damaged: it cannot be unpacked"),
        ("no last line", "is not whole"),
        ("a changed row", "is damaged: the table incident"),
        ("a missing row", "is damaged"),
        ("another format", "of a format that this Lookout does not know"),
        ("a last line of another kind", "of a format that this Lookout does not know"),
        ("no gzip", "is no backup of Lookout"),
        ("no backup", "is no backup of Lookout"),
        ("no JSON", "is no backup of Lookout"),
    ],
)
async def test_a_file_that_is_not_what_was_written_restores_nothing(
    clock: FakeClock, tmp_path: Path, how: str, said: str
) -> None:
    url, new = f"sqlite:///{tmp_path / 'one.sqlite3'}", tmp_path / "new.sqlite3"
    store = await SqlStore.open(url, clock)
    await fill(store)
    await store.close()
    kept = await backed_up(url, tmp_path, clock)
    broken = tmp_path / "broken.gz"
    broken.write_bytes(damaged(Path(kept.place).read_bytes(), how))  # noqa: ASYNC240 # a file of the test's own
    with pytest.raises(PermanentError, match=said):
        await restore_backup(broken, f"sqlite:///{new}", clock)
    assert not new.exists()


async def test_a_backup_of_a_newer_schema_names_the_version_that_can_restore_it(
    store: Store, url: str, clock: FakeClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill(store)
    kept = await backed_up(url, tmp_path, clock)
    monkeypatch.setattr("bot.adapters.store.archive.restore.revisions", lambda: ("0001",))
    with pytest.raises(PermanentError, match=r"restore it with version 9\.9\.9 or newer"):
        await restore_backup(Path(kept.place), f"sqlite:///{tmp_path / 'new.sqlite3'}", clock)


async def test_a_restore_that_came_out_otherwise_leaves_nothing_behind(
    store: Store, url: str, empty_url: str, clock: FakeClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill(store)
    kept = await backed_up(url, tmp_path, clock)
    with monkeypatch.context() as patched:
        patched.setattr("bot.adapters.store.archive.restore.digest_of", lambda _heads: "another")
        with pytest.raises(PermanentError, match="the heads of the ledger's chains are others"):
            await restore_backup(Path(kept.place), empty_url, clock)
    if empty_url.startswith("sqlite"):
        assert list((tmp_path / "new").iterdir()) == []  # a look at a folder of the test's own
    assert (await restore_backup(Path(kept.place), empty_url, clock)).faults == 0


async def test_a_ledger_that_was_changed_before_is_restored_and_said(
    store: Store, url: str, empty_url: str, clock: FakeClock, tmp_path: Path
) -> None:
    await fill(store)
    database = database_of(url, 5)
    async with database.writer.begin() as connection:
        await connection.execute(text("UPDATE ledger SET actor = 'U-EVE' WHERE seq = 2"))
    await database.close()
    kept = await backed_up(url, tmp_path, clock)
    assert (await restore_backup(Path(kept.place), empty_url, clock)).faults == 1


def test_a_file_is_its_owners_alone_and_not_there_before_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "backups" / "one.gz"
    with new_file(path) as file:
        file.write(b"half")
        [part] = path.parent.iterdir()
        assert stat.S_IMODE(part.stat().st_mode) == 0o600
        assert not path.exists()
    assert path.read_bytes() == b"half"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_full_disk_leaves_no_half_backup_and_says_what_mends_it(tmp_path: Path) -> None:
    full = OSError(28, "No space left on device")
    with (
        pytest.raises(TransientError, match=r"there is no room .* nothing of it was kept"),
        new_file(tmp_path / "one"),
    ):
        raise full
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(TransientError, match="could not be written"), new_file(tmp_path / "file" / "one"):
        pass


def test_a_backup_that_is_not_there_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(PermanentError, match="cannot be read"):
        check(tmp_path / "none.gz")


async def test_without_a_record_there_is_nothing_to_back_up_and_none_is_made(
    empty_url: str, clock: FakeClock, tmp_path: Path
) -> None:
    with pytest.raises(PermanentError, match="there is no record"):
        await backed_up(empty_url, tmp_path, clock)
    assert [one.name for one in tmp_path.iterdir()] == []  # noqa: ASYNC240 # a look at a folder of the test's own


async def test_a_drill_restores_a_new_backup_and_tells_what_it_came_to(
    store: Store, url: str, empty_url: str, clock: FakeClock, tmp_path: Path
) -> None:
    await fill(store)
    drill = await restore_drill(url, clock, version="9.9.9")
    assert (drill.whole, drill.place, drill.newest_at) == (True, "", START)
    assert drill.rows > 10
    there = await restore_drill(url, clock, version="9.9.9", scratch=empty_url)
    assert there.rows == drill.rows
    async with store.read() as tx:
        assert (await tx.stops.read()).stops == ()  # the record itself was only read


async def test_a_drill_restores_the_file_that_it_is_given(
    store: Store, url: str, clock: FakeClock, tmp_path: Path
) -> None:
    await fill(store)
    kept = await backed_up(url, tmp_path, clock)
    drill = await restore_drill(url, clock, version="9.9.9", file=Path(kept.place))
    assert (drill.place, drill.size, drill.backed_up) == (kept.place, kept.size, 0.0)
    Path(kept.place).write_bytes(b"x")  # noqa: ASYNC240 # a file of the test's own
    with pytest.raises(PermanentError, match="is no backup"):
        await restore_drill(url, clock, version="9.9.9", file=Path(kept.place))
