"""`lookout run` killed with SIGKILL at its worst moments and started again: nothing is lost, nothing happens twice."""

import asyncio
import signal
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from bot.cli.stage import Stage
from bot.render.actions import ActionId, Field
from bot.reports.plain import as_text

pytestmark = pytest.mark.e2e

SCENARIO = "bad-rollout"
NORA, IVY = "U0NORA", "U0IVY"
PATIENCE = 50.0
"""A task that was cut short comes back when its lease has lapsed."""
LEASE = 4.0


@dataclass
class Run:
    """One stage, and the program that is killed on it."""

    stage: Stage
    process: asyncio.subprocess.Process | None = None
    deaths: int = 0
    notes: list[str] = field(default_factory=list)

    async def start(self) -> None:
        """`lookout run`, connected to this stage."""
        log = (self.stage.folder / "run.log").open("ab")
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run", env=self.stage.variables(), stdout=log, stderr=log
        )
        log.close()

    async def kill(self) -> None:
        """The process is gone, in the middle of whatever it did."""
        assert self.process is not None
        assert self.process.returncode is None, (self.stage.folder / "run.log").read_text()
        self.process.send_signal(signal.SIGKILL)
        await self.process.wait()
        self.deaths += 1

    async def end(self) -> None:
        """Let it stop as a deployment would."""
        if self.process is not None and self.process.returncode is None:
            self.process.terminate()
            with suppress(TimeoutError):
                await asyncio.wait_for(self.process.wait(), 10)
        if self.process is not None and self.process.returncode is None:
            self.process.kill()
            await self.process.wait()

    def thread(self) -> list[dict[str, Any]]:
        """The alert's thread."""
        return self.stage.workspace.thread(*self.stage.fired[SCENARIO])

    def with_button(self, action: ActionId) -> list[str]:
        """Which messages have that button."""
        return [
            message["ts"]
            for message in self.thread()
            for block in message.get("blocks") or ()
            if any(one.get("action_id") == action for one in block.get("elements") or ())
        ]

    def saying(self, words: str) -> list[str]:
        """Which messages say that."""
        return [message["ts"] for message in self.thread() if words in as_text(message)]

    async def until(self, question: Callable[[], Any], what: str, patience: float = PATIENCE) -> Any:
        """The first true answer."""
        try:
            async with asyncio.timeout(patience):
                while not (answer := question()):  # noqa: ASYNC110 # the cluster rings no bell
                    await asyncio.sleep(0.01)
                return answer
        except TimeoutError:
            log = (self.stage.folder / "run.log").read_text()[-3000:]
            said = "\n".join(as_text(one) for one in self.thread())
            raise AssertionError(f"{what} did not come\n{said}\n{log}") from None

    async def alert(self) -> None:
        """Connected, and the trouble begins."""
        await self.until(lambda: self.stage.workspace.socket.connections, "a connection")
        await self.stage.fire(SCENARIO)

    async def agree(self) -> None:
        """Nora owns it, Ivy approves, Nora confirms."""
        channel, _ = self.stage.fired[SCENARIO]
        people = self.stage.workspace
        [card] = await self.until(lambda: self.with_button(ActionId.APPROVE), "a proposal")
        [status] = self.with_button(ActionId.TAKE)
        await people.press(NORA, channel, status, ActionId.TAKE)
        await self.until(lambda: people.view_of(NORA), "a dialog")
        await people.submit(NORA, {})
        await self.until(lambda: self.with_button(ActionId.RELEASE), "an owner")
        await people.press(IVY, channel, card, ActionId.APPROVE)
        await people.press(NORA, channel, card, ActionId.CONFIRM)
        await self.until(lambda: people.view_of(NORA), "a dialog")
        await people.submit(NORA, {Field.REASON: "it began with this revision"})


async def after_the_event(run: Run) -> None:
    await run.alert()
    await run.until(lambda: run.stage.workspace.traffic.sent("ack"), "an acknowledgement")
    await run.kill()


async def during_the_triage(run: Run) -> None:
    await run.alert()
    await run.until(lambda: run.stage.cluster.requests, "a read of the cluster")
    await run.kill()


async def after_the_first_post(run: Run) -> None:
    run.stage.workspace.faults.lose("chat.postMessage")
    await run.alert()
    await run.until(lambda: len(run.thread()) > 1, "a post")
    await run.kill()


async def after_the_last_key(run: Run) -> None:
    await run.alert()
    await run.agree()
    await run.kill()


async def after_the_write(run: Run) -> None:
    await run.alert()
    await run.agree()
    await run.until(lambda: run.stage.cluster.writes, "a write")
    await run.kill()


MOMENTS = (after_the_event, during_the_triage, after_the_first_post, after_the_last_key, after_the_write)


async def lived_through(folder: Path, moment: Callable[[Run], Awaitable[None]]) -> Run:
    """Killed at that moment, started again, and waited for until the thread shows how it ended."""
    async with Stage(folder, with_lookout=False, lease_seconds=LEASE, rate_limits=False) as stage:
        run = Run(stage)
        try:
            await run.start()
            await moment(run)
            await run.start()
            await run.until(lambda: run.with_button(ActionId.RIGHT), "a diagnosis")
            if moment in {after_the_last_key, after_the_write}:
                ends = ("Sent:", "Unknown:", "is withdrawn")
                await run.until(lambda: any(run.saying(one) for one in ends), "the end of the proposal")
                await run.until(lambda: not run.with_button(ActionId.DENY), "a card without buttons")
            else:
                await run.until(lambda: run.with_button(ActionId.APPROVE), "a proposal")
            run.notes.append((folder / "run.log").read_text())
        finally:
            await run.end()
        judge(run, moment)
    return run


def judge(run: Run, moment: Callable[[Run], Awaitable[None]]) -> None:
    """One of everything."""
    assert run.deaths == 1
    assert len(run.with_button(ActionId.CLOSE)) == 1, "one status message"
    assert len(run.with_button(ActionId.RIGHT)) == 1, "one diagnosis"
    assert len(run.saying("roll Deployment")) <= 3, "a card, an outcome and a verification"
    assert len(run.stage.cluster.writes) <= (moment in {after_the_last_key, after_the_write})
    if moment is after_the_write:
        assert len(run.stage.cluster.writes) == 1


async def test_nothing_is_lost_and_nothing_happens_twice_when_it_is_killed(tmp_path: Path) -> None:
    """All moments at once: what takes time is a lease that must lapse."""
    async with asyncio.TaskGroup() as group:
        for moment in MOMENTS:
            group.create_task(lived_through(tmp_path / moment.__name__, moment))
