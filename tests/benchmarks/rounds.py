"""One round of the benchmark: an alert fires, its thread is awaited, its incident is closed; all from outside."""

import time
from dataclasses import dataclass

from bot.cli.stage import Stage
from bot.render.actions import ActionId, Field
from bot.sandbox.scenario import load_scenario

PATIENCE = 60.0


@dataclass(frozen=True)
class Round:
    """Seconds to the first post and to the diagnosis, reads and their bytes, and the machine's noise in seconds."""

    first: float
    diagnosed: float
    calls: int
    size: int
    noise: float


async def triage(stage: Stage, name: str) -> Round:
    """One triage of one scenario, whose namespace is taken out again."""
    took = noise()
    before = len(stage.cluster.requests)
    first, diagnosed = await fired(stage, name)
    asked = [one for one in stage.cluster.requests[before:] if one.method == "GET"]
    await put_away(stage, name)
    return Round(first, diagnosed, len(asked), sum(one.bytes for one in asked), took)


async def fired(stage: Stage, name: str) -> tuple[float, float]:
    """Fire a scenario; seconds to the first post in its thread and to the diagnosis."""
    await stage.fire(name)
    began = time.perf_counter()
    channel, ts = stage.fired[name]
    await stage.workspace.wait_for(lambda: len(stage.workspace.thread(channel, ts)) > 1, PATIENCE)
    first = time.perf_counter() - began
    await stage.workspace.wait_for(lambda: _with(stage, channel, ts, ActionId.RIGHT), PATIENCE)
    return first, time.perf_counter() - began


async def put_away(stage: Stage, name: str) -> None:
    """Close the incident of a scenario and take its namespace out of its cluster."""
    await _close(stage, name)
    scenario, _, cluster = name.partition("@")
    stage.clusters[cluster or "sandbox"].unload(load_scenario(scenario).namespace)


async def _close(stage: Stage, name: str) -> None:
    channel, ts = stage.fired[name]
    status = _with(stage, channel, ts, ActionId.CLOSE)
    await stage.workspace.press("U0NORA", channel, status, ActionId.CLOSE)
    await stage.workspace.wait_for(lambda: stage.workspace.view_of("U0NORA"), PATIENCE)
    sent = await stage.workspace.submit("U0NORA", {Field.CAUSE: "benchmark round"})
    if not sent.ok:
        raise TimeoutError(f"closing was not taken: {sent.errors or sent.why}")
    await stage.workspace.wait_for(lambda: not _with(stage, channel, ts, ActionId.CLOSE), PATIENCE)


def _with(stage: Stage, channel: str, ts: str, action_id: str) -> str:
    for message in stage.workspace.thread(channel, ts):
        for block in message.get("blocks") or ():
            if any(element.get("action_id") == action_id for element in block.get("elements") or ()):
                return str(message["ts"])
    return ""


def noise() -> float:
    """How long a fixed piece of work takes: what the machine itself adds to every number."""
    began = time.perf_counter()
    sum(number * number for number in range(200_000))
    return time.perf_counter() - began
