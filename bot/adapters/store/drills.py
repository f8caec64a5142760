"""What the doctor asks of the record about drills: when each was made last, and what came of it."""

import json
from datetime import datetime

from bot.adapters.store.engine import is_server, parsed_url
from bot.adapters.store.postgres import checks as postgres
from bot.adapters.store.sqlite import checks as sqlite
from bot.adapters.store.sqlite.engine import file_of
from bot.domain.check import Check, ok, warn
from bot.domain.drill import Drilled, DrillName
from bot.domain.ledger import Act
from bot.reports.drills import read_drilled

AGAIN = "lookout drill {}"
UNMADE = "none is on record, so whether it would work is not known"


def drills(url: str, now: datetime) -> list[Check]:
    """A line on the last drill of each name; none while there is no record.

    Raises:
        PermanentError: the URL names no database that Lookout can use.
    """
    parsed, act = parsed_url(url), Act.DRILLED.value
    found = postgres.details(parsed, act) if is_server(parsed) else sqlite.details(file_of(parsed), act)
    if found is None:
        return []
    last: dict[DrillName, Drilled] = {}
    for detail in found:
        if (one := read_drilled(json.loads(detail))) is not None:
            last.setdefault(one.name, one)
    return [_judged(name, last.get(name), now) for name in DrillName]


def _judged(name: DrillName, last: Drilled | None, now: datetime) -> Check:
    mend = AGAIN.format(name.value)
    if last is None:
        return warn("drill", UNMADE, mend, name.value)
    said = f"{last.at:%Y-%m-%d %H:%M} UTC: {last.said}"
    if not last.passed:
        return warn("drill", f"{said}; it failed", f"look for what it says, and try {mend} again", name.value)
    if last.is_old(now):
        return warn("drill", f"{said}; that is more than 14 days ago", mend, name.value)
    return ok("drill", said, name.value)
