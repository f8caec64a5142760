"""The toolbox: the reads that a model may ask for, all of tier 0, listed by hand.

Whatever a tool gives is made fit to be shown here: clean, redacted, cut. Whatever goes wrong, an unknown tool, wrong
arguments, a cluster that does not answer, is a reading that says so.
"""

import asyncio
from collections.abc import Sequence

from bot.domain.model import Call, ToolSchema
from bot.triage.model.schema import faults
from bot.triage.model.shown import cleaned, shown
from bot.triage.model.sources import CannotReadError, Found, Sources, beside
from bot.triage.model.terms import Reading
from bot.triage.model.tool import Tool
from bot.triage.model.tools import events, logs, measurements, objects, past, rollouts, runbook, snapshot

TOOLS: tuple[Tool, ...] = (
    snapshot.TOOL,
    objects.TOOL,
    logs.TOOL,
    events.TOOL,
    rollouts.TOOL,
    measurements.TOOL,
    past.TOOL,
    runbook.TOOL,
)
_REF, _WHY = 200, 600


SCHEMAS: tuple[ToolSchema, ...] = tuple(one.schema for one in TOOLS)
"""What a model is told of them: part of a release, by its digest."""


class Tools:
    """The `Toolbox` of a real run, over its sources."""

    def __init__(self, sources: Sources, tools: Sequence[Tool] = TOOLS) -> None:
        self._sources = sources
        self._tools = {one.name: one for one in tools}
        self.schemas: tuple[ToolSchema, ...] = tuple(one.schema for one in tools)

    async def read(self, call: Call, *, most: int, within: float) -> Reading:
        """Execute one call; what fails says why."""
        what = cleaned(call.name)[:60]
        tool = self._tools.get(call.name)
        if tool is None:
            known = ", ".join(self._tools)
            return _failed(what, f"there is no tool of this name; the tools are {known}")
        wrong = faults(call.arguments, tool.schema.parameters)
        if wrong:
            return _failed(what, f"the arguments are not those of the tool: {'; '.join(wrong)}")
        try:
            async with asyncio.timeout(within):
                found = await tool.read(
                    self._sources, tool.arguments.model_validate(call.arguments, strict=True)
                )
        except CannotReadError as problem:
            return _failed(what, shown(str(problem), _WHY, self._sources.key))
        except TimeoutError:
            return _failed(what, f"no answer within {within:.0f} s")
        return await beside(lambda: self._reading(found, most))

    def _reading(self, found: Found, most: int) -> Reading:
        key = self._sources.key
        text = shown(found.text, most, key, tail=found.tail) or "(nothing)"
        ref = shown(found.ref, _REF, key).translate({ord(one): "" for one in '"<>\n'})
        what = shown(found.what, _REF, key)
        return Reading(text=text, what=what, ref=ref, count=found.count, at=found.at)


def _failed(what: str, why: str) -> Reading:
    return Reading(text=why, failed=True, what=what)
