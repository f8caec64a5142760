"""The reads of a run: the calls of a turn side by side, and their results as evidence with ids.

An id is given to what was really read, and to nothing else. A call that equals an earlier one is answered with the id
of that one, so a model that goes round in circles reads nothing twice.
"""

import asyncio
import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import structlog

from bot.domain.diagnosis import Evidence
from bot.domain.model import Call, Result
from bot.domain.snapshot import Gap, Read
from bot.triage.model.meter import Meter
from bot.triage.model.terms import Reading, Toolbox

log = structlog.get_logger()

PER_CALL, GRACE = 10.0, 2.0
LEAST_BYTES = 500
ASKED_FOR = "the model asked for it"
OVER = "not read: {calls} reads are all that one investigation may take"
SLOW = "no answer within {within:.0f} s"
BROKEN = "this read failed within Lookout"
BEFORE = "This was read before: it is {id}."
UNREAD = "not read: {why}"
TOLD = (OVER, SLOW, BROKEN, BEFORE, UNREAD)
"""Every word of the reads themselves that a model reads: part of its release."""


@dataclass(slots=True)
class Reads:
    """What was asked for and what came; `first` is the number of the first evidence."""

    toolbox: Toolbox
    meter: Meter
    run: str
    first: int
    kept: Callable[[dict[str, Any]], None]
    calls: int = 0
    evidence: list[Evidence] = field(default_factory=list)
    reads: list[Read] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    _known: dict[str, str] = field(default_factory=dict)

    @property
    def over(self) -> bool:
        """Whether no more may be read."""
        return self.calls >= self.meter.bounds.calls

    async def answer(self, calls: Sequence[Call]) -> tuple[Result, ...]:
        """A result for each call: those within the bound are executed."""
        bounds = self.meter.bounds
        allowed = calls[: max(0, bounds.calls - self.calls)]
        self.calls += len(allowed)
        share = self.meter.for_reads() // max(1, len(allowed))
        most = min(bounds.result_bytes, max(LEAST_BYTES, share))
        begun = self.meter.elapsed
        readings = await asyncio.gather(*(self._read(call, most) for call in allowed))
        spent = round(self.meter.elapsed - begun, 3)
        results = [
            self._result(call, reading, most, spent) for call, reading in zip(allowed, readings, strict=True)
        ]
        over = OVER.format(calls=bounds.calls)
        return (*results, *(Result(call=one.id, text=over, failed=True) for one in calls[len(allowed) :]))

    async def _read(self, call: Call, most: int) -> Reading | str:
        """The reading, or the id of the evidence that an equal call has given before."""
        if (same := self._known.get(_mark(call))) is not None:
            return same
        within = max(0.1, min(PER_CALL, self.meter.left))
        what = call.name[:60]
        try:
            async with asyncio.timeout(within + GRACE):
                return await self.toolbox.read(call, most=most, within=within)
        except TimeoutError:
            return Reading(text=SLOW.format(within=within), failed=True, what=what)
        except Exception:
            log.exception("a tool of the model failed", tool=what, run=self.run)
            return Reading(text=BROKEN, failed=True, what=what)

    def _result(self, call: Call, reading: Reading | str, most: int, spent: float) -> Result:
        if isinstance(reading, str):
            self.kept({"call": call.id, "same": reading})
            return Result(call=call.id, text=BEFORE.format(id=reading))
        self.kept({"call": call.id, "reading": reading.model_dump(mode="json")})
        text = reading.text.encode(errors="replace")[:most].decode(errors="ignore")
        what = reading.what or call.name[:60]
        if reading.failed:
            self.gaps.append(Gap(what=what, why=text, reason=ASKED_FOR))
            return Result(call=call.id, text=UNREAD.format(why=text), failed=True)
        found, source = f"E{self.first + len(self.evidence)}", f"tool:{call.name}"
        self._known.setdefault(_mark(call), found)
        raw = text.encode()
        self.reads.append(Read(what=what, count=reading.count, bytes=len(raw), seconds=spent))
        digest = hashlib.sha256(raw).hexdigest()
        self.evidence.append(
            Evidence(id=found, source=source, ref=reading.ref, quote=text, at=reading.at, digest=digest)
        )
        return Result(call=call.id, text=wrapped(found, source, reading.ref, text))


def wrapped(found: str, source: str, ref: str, text: str) -> str:
    """Evidence as a model reads it: its id stands outside of what may be quoted."""
    return f'<evidence id="{found}" source="{source}" ref="{ref}">\n{text}\n</evidence>'


def _mark(call: Call) -> str:
    return f"{call.name} {json.dumps(call.arguments, sort_keys=True, default=str)}"
