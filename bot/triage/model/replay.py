"""Replay: a recorded run played again, without a model, a cluster or a network, to the same end.

The loop is the real one. What answers it is the record: the replies in their order, the results by their calls, and a
clock that goes as it went then.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from bot.domain.errors import PermanentError
from bot.domain.model import Attempt, Call, Reply, Request, ToolSchema, Turn
from bot.domain.spending import Bounds, Price
from bot.triage.model import loop
from bot.triage.model.terms import Ask, Reading, Run, StoppedError
from bot.triage.ports.recordings import Part, Piece

UNLIKE = "turn {step}: what is asked now is not what was asked then"


class RecordedClock:
    """The `Clock` of a recorded run: it stands where the record says, and waits take no time."""

    def __init__(self) -> None:
        self._elapsed = 0.0

    def now(self) -> datetime:
        """A time that nothing hangs on."""
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=self._elapsed)

    def elapsed(self) -> float:
        """Seconds since the run began."""
        return self._elapsed

    def stand(self, elapsed: float) -> None:
        """It is so late in the run; never earlier than before."""
        self._elapsed = max(self._elapsed, elapsed)

    async def sleep(self, seconds: float) -> None:
        """So much later."""
        self._elapsed += seconds


class Recorded:
    """Answers a loop from the pieces of an earlier run: both what is asked and the tools.

    `unlike` says at which turns something else is asked than was asked then, which a newer version may do.
    """

    def __init__(self, pieces: Sequence[Piece], clock: RecordedClock, stopped: str) -> None:
        self._clock = clock
        self._stopped = stopped
        self._asked = [one for one in pieces if one.part is Part.REQUEST]
        self._replies = [one for one in pieces if one.part is Part.REPLY]
        self._readings: dict[str, list[Piece]] = defaultdict(list)
        for one in pieces:
            if one.part is Part.RESULT and "reading" in one.body:
                self._readings[str(one.body["call"])].append(one)
        self._turns: list[Turn] = []
        self.unlike: list[str] = []
        first = self._asked[0].body if self._asked else {}
        self.schemas = tuple(ToolSchema.model_validate(one) for one in first.get("tools", ()))

    async def ask(self, request: Request, *, within: float) -> Reply:  # noqa: ARG002 # it is answered at once
        """The reply that came then. Raises `StoppedError` where none came."""
        if self._asked:
            asked = self._asked.pop(0)
            self._turns += [Turn.model_validate(one) for one in asked.body["turns"]]
            if tuple(self._turns) != request.turns:
                self.unlike.append(UNLIKE.format(step=asked.step))
            self._clock.stand(asked.elapsed)
        if not self._replies:
            raise StoppedError(self._stopped)
        reply = self._replies.pop(0)
        self._clock.stand(reply.elapsed)
        return Reply.model_validate(reply.body)

    async def read(self, call: Call, *, most: int, within: float) -> Reading:  # noqa: ARG002 # it was cut then
        """What that call gave then."""
        found = self._readings.get(call.id)
        if not found:
            return Reading(text="the record has no result of this call", failed=True, what=call.name[:60])
        piece = found.pop(0)
        self._clock.stand(piece.elapsed)
        return Reading.model_validate(piece.body["reading"])


class Replayed:
    """A run as it came out again, and where it asked something else."""

    def __init__(self, run: Run, unlike: Sequence[str]) -> None:
        self.run = run
        self.unlike = tuple(unlike)


async def replay(pieces: Sequence[Piece], stopped: str = "") -> Replayed:
    """Play a run again; `stopped` is why no more was asked, where the record ends with a request.

    Raises:
        PermanentError: the record has no beginning.
    """
    first = next((one.body for one in pieces if one.part is Part.REQUEST and "ask" in one.body), None)
    if first is None:
        raise PermanentError("the record of this run has no beginning, so it cannot be played again")
    opening = Turn.model_validate(first["turns"][0]).said
    ask = Ask.model_validate({**first["ask"], "opening": opening, "answer": first.get("answer")})
    clock = RecordedClock()
    recorded = Recorded(pieces, clock, stopped)
    run = await loop.run(
        recorded,
        ask,
        recorded,
        bounds=Bounds.model_validate(first["bounds"]),
        price=Price.model_validate(first["price"]),
        clock=clock,
        note=_nothing,
    )
    return Replayed(run, recorded.unlike)


async def _nothing(_attempt: Attempt) -> None:
    """An attempt that is played again is billed to nobody."""
