"""A model in memory: it says what a test wrote down for it, one reply an attempt."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from bot.domain.model import Call, Ended, Reply, Request, Served, ToolSchema
from bot.domain.release import Prompt, Release, Releases
from bot.domain.spending import Price, Usage
from bot.triage.model.terms import Reading
from bot.triage.ports.model import Tab
from tests.fakes_clock import FakeClock

USAGE = Usage(fresh=1_000, out=100)
PRICE = Price(fresh=5, written=6, cached=0.5, out=25)
Step = Reply | Callable[[Request], Reply | Awaitable[Reply]]


class FakeModel:
    """The `Model` port over a script; after its end the last step is repeated.

    `requests` has everything that it was asked. A reply takes as long on the clock as its `seconds` say.
    """

    def __init__(self, *script: Step, clock: FakeClock | None = None) -> None:
        self.script = list(script)
        self.requests: list[Request] = []
        self.clock = clock
        self.asked = asyncio.Event()

    async def ask(self, request: Request, *, within: float, tab: Tab | None = None) -> Reply:
        """The next reply of the script; what would come too late is late."""
        if tab is not None:
            tab.so_far = lambda: said(Ended.STOPPED)
        self.requests.append(request)
        self.asked.set()
        step = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        made = step if isinstance(step, Reply) else step(request)
        reply = made if isinstance(made, Reply) else await made
        if reply.seconds > within:
            reply = Reply(ended=Ended.LATE, why="No answer came in time.", seconds=within)
        if self.clock is not None:
            self.clock.advance(reply.seconds)
        return reply

    async def served(self) -> Sequence[Served]:
        """One model."""
        return (Served(id="claude-opus-5-5"),)


async def never(_request: Request) -> Reply:
    """An answer that does not come."""
    await asyncio.Event().wait()
    raise AssertionError


def answers(value: Any, **changes: Any) -> Reply:
    """A final answer: an object as JSON, or a text."""
    text = value if isinstance(value, str) else json.dumps(value)
    return said(Ended.ANSWER, **({"text": text, "blocks": ({"type": "text", "text": text},)} | changes))


def asks(*calls: Call, **changes: Any) -> Reply:
    """It asks for reads."""
    blocks = tuple({"type": "tool_use", "id": one.id, "name": one.name} for one in calls)
    return said(Ended.TOOLS, **({"calls": calls, "blocks": blocks} | changes))


def said(ended: Ended, **changes: Any) -> Reply:
    """A reply that ended so, billed like any other."""
    usual: dict[str, Any] = {"ended": ended, "usage": USAGE, "seconds": 1.0, "served": "claude-opus-5-5"}
    return Reply(**(usual | changes))


def call(number: int = 1, name: str = "look", **arguments: Any) -> Call:
    """A call of a tool."""
    return Call(id=f"call-{number}", name=name, arguments=arguments)


def release(name: str = "2026-11", **changes: Any) -> Release:
    """A release with a prompt for each purpose."""
    prompts = {
        use: Prompt(name=use, version=1, owner="@lookout-oncall", text=f"You {use}.", digest="d" * 64)
        for use in ("investigate", "answer")
    }
    usual: dict[str, Any] = {
        "name": name,
        "model": "claude-opus-5-5",
        "prompts": prompts,
        "tools": "t" * 64,
        "price": PRICE,
    }
    return Release(**(usual | changes))


RELEASES = Releases(known=(release(),))


class FakeToolbox:
    """The `Toolbox` over texts by the name of the tool: each call is noted, and a hanging one never answers."""

    def __init__(self, **texts: str) -> None:
        self.texts = texts or {"look": "the pod was killed at 64Mi"}
        self.calls: list[Call] = []
        self.most: list[int] = []
        self.hanging: set[str] = set()
        self.broken: set[str] = set()
        self.schemas = tuple(
            ToolSchema(name=name, description="", parameters={"type": "object"}) for name in self.texts
        )

    async def read(self, call: Call, *, most: int, within: float) -> Reading:
        """The text of the tool, cut."""
        self.calls.append(call)
        self.most.append(most)
        if call.name in self.hanging:
            await asyncio.Event().wait()
        if call.name in self.broken:
            raise RuntimeError(f"{call.name} is broken ({within:.0f})")
        if call.name not in self.texts:
            return Reading(text="there is no tool of this name", failed=True, what=call.name)
        text = self.texts[call.name].encode()[:most].decode(errors="ignore")
        return Reading(text=text, what=call.name, ref=f"shop/{call.name}")
