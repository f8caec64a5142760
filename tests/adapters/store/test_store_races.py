"""Three processes on one database want the same things at once: nothing is lost, nothing is doubled."""

import asyncio
import json
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.clock import SystemClock
from bot.adapters.store.store import SqlStore
from bot.domain.proposal import DecisionRole, ProposalState
from tests.adapters.store.racer import HANDS, ROUNDS
from tests.adapters.store.store_cases import incident, proposal

pytestmark = pytest.mark.e2e

ROOT = Path(__file__).parents[3]
PROCESSES = 3
TASKS = 40


async def prepared(url: str) -> None:
    """Tasks of no incident, and a proposal that waits for both keys."""
    store = await SqlStore.open(url, SystemClock())
    async with store.begin() as tx:
        await tx.incidents.add(incident())
        await tx.proposals.add(proposal(opened_at=tx.now, expires_at=tx.now + timedelta(minutes=5)))
        for number in range(TASKS):
            await tx.tasks.add("triage", f"k{number:02}")
    await store.close()


async def raced(url: str) -> list[dict[str, list[Any]]]:
    """What each process won; all begin when all are ready."""
    pipe = asyncio.subprocess.PIPE
    racers = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.adapters.store.racer", url, f"r{number}",
            stdin=pipe, stdout=pipe, cwd=ROOT,
        )
        for number in range(PROCESSES)
    ]  # fmt: skip
    try:
        for one in racers:
            assert one.stdout is not None
            assert await one.stdout.readline() == b"ready\n"
        told = await asyncio.gather(*(one.communicate(b"\n") for one in racers))
    finally:
        for one in racers:
            if one.returncode is None:
                one.kill()
                await one.wait()
    assert [one.returncode for one in racers] == [0] * PROCESSES
    return [json.loads(out) for out, _ in told]


async def test_of_what_three_processes_want_at_once_each_thing_is_given_once(url: str) -> None:
    await prepared(url)
    results = await raced(url)
    won = {key: sorted(one for result in results for one in result[key]) for key in results[0]}
    opened = PROCESSES * HANDS * ROUNDS
    assert won["tasks"] == [f"k{number:02}" for number in range(TASKS)]
    assert won["numbers"] == list(range(2, opened + 2))
    assert won["proposed"] == list(range(ROUNDS))
    assert won["decided"] == sorted(DecisionRole)
    assert (won["claimed"], won["intended"], won["pulled"]) == ([1], [1], ["model"])
    store = await SqlStore.open(url, SystemClock())
    async with store.read() as tx:
        rows = await tx.ledger.of("inc-1")
        assert sorted(row.detail["task"] for row in rows) == won["tasks"]
        assert [row.seq for row in rows] == sorted(row.seq for row in rows)
        assert [row.at for row in rows] == sorted(row.at for row in rows)
        assert [one async for one in tx.ledger.faults() if one.incident_id == "inc-1"] == []
        decided = await tx.proposals.get("prop-1")
        assert decided.state is ProposalState.EXECUTING
        assert len(await tx.proposals.unfinished()) == ROUNDS + 1
        assert await tx.tasks.pending() == 0
    await store.close()
