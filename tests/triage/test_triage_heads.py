"""Once a day the ledger's heads leave the database, once over all processes, and are tried again if they cannot."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.adapters.heads import HeadsFolder, read_heads
from bot.domain.errors import TransientError
from bot.domain.ledger import Act
from bot.triage.heads import digest_of
from bot.triage.regular import Regular
from tests.triage.worlds import Night


@dataclass
class Kept:
    """What was exported; the first `fails` times it cannot be kept."""

    fails: int = 0
    days: list[tuple[date, tuple[str, ...]]] = field(default_factory=list)

    async def __call__(self, day: date, lines: Sequence[str]) -> bool:
        if self.fails:
            self.fails -= 1
            raise TransientError("the folder is full")
        self.days.append((day, tuple(lines)))
        return True


async def test_a_day_is_exported_once_over_all_processes(fired: Night) -> None:
    kept = Kept()
    worlds = [replace(fired.world, worker=one, keep_heads=kept) for one in ("w1", "w2")]
    rounds = [Regular(world) for world in worlds]
    assert [await one() for one in rounds] == [True, False]
    for world in worlds:
        await fired.work(world)
    async with fired.store.read() as tx:
        heads, rows = await tx.ledger.heads(), await tx.ledger.of("")
    [(day, lines)] = kept.days
    assert day == fired.clock.now().date()
    [first] = [one for one in heads if one.incident_id]
    assert json.loads(lines[-1]) == first.model_dump(mode="json")
    [row] = [one for one in rows if one.act is Act.HEADS]
    assert row.detail["kept"] is True
    assert row.detail["chains"] == len(lines)
    assert row.detail["digest"] == digest_of([one for one in heads if one.incident_id])


async def test_the_next_day_is_exported_again_and_the_same_day_is_not(fired: Night) -> None:
    kept = Kept()
    world = replace(fired.world, keep_heads=kept)
    turn = Regular(world)
    for hours in (0, 1, 24):
        fired.clock.advance(minutes=60 * hours)
        await turn()
        await fired.work(world)
    first, second = (day for day, _ in kept.days)
    assert second - first == timedelta(days=1)


async def test_what_cannot_be_kept_is_tried_again_and_not_recorded_before(fired: Night) -> None:
    kept = Kept(fails=1)
    world = replace(fired.world, keep_heads=kept)
    await Regular(world)()
    await fired.work(world)
    async with fired.store.read() as tx:
        assert [one for one in await tx.ledger.of("") if one.act is Act.HEADS] == []
    fired.clock.advance(2)
    await fired.work(world)
    assert len(kept.days) == 1


async def test_without_a_folder_the_digest_is_recorded_all_the_same(fired: Night) -> None:
    await Regular(fired.world)()
    await fired.work()
    async with fired.store.read() as tx:
        [row] = [one for one in await tx.ledger.of("") if one.act is Act.HEADS]
    assert row.detail["kept"] is False


async def test_a_days_file_is_what_verify_reads(fired: Night, tmp_path: Path) -> None:
    folder = tmp_path / "heads"
    world = replace(fired.world, keep_heads=HeadsFolder(folder))
    async with fired.store.read() as tx:
        heads = await tx.ledger.heads()
    await Regular(world)()
    await fired.work(world)
    [file] = folder.iterdir()
    assert file.name == f"heads-{fired.clock.now().date().isoformat()}.jsonl"
    assert read_heads(file) == heads
    async with fired.store.read() as tx:
        assert [one async for one in tx.ledger.faults(read_heads(file))] == []


async def test_a_folder_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(TransientError, match="the ledger's heads could not be written to"):
        await HeadsFolder(tmp_path / "file" / "heads")(date(2026, 11, 30), ["{}"])
    assert await HeadsFolder(None)(date(2026, 11, 30), ["{}"]) is False
