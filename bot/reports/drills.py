"""Drills, by name: when each was made last, and what came of it. Rows of drills are read here and nowhere else."""

from collections.abc import Iterable, Mapping
from typing import Any

from bot.domain.drill import WITHIN, Drill, Drilled, DrillName
from bot.domain.ledger import Act, LedgerEntry
from bot.domain.noun import read_noun

RESULT, DRILLED = "result", "drilled"
"""Where a row has what the kill switch's drill measured, as earlier versions wrote it, and what came of any drill."""


def drilled(row: LedgerEntry) -> Drilled | None:
    """What a row says of a drill that came to its end, None if it says nothing of one."""
    return read_drilled(row.detail) if row.act is Act.DRILLED else None


def read_drilled(detail: Mapping[str, Any]) -> Drilled | None:
    """As `drilled`, of the detail of such a row."""
    return read_noun(Drilled, detail.get(DRILLED)) or _stop(read_noun(Drill, detail.get(RESULT)))


def last_drills(rows: Iterable[LedgerEntry]) -> dict[DrillName, Drilled]:
    """The last one of each name; the rows are the newest first."""
    last: dict[DrillName, Drilled] = {}
    for row in rows:
        if (one := drilled(row)) is not None:
            last.setdefault(one.name, one)
    return last


def stop_drilled(measured: Drill) -> Drilled:
    """What came of a drill of the kill switch that measured this."""
    slow = "" if measured.in_time else f", more than the {WITHIN:g} s that it may take"
    return Drilled(
        name=DrillName.STOP,
        at=measured.at,
        passed=measured.in_time,
        said=f"{measured.worst:.2f} s from the lever to the last effect{slow}",
        seconds=measured.worst,
        stop=measured,
    )


def _stop(measured: Drill | None) -> Drilled | None:
    """As rows of earlier versions have it."""
    return None if measured is None else stop_drilled(measured)
