"""A rolling upgrade: the new version migrates while replicas of this one work, and these go on to the end."""

import asyncio
from pathlib import Path

import pytest

from bot.cli.say import COULD_NOT_RUN
from tests.chaos.crew import Crew
from tests.chaos.invariants import complaints
from tests.chaos.look import load, look
from tests.chaos.ordeals import PATIENCE, UNOWNED, WORKED
from tests.chaos.place import Place
from tests.chaos.upgrading import upgrade_to_next
from tests.postgres import PostgresServer

pytestmark = [pytest.mark.e2e, pytest.mark.needs("postgres")]

OUTAGE = 10.0
CALM = 40.0


async def test_old_replicas_go_on_while_a_new_version_migrates_and_only_a_restart_of_theirs_is_refused(
    tmp_path: Path, postgres: PostgresServer, postgres_new_url: str
) -> None:
    name = postgres_new_url.rpartition("/")[2]
    async with Place(tmp_path, postgres_new_url) as place:
        old = [await place.start() for _ in range(2)]
        await place.ready()
        assert place.stage.workspace.socket.connections == 2 * len(old), "two sockets of each"
        crew = Crew(place.stage, WORKED)
        await place.stage.fire(WORKED)
        working = asyncio.ensure_future(crew.see_to_it(PATIENCE * load()))
        # Two new pods at once: one migrates, the other one finds it done.
        new = [upgrade_to_next(postgres_new_url, tmp_path / f"new-{at}") for at in range(2)]
        await asyncio.sleep(1)
        await asyncio.gather(*new, place.stage.fire(UNOWNED))
        assert await asyncio.to_thread(postgres.execute, "SELECT id FROM next_thing", database=name) == [(1,)]
        assert await working, crew.account() + place.logs()
        assert [one.is_alive for one in old] == [True, True], place.logs()
        until = asyncio.get_running_loop().time() + CALM
        while found := complaints(await look(place, outage=OUTAGE)):
            assert asyncio.get_running_loop().time() < until, (found, place.logs())
            await asyncio.sleep(0.5)
        late = await place.start()
        assert await late.ended(60)
        assert late.exit_code == COULD_NOT_RUN
        assert "The database was written by a newer Lookout than this one" in late.log.read_text()
