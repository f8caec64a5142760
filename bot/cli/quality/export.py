"""`lookout cases export`: what people said of past diagnoses, as labelled cases with their snapshots."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from bot.adapters.clock import SystemClock
from bot.adapters.folder import write_cases
from bot.adapters.store.store import SqlStore
from bot.cli.levers import record_of
from bot.cli.say import sentences
from bot.cli.since import since as period
from bot.detectors.catalogue import CAUSES
from bot.domain.diagnosis import Diagnosis
from bot.domain.label import LabelledCase
from bot.reports.cases import label_of
from bot.settings.environment import read_environment
from bot.triage.ports.store import PastDiagnosis, Transaction

MOST = 10_000
FORGOTTEN = "labelled, but the snapshot is not kept any more"


def main(folder: str, back: str) -> None:
    """Write the cases and say how many there are, and why there are no more.

    Raises:
        typer.Exit: 2, the record cannot be read or the folder cannot be written.
    """
    wanted = period(back)
    with sentences():
        url = read_environment().database_url
    record = record_of(url)
    with sentences():
        cases, without = asyncio.run(_gathered(url, wanted))
        write_cases(cases, Path(folder))
    print(f"record: {record}: {len(cases)} labelled cases of the last {back} in {folder}")
    for why, number in sorted(without.items()):
        print(f"without a case: {number} ({why})")


async def _gathered(url: str, wanted: timedelta) -> tuple[list[LabelledCase], Counter[str]]:
    """The cases, oldest first, and why how many others are none."""
    store = await SqlStore.open(url, SystemClock())
    cases: list[LabelledCase] = []
    without: Counter[str] = Counter()
    try:
        async with store.read() as tx:
            past = await tx.diagnoses.history(since=tx.now - wanted, limit=MOST)
            for one in reversed(past):
                found = await _case(tx, one)
                if isinstance(found, LabelledCase):
                    cases.append(found)
                else:
                    without[found] += 1
    finally:
        await store.close()
    return cases, without


async def _case(tx: Transaction, past: PastDiagnosis) -> LabelledCase | str:
    """The case of one triage, or why it is none."""
    incident = past.incident
    labelling = label_of(
        await _told(tx, past), await tx.ledger.of(incident.id), codes=CAUSES, closed=incident.cause
    )
    if labelling.label is None:
        return labelling.why
    snapshot = await tx.diagnoses.snapshot(past.id)
    if snapshot is None:
        return FORGOTTEN
    return LabelledCase(name=f"D-{past.id}", snapshot=snapshot, label=labelling.label)


async def _told(tx: Transaction, past: PastDiagnosis) -> Mapping[int, Diagnosis]:
    """What was told of this triage, by id: the rules' diagnosis, and the model's that refine it."""
    refined = reversed(await tx.diagnoses.refinements(past.id))
    return {one.id: one.diagnosis for one in (past, *refined)}
