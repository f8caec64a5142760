"""`lookout ledger verify` and `heads`: whether the record is what was written, and how far each chain goes."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import typer

from bot.adapters.clock import SystemClock
from bot.adapters.heads import read_heads
from bot.adapters.store.store import SqlStore
from bot.cli.levers import record_of
from bot.cli.say import sentences
from bot.domain.ledger import ChainFault, LedgerHead
from bot.settings.environment import read_environment
from bot.triage.heads import digest_of, line_of

NO_INCIDENT = "no incident"


def verify(known: Sequence[str]) -> None:
    """Read every chain and say what does not fit; `known` are files of heads that were exported earlier.

    Raises:
        typer.Exit: 1, a chain is not what was written; 2, the record or a file cannot be read.
    """
    with sentences():
        earlier = [head for one in known for head in read_heads(Path(one))]
        url = read_environment().database_url
    record = record_of(url)
    with sentences():
        faults, heads = asyncio.run(_audit(url, earlier))
    for fault in faults:
        place = f"row {fault.seq} " if fault.seq else "the chain "
        print(f"{_named(fault.incident_id)}: {place}{fault.what}")
    rows = sum(head.rows for head in heads)
    print(f"record: {record}: {rows} rows in {len(heads)} chains, digest of all heads {digest_of(heads)}")
    if faults:
        print(f"{len(faults)} places are not what was written")
        raise typer.Exit(1)
    against = f" and reaches the {len(earlier)} heads of the files given" if earlier else ""
    print(f"every chain fits, row by row{against}")
    if not earlier:
        print("rows cut from the end of a chain show only with --heads and a file that was exported earlier")


def heads() -> None:
    """Print the head of every chain, one JSON object a line, for `verify --heads`."""
    with sentences():
        url = read_environment().database_url
    record_of(url)
    with sentences():
        found = asyncio.run(_heads(url))
    for head in found:
        print(line_of(head))


async def _audit(url: str, earlier: Sequence[LedgerHead]) -> tuple[list[ChainFault], Sequence[LedgerHead]]:
    store = await SqlStore.open(url, SystemClock())
    try:
        async with store.read() as tx:
            return [fault async for fault in tx.ledger.faults(earlier)], await tx.ledger.heads()
    finally:
        await store.close()


async def _heads(url: str) -> Sequence[LedgerHead]:
    store = await SqlStore.open(url, SystemClock())
    try:
        async with store.read() as tx:
            return await tx.ledger.heads()
    finally:
        await store.close()


def _named(incident_id: str) -> str:
    return f"incident {incident_id}" if incident_id else NO_INCIDENT
