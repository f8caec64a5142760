"""A small part of `make chaos`: one replica killed, one that stands still, and a step's worst boundaries."""

import asyncio
from signal import SIGKILL, SIGSTOP

import pytest

from tests.chaos.days import DAYS
from tests.chaos.ordeals import NOT_REACHED, Judged, live_through, live_through_point
from tests.chaos.replica import Point
from tests.postgres import PostgresServer

pytestmark = [pytest.mark.e2e, pytest.mark.long, pytest.mark.needs("postgres")]

SEED = 7


def told(judged: Judged) -> str:
    """What does not hold, with the logs."""
    return "\n".join((judged.name, *judged.problems, judged.logs))


@pytest.mark.parametrize("name", ["killed", "standing-still", "http-balanced", "database-hang"])
async def test_after_a_bad_day_everything_is_as_it_should_be(name: str, postgres: PostgresServer) -> None:
    judged = await live_through(DAYS[name], SEED, postgres)
    assert not judged.problems, told(judged)


async def test_a_full_disk_loses_nothing() -> None:
    judged = await live_through(DAYS["full-disk"], SEED, None)
    assert not judged.problems, told(judged)


async def test_a_replica_that_dies_or_stands_still_between_two_steps_is_taken_over_and_does_nothing_twice(
    postgres: PostgresServer,
) -> None:
    """At the boundaries at which a second post or a second change would come of it."""
    async with asyncio.TaskGroup() as group:
        judged = [
            group.create_task(live_through_point(point, strike, postgres))
            for point, strike in (
                (Point("chat.postMessage", "before"), SIGSTOP),
                (Point("chat.postMessage", "after"), SIGKILL),
                (Point("the write", "before"), SIGSTOP),
                (Point("the write", "after"), SIGKILL),
            )
        ]
    assert any(not one.result().name.endswith(NOT_REACHED) for one in judged)
    for one in judged:
        assert not one.result().problems, told(one.result())
