"""What a thread is told after its record came out of a backup: from when on the record is silent."""

from datetime import datetime

from bot.domain.incident import Incident
from bot.render.blocks import message, section
from bot.render.owner import post_line
from bot.render.rendered import Rendered
from bot.render.words import clock


def restored_message(incident: Incident, *, taken_at: datetime, now: datetime) -> Rendered:
    """`taken_at` is the moment that the backup shows."""
    first, then = post_line(incident, now), clock(taken_at, now, zone=True)
    silent = (
        f"The record of this incident comes from a backup of {then}. What came after that is not in it: "
        "ownership, decisions, stops, freezes and attempts."
    )
    check = (
        "Next check: compare this thread's later posts with the status message. No proposal of the backup is open any "
        "more, and a stop of changes is in force; `/lookout resume mitigation` lifts that."
    )
    return message([first, silent, check], [section(first), section(silent, check)])
