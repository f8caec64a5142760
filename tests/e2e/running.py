"""A `lookout run` of its own process on a stage, and the people around it, for tests that do bad things to it."""

import asyncio
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from bot.cli.stage import Stage
from bot.render.actions import ActionId, Field
from bot.reports.plain import as_text

SCENARIO = "bad-rollout"
NORA, IVY = "U0NORA", "U0IVY"
PATIENCE = 50.0
"""A task that was cut short comes back when its lease has lapsed."""


def without_rotas(stage: Stage) -> None:
    """No preflight at each start: some 150 questions, which take the machine from what is tried here."""
    file = stage.folder / "lookout.yaml"
    before, _, rest = file.read_text().partition("identities:")
    file.write_text(f"{before}limits:{rest.partition('limits:')[2]}" if rest else before)


@dataclass
class Run:
    """One stage, and the program that is killed on it."""

    stage: Stage
    process: asyncio.subprocess.Process | None = None
    deaths: int = 0
    notes: list[str] = field(default_factory=list)

    async def start(self) -> None:
        """`lookout run`, connected to this stage."""
        without_rotas(self.stage)
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
