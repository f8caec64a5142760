"""`make bench-history`: how fast `/lookout history`, `search`, `similar` and `show` answer on a year of diagnoses.

The record is filled with the golden incidents' diagnoses, told of many services over a year, on SQLite and, where this
machine has a server, on PostgreSQL. Each command is asked as it runs, Slack's answers aside: by somebody who sees all
channels, and by somebody who sees one of forty, for whom more has to be read. Times are wall clock, in milliseconds.
"""

import argparse
import asyncio
import json
import os
import random
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.folder import GOLDEN, read_cases
from bot.adapters.store.database import Database
from bot.adapters.store.engine import database_of
from bot.adapters.store.search import entry_of
from bot.adapters.store.store import SqlStore
from bot.adapters.store.tables import metadata
from bot.diagnosis import diagnose
from bot.domain.alert import Severity
from bot.domain.diagnosis import Diagnosis
from bot.domain.incident import Incident, IncidentStatus
from bot.domain.ledger import Act
from bot.domain.target import Target
from bot.triage.ask import answer
from bot.triage.world import World
from tests.fakes_clock import FakeClock
from tests.fakes_slack import NORA
from tests.postgres import PostgresServer, server_folder
from tests.triage.worlds import night

NOW = datetime(2026, 11, 20, tzinfo=UTC)
CHANNELS, SERVICES, NAMESPACES, A_YEAR = 40, 300, 30, timedelta(days=365)
EACH, ROWS, AT_ONCE = 4, 6, 2_000
"""Diagnoses of an incident, ledger rows of it, rows in one statement."""
Times = tuple[list[float], float]
"""Milliseconds of each answer by the wall's clock, and what one of them took of a core on average."""
WITHIN = 50.0
"""Milliseconds that the slowest of twenty answers may take."""
COMMANDS = {
    "history": "history",
    "history of a service": "history checkout-{n}",
    "history of 7 days": "history --since 7d",
    "search, one word": "search checkout-{n}",
    "search, common words": "search image pull memory",
    "search, a cause": "search oom-killed shop-{m}",
    "search, a beginning": "search chec",
    "similar by number": "similar I-{i}",
    "similar by words": "similar connection refused database",
    "show": "show {d}",
}


def templates() -> list[tuple[str, str]]:
    """The golden incidents' diagnoses as JSON, and the namespace of each."""
    return [
        (diagnose(case.snapshot, version="0").model_dump_json(), case.snapshot.scope.namespace)
        for case in read_cases(GOLDEN)
    ]


