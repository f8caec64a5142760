"""What the doctor asks of a PostgreSQL server: it answers, may be written, fits this version, keeps what it confirms.

One short connection that can only read, since the store's own way in would make the tables and migrate them.
"""

from collections.abc import Sequence
from contextlib import closing
from typing import Any

import psycopg
from psycopg.rows import dict_row
from sqlalchemy import URL

from bot.adapters.store.judged import Pulled, schema, stops
from bot.adapters.store.postgres.engine import CONNECTIONS, TAKES_WRITES, driven, place_of
from bot.adapters.store.postgres.errors import translated_error
from bot.domain.check import Check, fail, ok, warn

OLDEST = 140_000
"""The oldest server that Lookout is run on, as the server numbers itself."""

_SERVER = """
SELECT current_setting('server_version') AS version, current_setting('server_version_num')::int AS number,
       current_setting('server_encoding') AS encoding, pg_is_in_recovery() AS standby,
       current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
         - (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend') + 1 AS free,
       has_schema_privilege(current_schema(), 'CREATE') AS may_create,
       to_regclass('alembic_version') IS NOT NULL AS made, to_regclass('stop') IS NOT NULL AS levers
"""
_KEPT = """
SELECT current_setting('fsync') AS fsync, current_setting('full_page_writes') AS full_page_writes,
       current_setting('synchronous_commit') AS synchronous_commit, current_setting('data_checksums') AS checksums,
       pg_size_pretty(pg_database_size(current_database())) AS size
"""
_LACKING = """
SELECT relname FROM pg_class
WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'S') AND relname <> 'alembic_version'
  AND NOT CASE relkind WHEN 'S' THEN has_sequence_privilege(oid, 'USAGE')
          ELSE has_table_privilege(oid, 'SELECT') AND has_table_privilege(oid, 'INSERT')
               AND has_table_privilege(oid, 'UPDATE') AND has_table_privilege(oid, 'DELETE') END
ORDER BY relname
"""
_PULLED = "SELECT scope, by, why FROM stop WHERE lifted_at IS NULL ORDER BY id"

_DETAILS = "SELECT detail FROM ledger WHERE incident_id = '' AND act = %s ORDER BY seq DESC LIMIT 1000"

_SECONDS = 5.0
RIGHTS = "make Lookout's role the owner of its database (deploy/README.md)"


def database(url: URL, *, within: float) -> list[Check]:
    """A line for each question; no statement takes longer than `within` seconds."""
    place = place_of(url)
    try:
        with closing(_connected(url, within)) as connection:
            return _inside(connection, place)
    except psycopg.Error as problem:
        return [fail("database", str(translated_error(problem)), "see deploy/TROUBLESHOOTING.md", place)]


def details(url: URL, act: str) -> list[str] | None:
    """What the newest rows of an act hold that belong to no incident, None while that cannot be told."""
    try:
        with closing(_connected(url, _SECONDS)) as connection:
            return [str(row["detail"]) for row in connection.execute(_DETAILS, (act,))]
    except psycopg.Error:
        return None  # the line on the database says what is wrong with it


def has_record(url: URL) -> bool:
    """Whether a Lookout has made its tables in that database. Raises the house's errors if it cannot be asked."""
    try:
        with closing(_connected(url, _SECONDS)) as connection:
            return bool(_row(connection, "SELECT to_regclass('ledger') IS NOT NULL AS made")["made"])
    except psycopg.Error as problem:
        raise translated_error(problem) from problem


def _connected(url: URL, within: float) -> psycopg.Connection[dict[str, Any]]:
    where = driven(url)
    _, ways = where.get_dialect()().create_connect_args(where)
    # In whole seconds, of which libpq takes two at least.
    ways = {"connect_timeout": max(2, int(within)), **TAKES_WRITES, **ways}
    connection = psycopg.Connection[dict[str, Any]].connect(autocommit=True, row_factory=dict_row, **ways)
    connection.execute("SELECT set_config('default_transaction_read_only', 'on', false)")
    connection.execute("SELECT set_config('statement_timeout', %s, false)", (f"{within * 1000:.0f}ms",))
    return connection


def _inside(connection: psycopg.Connection[dict[str, Any]], place: str) -> list[Check]:
    server = _row(connection, _SERVER)
    at = "none"
    if server["made"]:
        found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        at = found["version_num"] if found else "none"
    pulled = connection.execute(_PULLED).fetchall() if server["levers"] else []
    levers = stops([Pulled(**row) for row in pulled]) if server["levers"] else []
    kept = _row(connection, _KEPT)
    disk = ok("disk", f"the record takes {kept['size']}; what is free is the server's to watch", place)
    return [
        _usable(connection, server, place),
        schema(at if server["made"] else None),
        *levers,
        _keeps(kept),
        disk,
    ]


def _row(connection: psycopg.Connection[dict[str, Any]], statement: str) -> dict[str, Any]:
    row = connection.execute(statement.encode()).fetchone()
    assert row is not None  # noqa: S101 # narrows the type: a SELECT without FROM has one row
    return row


def _usable(connection: psycopg.Connection[dict[str, Any]], server: dict[str, Any], place: str) -> Check:
    """Whether Lookout can write here, by the first thing that is against it."""
    lacking = [row["relname"] for row in connection.execute(_LACKING).fetchall()] if server["made"] else []
    against = (
        _of_server(server, place)
        or _of_rights(lacking, may_create=server["may_create"], made=server["made"], place=place)
        or _of_room(server, place)
    )
    return against or ok("database", f"PostgreSQL {server['version']} answers and may be written", place)


def _of_server(server: dict[str, Any], place: str) -> Check | None:
    if server["standby"]:
        return fail(
            "database", "the server is a standby, so nothing can be recorded", "name the primary", place
        )
    if server["encoding"] != "UTF8":
        said = f"its encoding is {server['encoding']}, in which not every text of Slack can be written"
        return fail("database", said, "make it anew with ENCODING 'UTF8'", place)
    return None


def _of_rights(lacking: Sequence[str], *, may_create: bool, made: bool, place: str) -> Check | None:
    if lacking:
        return fail("database", f"its user may not write {', '.join(lacking)}", RIGHTS, place)
    if not may_create:
        said = "its user may not make tables, so a start that has to will fail"
        return (warn if made else fail)("database", said, RIGHTS, place)
    return None


def _of_room(server: dict[str, Any], place: str) -> Check | None:
    if server["free"] < CONNECTIONS:
        said = f"{max(server['free'], 0)} connections are free; each process takes up to {CONNECTIONS}"
        return warn("database", said, "raise the server's max_connections, or stop what uses them", place)
    if server["number"] < OLDEST:
        said = f"PostgreSQL {server['version']} answers, and its makers no longer mend it"
        return warn("database", said, "bring the server to a newer version", place)
    return None


def _keeps(kept: dict[str, Any]) -> Check:
    """Whether what was confirmed outlives a crash of the server: an approval, or the row before a change."""
    off = [name for name in ("fsync", "full_page_writes", "synchronous_commit") if kept[name] == "off"]
    if off:
        said = f"off: {', '.join(off)}; what was confirmed may be lost when the server crashes"
        return warn("integrity", said, "turn it on in the server's settings")
    watched = (
        "and watches its pages by checksums" if kept["checksums"] == "on" else "without checksums of pages"
    )
    return ok("integrity", f"the server keeps what it confirms, {watched}")
