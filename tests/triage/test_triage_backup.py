"""Regular backups: once a period over all processes, noted in the record, and tried again while they cannot be kept."""

from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from bot.adapters.store.archive.file import check
from bot.adapters.store.archive.folder import BackupFolder, newest
from bot.domain.backup import Backup, KeptBackup
from bot.domain.errors import TransientError
from bot.domain.ledger import Act
from bot.triage.backup import last_backup
from bot.triage.policy import Policy
from bot.triage.regular import EVERY, Regular, every_of
from bot.triage.world import World
from tests.fakes_clock import START
from tests.triage.worlds import Night

SIX = Policy(backup_every=timedelta(hours=6))


@dataclass
class Kept:
    """A place for backups; the first `fails` times it is full."""

    fails: int = 0
    calls: int = 0

    async def __call__(self) -> KeptBackup | None:
        self.calls += 1
        if self.calls <= self.fails:
            raise TransientError("there is no room for the backup")
        told = {"version": "0", "engine": "sqlite", "schema_revision": "0001", "chains": 1, "heads": "ab"}
        backup = Backup(taken_at=START, newest_at=None, tables=(), **told)
        return KeptBackup(place=f"b{self.calls}", size=1, seconds=0.1, backup=backup)


def regular(world: World) -> Regular:
    return Regular(world, {"backup": timedelta(hours=6)})


def test_without_a_folder_no_backup_is_due() -> None:
    assert every_of(Policy()) == EVERY
    assert every_of(SIX)["backup"] == timedelta(hours=6)


async def test_a_backup_is_made_once_a_period_over_all_processes_and_noted(fired: Night) -> None:
    kept = Kept()
    worlds = [replace(fired.world, worker=one, keep_backup=kept) for one in ("w1", "w2")]
    rounds = [regular(world) for world in worlds]
    for _ in range(3):
        for world, one in zip(worlds, rounds, strict=True):
            await one()
            await fired.work(world)
        fired.clock.advance(minutes=150)
    assert kept.calls == 2
    async with fired.store.read() as tx:
        last = await last_backup(tx)
        rows = await tx.ledger.latest(Act.BACKED_UP, 9)
    assert last is not None
    assert last.place == "b2"
    assert [row.source for row in rows] == ["schedule", "schedule"]


async def test_a_full_disk_is_tried_again_every_ten_minutes_for_two_hours(fired: Night) -> None:
    kept = Kept(fails=99)
    world = replace(fired.world, keep_backup=kept)
    await regular(world)()
    for _ in range(14):
        await fired.work(world)
        fired.clock.advance(minutes=10)
    assert kept.calls == 12
    async with fired.store.read() as tx:
        assert await last_backup(tx) is None
        assert await tx.tasks.oldest_due(("backup",)) is None


async def test_what_was_mended_meanwhile_is_kept(fired: Night) -> None:
    kept = Kept(fails=2)
    world = replace(fired.world, keep_backup=kept)
    await regular(world)()
    for _ in range(3):
        await fired.work(world)
        fired.clock.advance(minutes=10)
    async with fired.store.read() as tx:
        last = await last_backup(tx)
    assert last is not None
    assert last.place == "b3"


async def test_a_folder_that_is_configured_no_more_takes_nothing_and_ends_the_task(fired: Night) -> None:
    await regular(fired.world)()
    await fired.work()
    async with fired.store.read() as tx:
        assert await last_backup(tx) is None


async def test_the_folder_keeps_the_newest_and_whole_ones(fired: Night, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    url = f"sqlite:///{tmp_path / 'night.sqlite3'}"
    keep = BackupFolder(url, folder, 2, fired.clock, "0")
    assert newest(folder) is None
    for _ in range(3):
        assert await keep() is not None
        fired.clock.advance(60)
    names = sorted(one.name for one in folder.iterdir())  # a look at a folder of the test's own
    assert names == ["lookout-20250304T021500Z.jsonl.gz", "lookout-20250304T021600Z.jsonl.gz"]
    last = newest(folder)
    assert last is not None
    assert check(last).chains == 1


async def test_a_backup_that_a_person_named_is_neither_counted_nor_taken_away(
    fired: Night, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    named = [folder / f"lookout-{one}.jsonl.gz" for one in ("1-before", "before-the-upgrade")]
    for one in named:
        one.touch()
    keep = BackupFolder(f"sqlite:///{tmp_path / 'night.sqlite3'}", folder, 1, fired.clock, "0")
    for _ in range(2):
        assert await keep() is not None
        fired.clock.advance(60)
    last = folder / "lookout-20250304T021500Z.jsonl.gz"
    assert sorted(folder.iterdir()) == sorted([*named, last])
    assert newest(folder) == last


async def test_what_a_dead_process_left_half_written_goes_with_a_later_backup(
    fired: Night, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    half = folder / ".lookout-20250101T000000Z.jsonl.gz.77.part"
    half.touch()
    fired.clock.advance(minutes=60 * 24 * 365 * 5)
    keep = BackupFolder(f"sqlite:///{tmp_path / 'night.sqlite3'}", folder, 2, fired.clock, "0")
    await keep()
    assert not half.exists()


async def test_without_a_folder_nothing_is_written(fired: Night, tmp_path: Path) -> None:
    keep = BackupFolder(f"sqlite:///{tmp_path / 'night.sqlite3'}", None, 2, fired.clock, "0")
    assert await keep() is None
