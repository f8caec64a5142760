"""What is asked of a model and what comes back, whoever provides it.

Every way in which an attempt can end is a value (`Ended`): only one of them is an answer, and none is an exception.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import Field

from bot.domain.noun import Noun
from bot.domain.spending import Usage


class Ended(StrEnum):
    """How one attempt ended. Only `ANSWER` is an answer; `TOOLS` asks for reads first, `STOPPED` was ended by us."""

    ANSWER = "answer"
    TOOLS = "asked for reads"
    REFUSED = "declined to answer"
    CUT = "answer cut at its greatest length"
    CONTEXT = "more than the model can read"
    PAUSED = "paused in its turn"
    BUSY = "provider overloaded"
    LIMITED = "rate limit"
    QUOTA = "quota used up"
    LATE = "no answer in time"
    BROKEN = "answer broke off"
    GARBLED = "no usable answer"
    DENIED = "key not accepted"
    INVALID = "request not accepted"
    UNREACHABLE = "provider not reachable"
    STOPPED = "stopped"

    @property
    def may_pass(self) -> bool:
        """Whether the same request may be answered a little later."""
        return self in (Ended.BUSY, Ended.LIMITED, Ended.BROKEN, Ended.UNREACHABLE)


class ToolSchema(Noun):
    """A tool that the model may ask for: `parameters` is the JSON Schema of its arguments, an object."""

    name: str
    description: str
    parameters: dict[str, Any]


class Call(Noun):
    """What the model asked for. `arguments` are as it wrote them: nothing of them is trusted."""

    id: str
    name: str
    arguments: dict[str, Any]


class Result(Noun):
    """What a call came to, as the model reads it; `failed` if it gave nothing."""

    call: str
    text: str
    failed: bool = False


class Turn(Noun):
    """One turn of the conversation; turns are only ever added.

    The model's own (`blocks` not empty) goes back as it came, with whatever the provider bound to it. Ours has the
    results of all calls of the turn before, and then what is said.
    """

    blocks: tuple[dict[str, Any], ...] = ()
    results: tuple[Result, ...] = ()
    said: str = ""


class Request(Noun):
    """One request: `answer` is the JSON Schema that the final answer must have, None for free text."""

    model: str
    system: str
    tools: tuple[ToolSchema, ...] = ()
    turns: tuple[Turn, ...]
    answer: dict[str, Any] | None = None
    out: int = Field(ge=1)


class Reply(Noun):
    """How one attempt ended, and what came of it.

    `why` is a sentence of ours where there is no answer, the phrase of the lever where it was stopped. `blocks` is the
    model's turn as the provider gave it, `served` the model that answered, `again_in` how many seconds the provider
    asks to wait, `back_at` when a quota is open again.
    """

    ended: Ended
    why: str = ""
    text: str = ""
    calls: tuple[Call, ...] = ()
    blocks: tuple[dict[str, Any], ...] = ()
    usage: Usage = Usage()
    served: str = ""
    request_id: str = ""
    seconds: float = 0.0
    again_in: float | None = None
    back_at: datetime | None = None


class Served(Noun):
    """A model that the provider lists; `retires` if it says when it will be gone."""

    id: str
    name: str = ""
    retires: datetime | None = None


class Purpose(StrEnum):
    """What an attempt was for."""

    INVESTIGATE = "investigate"
    ANSWER = "answer"
    RERUN = "rerun"
    EVAL = "eval"


class Attempt(Noun):
    """One attempt as its row in the ledger (`Act.ATTEMPTED`) has it: what product, SRE and finance count.

    `run` names the investigation ("refine:12"), `step` its turn from 1, `again` how often this turn was tried before.
    `diagnosis` is the rules' diagnosis that it refines, 0 for none. `cost` is in micro-dollars. `heard` is False in a
    row that was written without an answer, before it or in place of it: another row of the same attempt replaces it.
    """

    run: str
    purpose: Purpose
    step: int = Field(ge=1)
    again: int = Field(default=0, ge=0)
    release: str
    release_digest: str
    model: str
    served: str = ""
    diagnosis: int = 0
    ended: Ended
    why: str = ""
    usage: Usage = Usage()
    cost: int = Field(default=0, ge=0)
    seconds: float = 0.0
    request_id: str = ""
    back_at: datetime | None = None
    heard: bool = True


class ModelOutcome(Noun):
    """How a run went, as the thread tells it; what was concluded is a diagnosis of its own, if it came to one.

    `release` is its name, "" where it did not come to choose one, `digest` and `model` its own. `ended` is None where
    no attempt was what ended the run (a bound, a budget, a stop); then `why` says it, as it says what is no answer. It
    is "" where there was an answer, and a phrase without a full stop elsewhere ("no answer in 60 s"). `cost` is in
    micro-dollars, `calls` are the tools that were executed, `unbacked` the statements that were dropped since they
    cite nothing that was read, `withheld` those that may not be said. `same_cause` is None where there is nothing to
    compare; `confidence` is that of the model's first hypothesis. `back_at` is when a budget or quota is open again.
    """

    release: str = ""
    digest: str = ""
    model: str = ""
    ended: Ended | None = None
    why: str = ""
    seconds: float = 0.0
    cost: int = Field(default=0, ge=0)
    calls: int = Field(default=0, ge=0)
    turns: int = Field(default=0, ge=0)
    unbacked: int = Field(default=0, ge=0)
    withheld: int = Field(default=0, ge=0)
    same_cause: bool | None = None
    confidence: float | None = None
    back_at: datetime | None = None

    @property
    def answered(self) -> bool:
        """Whether there was an answer to check."""
        return self.ended is Ended.ANSWER
