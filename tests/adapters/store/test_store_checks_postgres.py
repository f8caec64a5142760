"""The doctor on a PostgreSQL server: each state of the database, which is left as it was."""

import asyncio
from collections.abc import Iterator

import pytest

from bot.adapters.clock import SystemClock
from bot.adapters.store.checks import database
from bot.adapters.store.migrate import revisions
from bot.adapters.store.postgres import checks
from bot.adapters.store.record import record_of
from bot.adapters.store.store import SqlStore
from bot.domain.check import Check, Condition
from bot.domain.errors import PermanentError, TransientError
from bot.domain.stop import Stop
from tests.postgres import PostgresServer

OK, WARN, FAIL = Condition.OK, Condition.WARN, Condition.FAIL
ALL = {"database", "schema", "stops", "integrity", "disk"}

pytestmark = pytest.mark.needs("postgres")


def lines(url: str) -> dict[str, Check]:
    return {one.name: one for one in database(url, within=5)}


def named(url: str) -> str:
    return url.rpartition("/")[2]


@pytest.fixture
def looker(postgres: PostgresServer, postgres_url: str) -> Iterator[str]:
    """A role that may log in and no more."""
    postgres.execute("CREATE ROLE looker LOGIN")
    yield postgres.url(named(postgres_url), "looker")
    postgres.execute("DROP OWNED BY looker", database=named(postgres_url))
    postgres.execute("DROP ROLE looker")


def test_a_database_in_use_has_a_line_for_each_question(postgres_url: str) -> None:
    found = lines(postgres_url)
    assert found.keys() == ALL
    assert {name for name, one in found.items() if one.verdict is not OK} == {"integrity"}
    assert found["database"].about.endswith(f"/{named(postgres_url)}")
    assert "postgres@" not in "".join(one.about for one in found.values())


def test_a_server_that_may_lose_what_it_confirmed_warns(postgres_url: str) -> None:
    """The tests' own server does not wait for its disk."""
    found = lines(postgres_url)["integrity"]
    assert (found.verdict, "off: fsync, full_page_writes;" in found.said) == (WARN, True)


@pytest.mark.parametrize(("checksums", "words"), [("on", "watches its pages"), ("off", "without checksums")])
def test_a_server_that_keeps_what_it_confirmed_is_fine(checksums: str, words: str) -> None:
    kept = dict.fromkeys(("fsync", "full_page_writes", "synchronous_commit"), "on") | {"checksums": checksums}
    found = checks._keeps(kept)
    assert (found.verdict, words in found.said) == (OK, True)


def test_an_empty_database_is_new_and_stays_empty(postgres_new_url: str, postgres: PostgresServer) -> None:
    found = lines(postgres_new_url)
    assert (found["database"].verdict, found["schema"].verdict, "stops" in found) == (OK, OK, False)
    tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
    assert postgres.execute(tables, database=named(postgres_new_url)) == [(0,)]


def test_an_older_schema_warns_and_an_unknown_one_fails(
    postgres_url: str, postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as newer_code:
        newer_code.setattr("bot.adapters.store.judged.revisions", lambda: ("r9999", *revisions()))
        assert lines(postgres_url)["schema"].verdict is WARN
    change = "UPDATE alembic_version SET version_num = '{}'"
    postgres.execute(change.format("r7777"), database=named(postgres_url))
    assert "newer Lookout" in lines(postgres_url)["schema"].said
    postgres.execute(change.format(revisions()[0]), database=named(postgres_url))


def test_a_stop_that_is_in_force_is_told(postgres_url: str) -> None:
    async def pull() -> None:
        store = await SqlStore.open(postgres_url, SystemClock())
        async with store.begin() as tx:
            await tx.stops.pull(Stop(scope="everything", by="U0IVY", at=tx.now, why="drill"))
        await store.close()

    asyncio.run(pull())
    found = lines(postgres_url)["stops"]
    assert (found.verdict, found.about, "by U0IVY: drill" in found.said) == (WARN, "everything", True)


def test_a_role_that_may_not_write_fails_with_the_tables(
    postgres_url: str, postgres: PostgresServer, looker: str
) -> None:
    name = named(postgres_url)
    postgres.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO looker", database=name)
    found = lines(looker)["database"]
    assert found.verdict is FAIL
    assert "may not write" in found.said
    assert "ledger" in found.said
    assert "owner" in found.mend
    postgres.execute(
        "GRANT INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO looker;"
        "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO looker",
        database=name,
    )
    found = lines(looker)["database"]
    assert (found.verdict, "may not make tables" in found.said) == (WARN, True)


def test_a_role_that_may_not_read_fails(looker: str) -> None:
    found = lines(looker)
    assert (found["database"].verdict, "lacks a right" in found["database"].said) == (FAIL, True)


def test_a_database_that_cannot_hold_all_text_fails(postgres: PostgresServer) -> None:
    postgres.execute("CREATE DATABASE bytes ENCODING 'SQL_ASCII' TEMPLATE template0")
    found = lines(postgres.url("bytes"))["database"]
    assert (found.verdict, "SQL_ASCII" in found.said) == (FAIL, True)
    postgres.drop("bytes")


def test_a_standby_fails_and_a_crowded_or_old_server_warns() -> None:
    server = {"standby": False, "encoding": "UTF8", "free": 40, "number": 150_004, "version": "15.4"}
    standby = checks._of_server(server | {"standby": True}, "x")
    crowded, old = checks._of_room(server | {"free": 2}, "x"), checks._of_room(server | {"number": 1}, "x")
    assert [one and one.verdict for one in (standby, crowded, old)] == [FAIL, WARN, WARN]
    assert checks._of_room(server, "x") is None


def test_a_server_or_a_database_that_is_not_there_fails(postgres: PostgresServer) -> None:
    gone = lines("postgresql://lookout:hunter2@127.0.0.1:1/lookout")
    assert list(gone) == ["database"]
    assert gone["database"].verdict is FAIL
    assert "hunter2" not in str(gone)
    assert "no database of that name" in lines(postgres.url("nowhere"))["database"].said


def test_a_record_is_a_database_with_the_tables(postgres_url: str, postgres_new_url: str) -> None:
    assert record_of(postgres_url).endswith(f"/{named(postgres_url)}")
    with pytest.raises(PermanentError, match=r"there is no record at postgresql://127.*LOOKOUT_DATABASE_URL"):
        record_of(postgres_new_url)
    with pytest.raises(TransientError, match="cannot be reached"):
        record_of("postgresql://lookout@127.0.0.1:1/lookout")