class Year:
    """The rows of a year, made up alike for every engine."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._templates = templates()

    def incidents(self) -> Iterator[dict[str, Any]]:
        """One for every few diagnoses."""
        for number in range(1, self.size // EACH + 1):
            service, namespace = _place(number)
            at = NOW - A_YEAR * (1 - number * EACH / self.size)
            one = Incident(
                id=f"inc-{number:06}",
                number=number,
                channel=f"C{number * 7 % CHANNELS:03}",
                thread_ts=f"{number}.1",
                title=f"{service} answers with errors",
                severity=Severity.HIGH,
                status=IncidentStatus.CLOSED,
                target=Target(cluster="prod", namespace=namespace, service=service),
                fingerprint=f"fp-{number}",
                opened_at=at,
            )
            columns = one.model_dump(include={"id", "number", "channel", "thread_ts", "fingerprint"})
            yield columns | {
                "version": 1,
                "status": one.status.value,
                "target": str(one.target),
                "last_alert_at": at,
                "body": one.model_dump_json(),
            }

    def diagnoses(self) -> Iterator[dict[str, Any]]:
        """In the order of their times, so that ids are too."""
        for number in range(1, self.size + 1):
            incident = (number - 1) // EACH + 1
            service, namespace = _place(incident)
            body, there = self._templates[number % len(self._templates)]
            yield {
                "id": number,
                "incident_id": f"inc-{min(incident, self.size // EACH):06}",
                "at": NOW - A_YEAR * (1 - number / self.size),
                "service": service,
                "namespace": namespace,
                "verdict": "fault",
                "body": body.replace(f'"{there}"', f'"{namespace}"'),
                "refines": None,
            }

    def rows(self) -> Iterator[dict[str, Any]]:
        """A few rows of the ledger for each incident; their digests are numbers."""
        acts = (Act.ALERT, Act.OPENED, Act.DIAGNOSED, Act.TOOK, Act.RATED, Act.CLOSED)
        for number in range(1, self.size // EACH + 1):
            for position, act in enumerate(acts[:ROWS]):
                yield {
                    "incident_id": f"inc-{number:06}",
                    "at": NOW - A_YEAR * (1 - number * EACH / self.size),
                    "act": act.value,
                    "actor": "U0NORA" if act in (Act.TOOK, Act.RATED, Act.CLOSED) else "",
                    "source": "",
                    "detail": json.dumps({"diagnosis": number * EACH, "verdict": "right"}),
                    "previous": str(position - 1) if position else "",
                    "digest": str(position),
                }


def _place(incident: int) -> tuple[str, str]:
    return f"checkout-{incident * 13 % SERVICES}", f"shop-{incident * 5 % NAMESPACES}"


async def fill(url: str, year: Year) -> float:
    """Make the record; seconds that took."""
    began = time.perf_counter()
    await (await SqlStore.open(url, FakeClock(NOW))).close()
    database = database_of(url, 60)
    try:
        async with database.writer.begin() as connection:
            if connection.dialect.name == "postgresql":
                await connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
            await _insert(connection, "incident", year.incidents())
            await _insert(connection, "diagnosis", year.diagnoses(), database)
            await _insert(connection, "ledger", year.rows())
        async with database.writer.begin() as connection:
            await connection.execute(text("ANALYZE"))
    finally:
        await database.close()
    return time.perf_counter() - began


async def _insert(
    connection: AsyncConnection, name: str, rows: Iterator[dict[str, Any]], indexed: Database | None = None
) -> None:
    table = metadata().tables[name]
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == AT_ONCE:
            await _put(connection, table, batch, indexed)
            batch = []
    if batch:
        await _put(connection, table, batch, indexed)


async def _put(
    connection: AsyncConnection, table: Any, batch: list[dict[str, Any]], indexed: Database | None
) -> None:
    await connection.execute(insert(table), batch)
    if indexed is None:
        return
    noted = []
    for row in batch:
        made = Diagnosis.model_validate_json(row["body"])
        where = {"service": row["service"], "namespace": row["namespace"]}
        noted.append(
            indexed.words.adding(entry_of(row["id"], made, title=f"{row['service']} answers", **where))
        )
    await connection.execute(noted[0][0], [dict(values) for _, values in noted])


async def measure(url: str, size: int, rounds: int, server: int) -> dict[str, Times]:
    """How long every answer took, by command and asker."""
    took: dict[str, Times] = {}
    with tempfile.TemporaryDirectory() as folder:
        async with night(Path(folder)) as place:
            place.clock._now = NOW  # the year's end
            store = await SqlStore.open(url, place.clock, server_time=False)
            world = replace(place.world, store=store)
            for asker in ("sees all", "sees one channel of 40"):
                hidden = [f"C{number:03}" for number in range(1, CHANNELS)]
                place.people.private = set(hidden if asker != "sees all" else ())
                for name, command in COMMANDS.items():
                    took[f"{name}, {asker}"] = await _ask(world, command, size, rounds, server)
            await store.close()
    return took


async def _ask(world: World, command: str, size: int, rounds: int, server: int) -> Times:
    chance = random.Random(command)  # no secret
    times: list[float] = []
    before = 0.0
    for number in range(rounds + 1):
        if number == 1:  # the first one warms up
            before = worked(server)
        told = command.format(
            n=chance.randrange(SERVICES),
            m=chance.randrange(NAMESPACES),
            i=chance.randrange(1, size // EACH),
            d=chance.randrange(1, size),
        )
        began = time.perf_counter()
        await answer(world, NORA, told, "C000")
        times.append((time.perf_counter() - began) * 1000)
    return times[1:], (worked(server) - before) / rounds * 1000


def worked(server: int) -> float:
    """Seconds of a core that this process and the children of a server (0: there is none) took so far."""
    ticks = 0
    for path in Path("/proc").glob("[0-9]*/stat") if server else ():
        with suppress(OSError):
            told = path.read_text().rpartition(")")[2].split()
            ticks += int(told[11]) + int(told[12]) if int(told[1]) == server else 0
    return time.process_time() + ticks / os.sysconf("SC_CLK_TCK")


def report(engine: str, size: int, filled: float, took: dict[str, Times]) -> list[str]:
    """Lines for people; `cpu` is what it took of a core, whatever else the machine did meanwhile."""
    busy = f"{os.getloadavg()[0]:.1f} processes wanted {os.cpu_count()} cores"
    lines = [
        f"{engine}: {size} diagnoses, filled in {filled:.0f} s; {busy}",
        f"{'milliseconds':44}    p50     p95     cpu",
    ]
    for name, times in took.items():
        walls, core = times
        p95 = _p95(walls)
        mark = "" if p95 <= WITHIN else f"  over {WITHIN:g}"
        lines.append(f"{name:44} {statistics.median(walls):6.1f}  {p95:6.1f}  {core:6.1f}{mark}")
    return lines


def _p95(times: Sequence[float]) -> float:
    return sorted(times)[min(len(times) - 1, int(len(times) * 0.95))]


async def on(url: str, engine: str, size: int, rounds: int, server: int = 0) -> bool:
    """Fill, ask and print; whether every question was answered in time."""
    filled = await fill(url, Year(size))
    took = await measure(url, size, rounds, server)
    print("\n".join(report(engine, size, filled, took)), flush=True)
    return all(_p95(walls) <= WITHIN for walls, _ in took.values())


def main() -> None:
    """Both engines; ends with 1 if one of them is too slow."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--engine", choices=("sqlite", "postgres"), action="append")
    told = parser.parse_args()
    engines, fine = told.engine or ["sqlite", "postgres"], True
    if "sqlite" in engines:
        with tempfile.TemporaryDirectory() as folder:
            url = f"sqlite:///{Path(folder) / 'history.sqlite3'}"
            fine &= asyncio.run(on(url, "SQLite", told.size, told.rounds))
    programs = server_folder()
    if "postgres" in engines and programs is None:
        print("PostgreSQL: no server on this machine, so it is not measured")
    elif "postgres" in engines and programs is not None:
        server = PostgresServer(programs)
        try:
            server.begin()
            url = server.url(server.make())
            fine &= asyncio.run(on(url, "PostgreSQL", told.size, told.rounds, server.pid))
        finally:
            server.end()
    raise SystemExit(not fine)


if __name__ == "__main__":
    main()
