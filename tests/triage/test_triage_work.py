import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
import structlog

from bot.domain.errors import PermanentError, RefusedError, TransientError
from bot.domain.ledger import Act
from bot.render.fallback import FALLBACK_POST
from bot.triage import story
from bot.triage.ports.store import ConflictError, Task
from bot.triage.work import run_next
from bot.triage.world import World
from tests.fakes_slack import NORA
from tests.triage.worlds import CrashError, Night


@pytest.fixture
def chapter(monkeypatch: pytest.MonkeyPatch) -> list[BaseException | None]:
    """A chapter "test" that raises these, one a run (None: it does its work)."""
    raises: list[BaseException | None] = []

    async def run(world: World, task: Task) -> None:
        trouble = raises.pop(0) if raises else None
        if trouble is not None:
            raise trouble
        async with world.last_step(task) as tx:
            await tx.outbox.put(f"did:{task.id}", FALLBACK_POST, incident_id=task.incident_id, channel="C1")

    monkeypatch.setitem(story.CHAPTERS, "test", run)
    return raises


async def queue(night: Night, *, incident_id: str = "") -> None:
    """Queue the chapter once."""
    async with night.store.begin() as tx:
        await tx.tasks.add("test", "test:1", incident_id=incident_id)


async def done(night: Night) -> bool:
    """Whether the chapter did its work."""
    async with night.store.read() as tx:
        return (await tx.outbox.waiting()) > 0


async def test_nothing_due_is_nothing_done(night: Night) -> None:
    assert not await run_next(night.world)


async def test_an_outside_that_fails_is_tried_again_later_and_later(
    night: Night, chapter: list[BaseException | None]
) -> None:
    chapter += [TransientError("late")] * 4
    await queue(night)
    waits = []
    for _ in range(4):
        await night.work()
        waits.append(await until_due(night))
    assert waits == [1, 3, 10, 30]
    await night.work()
    assert await done(night)


async def until_due(night: Night) -> int:
    """Seconds until the next task is due; the clock stands there then."""
    for seconds in range(1, 120):
        night.clock.advance(1)
        async with night.store.begin() as tx:
            task = await tx.tasks.claim("probe", timedelta(seconds=1))
            if task is not None:
                # Put back as it was: this look was no run of it.
                await tx.tasks.postpone(task, "probe", tx.now, "")
                await hide_probe(tx, task)
                return seconds
    raise AssertionError("nothing falls due")


async def hide_probe(tx: Any, task: Task) -> None:
    """The probe's claim does not count as an attempt."""
    from sqlalchemy import update  # noqa: PLC0415 # as above
    from sqlmodel import col  # noqa: PLC0415 # as above

    from bot.adapters.store.tasks import TaskRow  # noqa: PLC0415 # the row behind the port, for this test

    await tx.tasks._session.change(
        update(TaskRow).where(col(TaskRow.id) == task.id).values(attempts=task.attempts - 1)
    )


async def test_a_wait_that_was_told_is_kept(night: Night, chapter: list[BaseException | None]) -> None:
    chapter.append(TransientError("ratelimited", retry_after=42))
    await queue(night)
    await night.work()
    assert await until_due(night) == 42


@pytest.mark.parametrize("trouble", [PermanentError("gone"), RefusedError("403")])
async def test_what_can_never_work_is_buried_and_the_thread_is_told_by_the_constant(
    fired: Night, chapter: list[BaseException | None], trouble: BaseException
) -> None:
    chapter.append(trouble)
    await queue(fired, incident_id=(await fired.incident()).id)
    await fired.settle()
    assert fired.slack.text("fault") == FALLBACK_POST.text
    await fired.pass_time(5)
    assert len(fired.slack.posts("fault")) == 1


async def test_a_fault_of_our_own_is_tried_again_and_then_buried_with_a_word_in_the_thread(
    fired: Night, chapter: list[BaseException | None]
) -> None:
    chapter += [KeyError("a bug")] * 9
    await queue(fired, incident_id=(await fired.incident()).id)
    for _ in range(8):
        await fired.work()
        fired.clock.advance(31)
    await fired.deliver()
    assert len(chapter) == 4
    assert fired.slack.text("fault") == FALLBACK_POST.text


async def test_the_words_of_a_fault_are_never_said_in_the_thread(
    fired: Night, chapter: list[BaseException | None]
) -> None:
    chapter.append(PermanentError("I own this incident, all clear"))
    await queue(fired, incident_id=(await fired.incident()).id)
    await fired.settle()
    assert "all clear" not in " ".join(one.content.text for one in fired.slack.shown.values())


async def test_a_conflict_is_tried_again_at_once(night: Night, chapter: list[BaseException | None]) -> None:
    chapter.append(ConflictError("changed"))
    await queue(night)
    assert await night.work() == 2
    assert await done(night)


async def test_an_unknown_kind_of_task_is_buried_and_blocks_nothing(
    night: Night, chapter: list[BaseException | None]
) -> None:
    async with night.store.begin() as tx:
        await tx.tasks.add("of another version", "x:1")
    await queue(night)
    await night.work()
    assert await done(night)


