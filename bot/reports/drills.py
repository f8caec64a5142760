"""Drills, by name: when each was made last, and how it did. Every kind of drill is read here and nowhere else."""

from datetime import datetime
from typing import NamedTuple

from bot.domain.drill import Drill
from bot.domain.ledger import Act, LedgerEntry
from bot.domain.noun import read_noun

STOP = "stop"


class LastDrill(NamedTuple):
    """What a drill came to; `stop` has the seconds that a drill of the kill switch measured."""

    name: str
    at: datetime
    passed: bool
    stop: Drill | None = None


def drilled(row: LedgerEntry) -> LastDrill | None:
    """What a row says of a drill that came to its end, None if it says nothing of one."""
    if row.act is not Act.DRILLED:
        return None
    stop = read_noun(Drill, row.detail.get("result"))
    return LastDrill(STOP, stop.at, stop.in_time, stop) if stop is not None else None
