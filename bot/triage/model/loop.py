"""The loop: a model asks for reads until it answers, within bounds, and every way to end is a value.

It only ever adds to the conversation, executes the calls of a turn side by side and gives all their results in one
turn. Trying again is decided here, not in the adapter: only what may pass, and only while the time left allows it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.domain.model import Attempt, Ended, Purpose, Reply, Request, Turn
from bot.domain.spending import Bounds, Price
from bot.triage.model.meter import LEAST_OUT, LEAST_SECONDS, Meter
from bot.triage.model.reads import Reads
from bot.triage.model.schema import parsed
from bot.triage.model.terms import GRACE, LATE, Ask, Asked, Run, StoppedError, Toolbox
from bot.triage.ports.clock import Clock
from bot.triage.ports.recordings import Part, Piece

Note = Callable[[Attempt], Awaitable[None]]
Keep = Callable[[Piece], None]

TRIES = 4
BACKOFF = (1.0, 3.0, 8.0)
AGAIN = (
    "Your answer could not be used: {fault}. Give the whole answer again, as one JSON object of the schema, "
    "and nothing else."
)
NO_MORE = "No more can be read. Answer now from what was read, and name what you could not read."
TOLD = (AGAIN, NO_MORE)
"""Every word of the loop itself that a model reads: part of its release."""
UNUSABLE = "no usable answer"
SAID = {
    Ended.REFUSED: "it declined to answer",
    Ended.CUT: "the answer was cut at its greatest length",
    Ended.CONTEXT: "there was more than it can read",
    Ended.BUSY: "the provider is overloaded",
    Ended.LIMITED: "the provider limits the rate",
    Ended.QUOTA: "the provider's quota is used up",
    Ended.BROKEN: "the answer broke off",
    Ended.DENIED: "the provider did not accept the key",
    Ended.INVALID: "the provider did not accept the request",
    Ended.UNREACHABLE: "the provider is not reachable",
}


async def run(
    model: Asked,
    ask: Ask,
    toolbox: Toolbox,
    *,
    bounds: Bounds,
    price: Price,
    clock: Clock,
    note: Note,
    keep: Keep = lambda _piece: None,
) -> Run:
    """Ask until there is an answer, or one of the bounds, a failure or a lever ends it.

    `note` is awaited after each attempt, `keep` told of each request, reply and result as it happens.
    """
    return await _Course(model, ask, toolbox, Meter(bounds, price, clock), note, keep).run()


@dataclass(slots=True)
class _Course:
    """One run under way. `turns` is only added to; `sent` says how many of them the record has."""

    model: Asked
    ask: Ask
    toolbox: Toolbox
    meter: Meter
    note: Note
    keep: Keep
    reads: Reads = field(init=False)
    turns: list[Turn] = field(default_factory=list)
    step: int = 0
    sent: int = 0
    corrected: bool = False

    def __post_init__(self) -> None:
        self.reads = Reads(
            self.toolbox, self.meter, self.ask.run, self.ask.first, lambda body: self._kept(Part.RESULT, body)
        )

    async def run(self) -> Run:
        """From the opening to the end."""
        prompt = self.ask.release.prompts[_prompt(self.ask.purpose)]
        self.meter.more(len(prompt.text))
        self._add(Turn(said=self.ask.opening))
        try:
            while True:
                bound = self._bound()
                if bound:
                    return self._end(None, bound)
                self.step += 1
                reply = await self._reply(prompt.text)
                ended = await self._take(reply)
                if ended is not None:
                    return ended
        except StoppedError as stopped:
            return self._end(None, str(stopped))

    def _bound(self) -> str:
        if self.step >= self.meter.bounds.turns:
            return f"no answer in {self.meter.bounds.turns} turns"
        return self.meter.spent()

    def _add(self, turn: Turn) -> None:
        self.turns.append(turn)
        self.meter.more(len(turn.model_dump_json()))

    async def _reply(self, system: str) -> Reply:
        """The reply of this turn, after as many attempts as may help."""
        again = 0
        while True:
            reply = await self._attempt(system, again)
            wait = self._wait(reply, again)
            if wait is None:
                return reply
            await self.meter.clock.sleep(wait)
            again += 1

    def _wait(self, reply: Reply, again: int) -> float | None:
        """How long to wait before another attempt; None if there is to be none."""
        if not reply.ended.may_pass or again + 1 >= TRIES or self.meter.room() < LEAST_OUT:
            return None
        told = reply.again_in
        wait = BACKOFF[min(again, len(BACKOFF) - 1)] if told is None else max(told, 0.0)
        return wait if wait + LEAST_SECONDS < self.meter.left else None

    async def _attempt(self, system: str, again: int) -> Reply:
        release = self.ask.release
        request = Request(
            model=release.model,
            system=system,
            tools=self.toolbox.schemas,
            turns=tuple(self.turns),
            answer=self.ask.answer,
            out=max(LEAST_OUT, min(release.out, self.meter.room())),
        )
        self._keep_request(request, again)
        begun = self.meter.elapsed
        reply = await self._answered(request)
        cost = self.meter.count(reply)
        self._kept(Part.REPLY, reply.model_dump(mode="json"))
        await self.note(
            Attempt(
                run=self.ask.run,
                purpose=self.ask.purpose,
                step=self.step,
                again=again,
                release=release.name,
                release_digest=release.digest,
                model=release.model,
                served=reply.served,
                diagnosis=self.ask.diagnosis,
                ended=reply.ended,
                why=reply.why,
                usage=reply.usage,
                cost=cost,
                seconds=reply.seconds or round(self.meter.elapsed - begun, 3),
                request_id=reply.request_id,
                back_at=self._back_at(reply),
            )
        )
        return reply

    async def _answered(self, request: Request) -> Reply:
        """One attempt; what ignores its deadline, and whoever watches over it, is left to itself."""
        left = max(self.meter.left, LEAST_SECONDS)
        try:
            async with asyncio.timeout(left + 2 * GRACE):
                return await self.model.ask(request, within=left)
        except TimeoutError:
            return Reply(ended=Ended.LATE, why=LATE.format(left), seconds=left)

    async def _take(self, reply: Reply) -> Run | None:
        """What the reply means: the end, or None for another turn."""
        match reply.ended:
            case Ended.ANSWER:
                return self._answer(reply)
            case Ended.TOOLS if reply.calls and reply.blocks:
                self._add(Turn(blocks=reply.blocks))
                await self._read(reply)
                return None
            case Ended.PAUSED:
                if reply.blocks:
                    self._add(Turn(blocks=reply.blocks))
                return None
            case Ended.STOPPED:
                return self._end(None, reply.why or Ended.STOPPED.value)
            case Ended.LATE:
                return self._end(reply.ended, self.meter.late, reply)
            case _:
                return self._end(reply.ended, SAID.get(reply.ended, UNUSABLE), reply)

    def _answer(self, reply: Reply) -> Run | None:
        value: dict[str, Any] | None = None
        if self.ask.answer is None:
            fault = "" if reply.text.strip() else "it is empty"
        else:
            value, fault = parsed(reply.text, self.ask.answer)
        if not fault:
            return self._end(Ended.ANSWER, "", reply, value)
        if self.corrected or not reply.blocks:
            return self._end(Ended.GARBLED, f"{UNUSABLE}: {fault}", reply)
        self.corrected = True
        self._add(Turn(blocks=reply.blocks))
        self._add(Turn(said=AGAIN.format(fault=fault)))
        return None

    async def _read(self, reply: Reply) -> None:
        """The results of what it asked for, unless there is no turn left in which it could read them."""
        turns_left = self.meter.bounds.turns - self.step
        if turns_left < 1 or self.meter.left < LEAST_SECONDS:
            return
        results = await self.reads.answer(reply.calls)
        self._add(Turn(results=results, said=NO_MORE if turns_left == 1 or self.reads.over else ""))

    def _back_at(self, reply: Reply) -> datetime | None:
        if reply.back_at is not None or reply.again_in is None:
            return reply.back_at
        return self.meter.clock.now() + timedelta(seconds=min(reply.again_in, 86_400.0))

    def _keep_request(self, request: Request, again: int) -> None:
        """What it adds to those before it: the first has all that the model is told beforehand."""
        new = self.turns[self.sent :]
        body = {"again": again, "out": request.out, "turns": [one.model_dump(mode="json") for one in new]}
        if not self.sent:
            body |= request.model_dump(mode="json", include={"model", "system", "tools", "answer"})
            body |= {"ask": self.ask.model_dump(mode="json", exclude={"opening", "answer"})}
            body |= {"digest": self.ask.release.digest}
            bounds, price = self.meter.bounds, self.meter.price
            body |= {"bounds": bounds.model_dump(mode="json"), "price": price.model_dump(mode="json")}
        self.sent = len(self.turns)
        self._kept(Part.REQUEST, body)

    def _kept(self, part: Part, body: dict[str, Any]) -> None:
        elapsed = round(self.meter.elapsed, 6)
        self.keep(Piece(run=self.ask.run, step=self.step, part=part, elapsed=elapsed, body=body))

    def _end(
        self, ended: Ended | None, why: str, reply: Reply | None = None, answer: dict[str, Any] | None = None
    ) -> Run:
        return Run(
            ended=ended,
            why=why,
            answer=answer,
            text=reply.text if reply is not None and ended is Ended.ANSWER else "",
            evidence=tuple(self.reads.evidence),
            reads=tuple(self.reads.reads),
            gaps=tuple(self.reads.gaps),
            turns=self.step,
            attempts=self.meter.attempts,
            calls=self.reads.calls,
            usage=self.meter.usage,
            cost=self.meter.cost,
            seconds=round(self.meter.elapsed, 3),
            served=self.meter.served,
            back_at=self._back_at(reply) if reply is not None else None,
        )


def _prompt(purpose: Purpose) -> str:
    """Which of a release's prompts is for this: what is no question investigates."""
    return Purpose.ANSWER.value if purpose is Purpose.ANSWER else Purpose.INVESTIGATE.value