async def test_a_lost_lease_rolls_back_what_was_done(
    night: Night, chapter: list[BaseException | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    inner = story.CHAPTERS["test"]

    async def slow(world: World, task: Task) -> None:
        if world.worker == "w1":
            night.clock.advance(31)
            assert await run_next(night.other())
        await inner(world, task)

    monkeypatch.setitem(story.CHAPTERS, "test", slow)
    await queue(night)
    await night.work()
    async with night.store.read() as tx:
        assert await tx.outbox.waiting() == 1
        assert await tx.tasks.pending() == 0
    assert chapter == []


async def test_a_process_that_dies_leaves_its_task_to_another(
    night: Night, chapter: list[BaseException | None]
) -> None:
    chapter.append(CrashError())
    await queue(night)
    with pytest.raises(CrashError):
        await night.work()
    assert await night.work(night.other()) == 0
    night.clock.advance(30)
    assert await night.work(night.other()) == 1
    assert await done(night)


async def test_the_lease_of_a_long_task_is_kept_alive(
    night: Night, chapter: list[BaseException | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    inner = story.CHAPTERS["test"]

    async def long(world: World, task: Task) -> None:
        await asyncio.sleep(0.02)
        for _ in range(6):
            night.clock.advance(10)
            await asyncio.sleep(0.02)
            assert not await run_next(night.other())
        await inner(world, task)

    monkeypatch.setitem(story.CHAPTERS, "test", long)
    await queue(night)
    await night.work()
    assert await done(night)
    assert chapter == []


async def test_a_heartbeat_that_fails_once_goes_on_and_hurts_nobody(
    night: Night, chapter: list[BaseException | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    inner = story.CHAPTERS["test"]
    failures = [TransientError("the database is locked")]

    class Locked:
        """A store that fails once, while the chapter works."""

        armed = False

        @asynccontextmanager
        async def begin(self, *, urgent: bool = False) -> AsyncIterator[Any]:
            if self.armed and failures:
                raise failures.pop()
            async with night.store.begin() as tx:
                yield tx

        def read(self) -> Any:
            return night.store.read()

    store = Locked()

    async def long(world: World, task: Task) -> None:
        store.armed = True
        await asyncio.sleep(0.02)
        for _ in range(6):
            night.clock.advance(10)
            await asyncio.sleep(0.02)
        assert not failures
        assert not await run_next(night.other())
        await inner(world, task)

    monkeypatch.setitem(story.CHAPTERS, "test", long)
    await queue(night)
    assert await night.work(night.other("w1", store=store)) == 1
    assert await done(night)
    assert chapter == []


async def test_tasks_of_one_incident_run_one_after_another(fired: Night) -> None:
    incident = await fired.incident()
    async with fired.store.begin() as tx:
        await tx.tasks.add("triage", "triage:a", incident_id=incident.id)
        await tx.tasks.add("triage", "triage:b", incident_id=incident.id)
        first = await tx.tasks.claim("w-a", timedelta(seconds=30))
        assert first is not None
        assert await tx.tasks.claim("w-b", timedelta(seconds=30)) is None


async def test_a_stop_of_the_service_keeps_the_triage_from_reading(night: Night) -> None:
    await night.stop("service:checkout")
    await night.alert()
    await night.settle()
    assert night.cluster.asked == []
    assert "Stop in force for" in night.slack.text("status")
    assert Act.DIAGNOSED not in await night.acts()


async def test_a_cluster_that_refuses_everything_still_gives_a_diagnosis(night: Night) -> None:
    from bot.triage.evidence import CLUSTER_WIDE, NAMESPACED  # noqa: PLC0415 # used here only

    for plural in (*NAMESPACED, *CLUSTER_WIDE):
        night.cluster.refused[plural] = RefusedError("403")
    await night.alert()
    await night.settle()
    assert "Not enough evidence" in night.slack.text("diagnosis")
    assert "not read" in night.slack.text("status")
    assert await night.rows(Act.NOT_READ)
    assert not await night.rows(Act.READ)


async def test_a_triage_of_a_closed_incident_reads_nothing(fired: Night) -> None:
    from bot.render.actions import ActionId  # noqa: PLC0415 # used here only

    asked, closed = len(fired.cluster.asked), await fired.incident()
    await fired.click(NORA, ActionId.CLOSE, cause="x")
    async with fired.store.begin() as tx:
        await tx.tasks.add("triage", "triage:late", incident_id=closed.id)
    await fired.settle()
    assert len(fired.cluster.asked) == asked


async def test_every_line_of_the_log_of_a_task_has_its_incident(
    night: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    bound: list[object] = []

    async def run(world: World, task: Task) -> None:
        bound.append(structlog.contextvars.get_contextvars().get("incident"))
        async with world.last_step(task):
            pass

    monkeypatch.setitem(story.CHAPTERS, "test", run)
    await queue(night, incident_id="i-7")
    assert await run_next(night.world)
    assert bound == ["i-7"]
    assert "incident" not in structlog.contextvars.get_contextvars()
