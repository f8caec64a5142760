"""Workspace: a whole Slack on one machine, with the verbs that tests, the player and the page need."""

import asyncio
from collections.abc import Callable, Iterable
from typing import TypeVar

from bot.sandbox.clock import SandboxClock
from bot.sandbox.workspace import seed
from bot.sandbox.workspace.bad_days.kind import Day
from bot.sandbox.workspace.bad_days.routes import BadDays
from bot.sandbox.workspace.core import assemble
from bot.sandbox.workspace.people import People
from bot.sandbox.workspace.refusal import RefusalError
from bot.sandbox.workspace.server import Server
from bot.sandbox.workspace.stage import Stage
from bot.sandbox.workspace.state import Json, State
from bot.sandbox.workspace.ui import Ui

T = TypeVar("T")


class Workspace(People):
    """A workspace that behaves as Slack for any Bolt app.

    `scopes` and `subscriptions` are what the app's manifest asks for; `rate_limits` may be switched off, here or by
    `workspace.rates.on`. Everything a person can do is a method (see `People`); `faults` orders bad days.
    """

    def __init__(
        self,
        clock: SandboxClock,
        *,
        state: State | None = None,
        scopes: Iterable[str] = seed.SCOPES,
        subscriptions: Iterable[str] = seed.SUBSCRIPTIONS,
        rate_limits: bool = True,
        stage: Stage | None = None,
    ) -> None:
        core = assemble(
            clock,
            state or seed.seeded(),
            scopes=scopes,
            subscriptions=subscriptions,
            rate_limits=rate_limits,
        )
        super().__init__(core)
        self.state = core.state
        self.traffic = core.traffic
        self.faults = core.faults
        self.rates = core.rates
        self.socket = core.socket
        self.stage = stage or Stage()
        bad_days = BadDays(Day(core, self.stage.cluster_faults, self.stage.model_days, self.stage.page_days))
        self._server = Server(core, [*Ui(core, self, self.stage).routes(), *bad_days.routes()])

    async def start(self, port: int = 0) -> str:
        """Listen on 127.0.0.1; the base URL. Port 0 takes a free one."""
        return await self._server.start(port)

    async def stop(self) -> None:
        """Close every connection and stop listening."""
        await self._server.stop()

    @property
    def base_url(self) -> str:
        """Where the page is, "" before `start`."""
        return self._core.base_url

    @property
    def api_url(self) -> str:
        """What a Slack client takes as its `base_url`."""
        return f"{self._core.base_url}/api/"

    def messages(self, channel: str) -> list[Json]:
        """What stands in a channel itself, oldest first."""
        return self.state.channels[channel].top_level()

    def thread(self, channel: str, ts: str, user: str | None = None) -> list[Json]:
        """A thread, its parent first; with a person, also the ephemeral messages that this one sees in it.

        Raises:
            RefusalError: that person cannot see the channel.
        """
        found = self.state.channels[channel]
        if user is not None and not self.state.sees(user, found):
            raise RefusalError("channel_not_found")
        whispers = [] if user is None else [m for m in self.ephemerals(user) if m.get("thread_ts") == ts]
        return [*found.thread(ts), *whispers]

    def ephemerals(self, user: str) -> list[Json]:
        """The ephemeral messages on a person's screen, oldest first."""
        return [ephemeral.message for ephemeral in self.state.ephemerals if ephemeral.user == user]

    def home_of(self, user: str) -> Json | None:
        """A person's App Home, if it was published."""
        return self.state.homes.get(user)

    async def wait_for(self, predicate: Callable[[], T], seconds: float = 5.0) -> T:
        """The first true answer of a question that is asked again at every change.

        Raises:
            TimeoutError: no true answer within that many seconds on the wall.
        """
        async with asyncio.timeout(seconds):
            while True:
                bell = self._core.feed.bell()
                found = predicate()
                if found:
                    return found
                await bell.wait()
