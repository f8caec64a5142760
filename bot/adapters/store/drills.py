"""What the doctor asks of the record about drills: when the kill switch was last measured, and how it did."""

import json
from datetime import datetime

from bot.adapters.store.engine import is_server, parsed_url
from bot.adapters.store.postgres import checks as postgres
from bot.adapters.store.sqlite import checks as sqlite
from bot.adapters.store.sqlite.engine import file_of
from bot.domain.check import Check, ok, warn
from bot.domain.drill import WITHIN, Drill
from bot.domain.ledger import Act
from bot.domain.noun import read_noun

MEND = "lookout drill stop"


def drills(url: str, now: datetime) -> list[Check]:
    """The line on the last drill; none while there is no record.

    Raises:
        PermanentError: the URL names no database that Lookout can use.
    """
    parsed, act = parsed_url(url), Act.DRILLED.value
    found = postgres.details(parsed, act) if is_server(parsed) else sqlite.details(file_of(parsed), act)
    if found is None:
        return []
    measured = (read_noun(Drill, json.loads(one).get("result")) for one in found)
    return [_judged(next((one for one in measured if one is not None), None), now)]


def _judged(drill: Drill | None, now: datetime) -> Check:
    if drill is None:
        said = "none is on record, so how long the kill switch takes is not known"
        return warn("drill", said, MEND)
    said = f"{drill.at:%Y-%m-%d %H:%M} UTC: {drill.worst:.2f} s from the lever to the last effect"
    if not drill.in_time:
        mend = f"look for what holds the database up, and try {MEND} again"
        return warn("drill", f"{said}, more than the {WITHIN:g} s that it may take", mend)
    if drill.is_old(now):
        return warn("drill", f"{said}; that is more than 14 days ago", MEND)
    return ok("drill", said)
