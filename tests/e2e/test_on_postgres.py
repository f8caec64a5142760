"""Lookout on PostgreSQL from alert to change: alone, as two replicas of which one dies, and over a server restart."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from bot.cli.play import play
from bot.cli.stage import Stage
from bot.render.actions import ActionId
from tests.e2e.running import SCENARIO, Run
from tests.postgres import PostgresServer

pytestmark = [pytest.mark.e2e, pytest.mark.needs("postgres")]

LEASE = 4.0
ENDS = ("Sent:", "Unknown:", "is withdrawn")


async def test_an_alert_becomes_one_approved_change(tmp_path: Path, postgres_url: str) -> None:
    async with Stage(tmp_path, database_url=postgres_url, rate_limits=False) as stage:
        outcome = await play(stage, SCENARIO, "approve")
        assert outcome.problems == []
        assert len(stage.cluster.writes) == 1


async def replicas(stage: Stage, opened: AsyncExitStack) -> list[Run]:
    """Two programs on one record and one Slack app."""
    runs = [Run(stage), Run(stage)]
    for run in runs:
        opened.push_async_callback(run.end)
        await run.start()
    await runs[0].until(lambda: stage.workspace.socket.connections > 1, "both connected")
    return runs


async def test_of_two_replicas_one_dies_after_the_last_key_and_at_most_one_change_is_sent(
    tmp_path: Path, postgres_url: str
) -> None:
    stage = Stage(
        tmp_path, database_url=postgres_url, with_lookout=False, lease_seconds=LEASE, rate_limits=False
    )
    async with stage, AsyncExitStack() as opened:
        first, second = await replicas(stage, opened)
        await second.alert()
        await second.agree()
        await first.kill()
        await second.until(lambda: any(second.saying(one) for one in ENDS), "the end of the proposal")
        await second.until(lambda: not second.with_button(ActionId.DENY), "a card without buttons")
        assert len(second.with_button(ActionId.CLOSE)) == 1, "one status message"
        assert len(second.with_button(ActionId.RIGHT)) == 1, "one diagnosis"
        assert len(stage.cluster.writes) <= 1
        if second.saying("Sent:"):
            assert len(stage.cluster.writes) == 1


async def test_a_restart_of_the_server_is_survived(
    tmp_path: Path, postgres: PostgresServer, postgres_url: str
) -> None:
    stage = Stage(
        tmp_path, database_url=postgres_url, with_lookout=False, lease_seconds=LEASE, rate_limits=False
    )
    async with stage, AsyncExitStack() as opened:
        run = Run(stage)
        opened.push_async_callback(run.end)
        await run.start()
        await run.alert()
        await run.until(lambda: stage.cluster.requests, "a read of the cluster")
        await asyncio.to_thread(postgres.stop)
        await asyncio.to_thread(postgres.start)
        await run.agree()
        await run.until(lambda: run.saying("Sent:"), "the change")
        assert len(stage.cluster.writes) == 1
        assert len(run.with_button(ActionId.CLOSE)) == 1, "one status message"
        assert len(run.with_button(ActionId.RIGHT)) == 1, "one diagnosis"
