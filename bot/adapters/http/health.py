"""Health: `/healthz` says whether this process is alive, `/readyz` whether it can do its work, each with its reasons.

The answer has one JSON object a line for each check, so that a probe's log says what was wrong. 503 means that a check
failed; one that is only told (`"counts": false`) makes no 503. Anybody may ask who reaches the port, so reasons are the
house's own sentences: nothing of an incident is in them, nor what a server outside said, which may name addresses and
users. That is in the log.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping

import structlog
from aiohttp import web

from bot.domain.errors import OutsideError

log = structlog.get_logger()


class Aside(str):
    """What is told beside a check that passes: something is out, and the process does its work all the same."""

    __slots__ = ()


Probe = Callable[[], Awaitable[str]]
"""Why something is not as it should be, for anybody to read; "" if it is. An `OutsideError` is told to the log only."""

WITHIN = 2.0
"""Seconds for one check; a probe does not wait much longer."""
FINE, UNWELL = 200, 503
UNTOLD = "it cannot be used as it should; the log has the reason"


def routes(
    alive: Mapping[str, Probe], ready: Mapping[str, Probe], told: Mapping[str, Probe] | None = None
) -> list[web.RouteDef]:
    """The two questions, over these checks by name; those `told` stand in `/readyz` and decide nothing."""

    async def healthz(_request: web.Request) -> web.Response:
        return await _answer(alive, {})

    async def readyz(_request: web.Request) -> web.Response:
        return await _answer(ready, told or {})

    return [web.get("/healthz", healthz), web.get("/readyz", readyz)]


async def reasons_of(checks: Mapping[str, Probe]) -> dict[str, str]:
    """Why each check fails, "" if it does not; all are asked at once, within `WITHIN` seconds."""
    reasons = await asyncio.gather(*(_asked(name, check) for name, check in checks.items()))
    return dict(zip(checks, reasons, strict=True))


async def _answer(checks: Mapping[str, Probe], told: Mapping[str, Probe]) -> web.Response:
    reasons = await reasons_of({**checks, **told})
    said = [
        json.dumps(
            {
                "check": name,
                "ok": not fails(why),
                **({"why": why} if why else {}),
                **({"counts": False} if name in told else {}),
            }
        )
        for name, why in reasons.items()
    ]
    status = UNWELL if any(fails(reasons[name]) for name in checks) else FINE
    return web.Response(
        status=status,
        text="\n".join(said) + "\n",
        content_type="application/jsonl",
        headers={"Cache-Control": "no-store"},
    )


def fails(why: str) -> bool:
    """Whether a check that answered so fails; what is told aside does not."""
    return bool(why) and not isinstance(why, Aside)


async def _asked(name: str, check: Probe) -> str:
    try:
        async with asyncio.timeout(WITHIN):
            return await check()
    except TimeoutError:
        return f"gave no answer within {WITHIN:g} s"
    except OutsideError as problem:
        untold(name, problem)
        return UNTOLD


def untold(check: str, problem: OutsideError) -> None:
    """Log the words that an answer leaves out."""
    log.warning("a check of health failed", check=check, why=str(problem))
