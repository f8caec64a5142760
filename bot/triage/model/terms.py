"""What the loop is given and what it gives: the question, the reads a model may ask for, and the run."""

from datetime import datetime
from typing import Any, Protocol

from pydantic import Field

from bot.domain.diagnosis import Evidence
from bot.domain.model import Call, Ended, ModelOutcome, Purpose, Reply, Request, ToolSchema
from bot.domain.noun import Noun
from bot.domain.release import Release
from bot.domain.snapshot import Gap, Read
from bot.domain.spending import Usage

GRACE = 2.0
"""Seconds after which an adapter that ignores its own deadline is left."""
LATE = "No answer came within {:.0f} s."


class StoppedError(Exception):
    """A lever forbids another attempt; the message is a phrase for the thread ("stopped: model")."""


class Ask(Noun):
    """One question to a model.

    `run` names it in the record, `diagnosis` is the rules' one that it is about. `opening` is the first message,
    `answer` the JSON Schema of the answer, None for free text. `first` is the number that the first evidence of the
    tools gets: what was cited before keeps its own.
    """

    release: Release
    purpose: Purpose
    run: str
    diagnosis: int = 0
    opening: str
    answer: dict[str, Any] | None = None
    first: int = Field(default=1, ge=1)


class Reading(Noun):
    """What one call came to: the text as the model may see it (clean, redacted, cut), or why there is none.

    `what` is in the words of `Read.what`, `ref` such as "shop/pod/cart-7d9f", `count` how many objects or lines.
    """

    text: str
    failed: bool = False
    what: str = ""
    ref: str = ""
    count: int = 1
    at: datetime | None = None


class Asked(Protocol):
    """Whatever can be asked: a provider behind the stop switch, or the record of an earlier run."""

    async def ask(self, request: Request, *, within: float) -> Reply:
        """One attempt, ended after `within` seconds at the latest. Raises `StoppedError` if it may not be made."""
        ...


class Toolbox(Protocol):
    """The reads that a model may ask for."""

    @property
    def schemas(self) -> tuple[ToolSchema, ...]:
        """What the model is told of them."""
        ...

    async def read(self, call: Call, *, most: int, within: float) -> Reading:
        """Execute one call: at most `most` bytes of text, after `within` seconds at the latest. Never raises."""
        ...


class Run(Noun):
    """How an investigation went.

    `ended` is `ANSWER` with an `answer` (or `text`, where no schema was asked for), else how the attempt ended that
    ended it; None where a bound or a lever did. `why` is then a phrase without a full stop. `evidence` is of the
    executed tools in the order of their calls, `reads` and `gaps` tell each of them. `cost` is in micro-dollars.
    """

    ended: Ended | None
    why: str = ""
    answer: dict[str, Any] | None = None
    text: str = ""
    evidence: tuple[Evidence, ...] = ()
    reads: tuple[Read, ...] = ()
    gaps: tuple[Gap, ...] = ()
    turns: int = 0
    attempts: int = 0
    calls: int = 0
    usage: Usage = Usage()
    cost: int = 0
    seconds: float = 0.0
    served: str = ""
    back_at: datetime | None = None


def outcome_of(run: Run, release: Release | None) -> ModelOutcome:
    """What the thread is told of a run, before its claims are judged."""
    return ModelOutcome(
        release=release.name if release else "",
        digest=release.digest if release else "",
        model=(run.served or release.model) if release else "",
        ended=run.ended,
        why=run.why,
        seconds=run.seconds,
        cost=run.cost,
        calls=run.calls,
        turns=run.turns,
        back_at=run.back_at,
    )
