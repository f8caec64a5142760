"""The `Model` port over the vendor's library: one streamed attempt within a deadline, and the list of models.

Whatever the other side does ends in a `Reply` that says so. Retries are the loop's business, which knows what time and
money are left.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing, suppress
from datetime import UTC, datetime

import httpx2
import structlog
from anthropic.types import ModelInfo

from anthropic import AsyncAnthropic, AsyncStream
from bot.adapters.anthropic.client import connect
from bot.adapters.anthropic.errors import failure_of, raised
from bot.adapters.anthropic.refusal import SAID, Failure
from bot.adapters.anthropic.stream import Gathered, UnreadableError
from bot.adapters.anthropic.verdict import calls, judged
from bot.adapters.anthropic.wire import written
from bot.domain.model import Ended, Reply, Request, Served
from bot.triage.ports.clock import Clock
from bot.triage.ports.model import Tab

log = structlog.get_logger()

EVENTS = "text/event-stream"
MOST_MODELS = 1_000
_LONGEST_SECONDS = 600.0
_LAST_BYTES = 0.2
"""Seconds for the end of the connection's answer after the model's: what is read to its end is used again."""


class Anthropic:
    """Claude, by one key at one address, over `proxy` if any; `listing` bounds the list of models in seconds."""

    def __init__(
        self, key: str, base_url: str, clock: Clock, *, proxy: str = "", listing: float = 10.0
    ) -> None:
        self._client: AsyncAnthropic = connect(key, base_url, within=_LONGEST_SECONDS, proxy=proxy)
        self._clock = clock
        self._listing = listing

    async def close(self) -> None:
        """End the connections."""
        await self._client.close()

    async def ask(self, request: Request, *, within: float, tab: Tab | None = None) -> Reply:
        """One attempt, ended after `within` seconds at the latest."""
        began, gathered, ids = self._clock.elapsed(), Gathered(request.out), [""]
        failure: Failure | None = None
        if tab is not None:
            tab.so_far = lambda: _stopped(gathered, ids[0])
        try:
            async with asyncio.timeout(within):
                await self._stream(request, gathered, ids)
        except TimeoutError:
            failure = Failure(ended=Ended.LATE, why=f"no answer in {within:.3g} s")
        except Exception as problem:  # noqa: BLE001 - nothing that the other side does may raise
            failure = failure_of(problem, self._clock.now())
        reply = _reply(gathered, failure)
        if failure is not None and failure.said:
            log.warning("the model's provider did not answer", ended=str(failure.ended), said=failure.said)
        told = {"seconds": self._clock.elapsed() - began, "request_id": reply.request_id or ids[0]}
        return reply.model_copy(update=told)

    async def served(self) -> Sequence[Served]:
        """The models that can be asked.

        Raises:
            OutsideError: the list could not be read.
        """
        try:
            async with asyncio.timeout(self._listing):
                page = await self._client.models.list(limit=MOST_MODELS)
            return [_served(one) for one in page.data[:MOST_MODELS]]
        except Exception as problem:
            raise raised(failure_of(problem, self._clock.now())) from problem

    async def _stream(self, request: Request, gathered: Gathered, ids: list[str]) -> None:
        async with await self._client.messages.create(**written(request), stream=True) as answer:
            head = answer.response.headers
            ids[0] = head.get("request-id", "")[:SAID]
            if head.get("content-type", "").partition(";")[0].strip().lower() != EVENTS:
                raise UnreadableError("what answered is not the provider: something stands on the way to it")
            async with aclosing(_events(answer.response)) as events:
                async for name, data in events:
                    gathered.take(name, data)
                    if gathered.whole:
                        await _drain(events)
                        return


def _stopped(gathered: Gathered, request_id: str) -> Reply:
    return Reply(ended=Ended.STOPPED, usage=gathered.usage, served=gathered.served, request_id=request_id)


def _reply(gathered: Gathered, failure: Failure | None) -> Reply:
    usage, served = gathered.usage, gathered.served
    if failure is not None and not gathered.whole:
        return Reply(
            ended=failure.ended,
            why=failure.why,
            usage=usage,
            served=served,
            request_id=failure.request_id,
            again_in=failure.again_in,
            back_at=failure.back_at,
        )
    ended, why = judged(gathered)
    return Reply(
        ended=ended,
        why=why,
        text=gathered.text,
        calls=calls(gathered.blocks) if ended is Ended.TOOLS else (),
        blocks=tuple(gathered.blocks),
        usage=usage,
        served=served,
    )


async def _events(response: httpx2.Response) -> AsyncGenerator[tuple[str | None, str], None]:
    async for event in AsyncStream.raw_events(response):
        yield event.event, event.data


async def _drain(events: AsyncIterator[tuple[str | None, str]]) -> None:
    """Read what follows the answer, if it comes at once, so that the connection can be used for the next turn."""
    with suppress(Exception):
        async with asyncio.timeout(_LAST_BYTES):
            async for _ in events:
                pass


def _served(one: ModelInfo) -> Served:
    retires = one.retires_at if isinstance(one.retires_at, datetime) else None
    if retires is not None and retires.tzinfo is None:
        retires = retires.replace(tzinfo=UTC)
    return Served(id=str(one.id), name=str(one.display_name or ""), retires=retires)
