"""`make bench-model`: what the way to a model costs beside the model itself.

Runs investigations of several turns over loopback against the stand-in of the provider, in a thread of its own, which
asks for reads until it is told to stop. Prints, for each turn, the time beyond what the provider took (aim: under
50 ms), and the share of the input tokens that came from the provider's cache from the second turn on (aim: over 80 %).
The reads themselves are no part of it: their results are texts of a bound size. What comes next is the loop.
"""

import argparse
import asyncio
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from bot.adapters.anthropic.provider import Anthropic
from bot.adapters.clock import SystemClock
from bot.domain.model import Ended, Reply, Request, Result, ToolSchema, Turn
from bot.domain.spending import Usage
from bot.sandbox.clock import WallClock
from bot.sandbox.provider import Provider
from bot.sandbox.provider.provider import KEY

AIM_MS, AIM_CACHED = 50.0, 0.8
TURNS = 8
SYSTEM = "You examine one incident in a Kubernetes system and give testimony about its likely cause. " * 90
LINE = "2026-11-30T02:13:07Z WARN checkout-7c9f retry of payments failed: connection refused (attempt {0})\n"
_MODEL = "claude-opus-5-5"


def main() -> None:
    """Print the table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rounds", type=int, default=20, help="investigations")
    asked.add_argument("--result", type=int, default=4_000, help="bytes of one result, of two in a turn")
    told = asked.parse_args()
    with providing() as provider:
        asyncio.run(measure(provider, told.rounds, told.result))


@contextmanager
def providing() -> Iterator[Provider]:
    """The stand-in, which never has enough, on a loop of its own."""
    loop = asyncio.new_event_loop()
    provider = Provider(WallClock())
    provider.days.order("loops", times=0)
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    asyncio.run_coroutine_threadsafe(provider.start(), loop).result()
    try:
        yield provider
    finally:
        asyncio.run_coroutine_threadsafe(provider.stop(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def measure(provider: Provider, rounds: int, size: int) -> None:
    """Investigations one after the other, as a triage makes them."""
    model = Anthropic(KEY, provider.base_url, SystemClock())
    await model.ask(_request(0), within=60)  # the library loads its parts at the first request
    beyond: list[list[float]] = [[] for _ in range(TURNS)]
    wall: list[float] = []
    later, sent_before = Usage(), 0
    for number in range(1, rounds + 1):
        request, before = _request(number), 0
        for turn in range(TURNS):
            began = time.perf_counter()
            reply = await model.ask(request, within=60)
            spent = time.perf_counter() - began
            assert reply.ended is Ended.TOOLS, (reply.ended, reply.why)
            wall.append(spent)
            beyond[turn].append(max(0.0, spent - provider.took[-1]))
            later += reply.usage if turn else Usage()
            sent_before += before
            before = reply.usage.read
            request = _next(request, reply, size)
    await model.close()
    print(f"{rounds} investigations of {TURNS} turns, {size:,} bytes a result")
    print("turn   beyond the provider's time, ms: median   95 %")
    for turn, times in enumerate(beyond, start=1):
        print(f"{turn:4}   {_ms(statistics.median(times)):38.1f}{_ms(_most(times)):7.1f}")
    found = [one for times in beyond for one in times]
    print(f"all    {_ms(statistics.median(found)):38.1f}{_ms(_most(found)):7.1f}   (aim: < {AIM_MS:.0f})")
    print(f"a turn in all, the stand-in's time included: {_ms(statistics.median(wall)):.1f} ms, median")
    share = later.cached / later.read
    print(f"input tokens from the cache, from the second turn on: {share:.1%} (aim: > {AIM_CACHED:.0%});")
    print(f"  of those that the turn before had sent already: {later.cached / sent_before:.1%}")


def _request(number: int) -> Request:
    """The first turn of an investigation; only what is said in it differs from another's."""
    tools = tuple(_tool(name) for name in ("events", "snapshot", "objects", "logs", "rollouts", "runbook"))
    evidence = "".join(f'<evidence id="E{one}">\n{LINE.format(one)}</evidence>\n' for one in range(1, 21))
    said = f"Incident {number}. The rules say: cause: bad-rollout, Deployment shop/checkout.\n{evidence}"
    return Request(model=_MODEL, system=SYSTEM, tools=tools, turns=(Turn(said=said),), out=8_000)


def _tool(name: str) -> ToolSchema:
    fields = {
        one: {"type": "string", "description": f"The {one} of what is read, as the API has it."}
        for one in ("kind", "name", "contains", "container")
    }
    schema = {"type": "object", "properties": fields, "required": [*fields], "additionalProperties": False}
    return ToolSchema(name=name, description=f"Reads {name} of the incident. " * 6, parameters=schema)


def _next(request: Request, reply: Reply, size: int) -> Request:
    text = "".join(LINE.format(one) for one in range(size // len(LINE)))
    results = tuple(Result(call=one.id, text=f"{one.id}\n{text}") for one in reply.calls)
    turns = (*request.turns, Turn(blocks=reply.blocks), Turn(results=results))
    return request.model_copy(update={"turns": turns})


def _most(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)]


def _ms(seconds: float) -> float:
    return seconds * 1_000


if __name__ == "__main__":
    main()
