"""This machine's clock beside another's, as told by the Date header of its answer."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from bot.domain.check import Check, fail, ok, unknown, warn

BEARABLE, MOST = 5.0, 60.0
"""Seconds of difference that mean nothing (the header counts whole ones), and those that make decisions wrong."""
MEND = "set the machine's clock by NTP"


def compared(name: str, whose: str, date: str, now: datetime, about: str = "") -> Check:
    """What the difference means; `date` is an HTTP date, `now` this machine's time."""
    try:
        theirs = parsedate_to_datetime(date).astimezone(UTC)
    except ValueError:
        return unknown(name, f"{whose} time was not told", MEND, about)
    seconds = (now - theirs).total_seconds()
    off = f"this machine's is {abs(seconds):.0f} s {'ahead of' if seconds > 0 else 'behind'} {whose}"
    if abs(seconds) <= BEARABLE:
        return ok(name, f"within {BEARABLE:.0f} s of {whose}", about)
    if abs(seconds) <= MOST:
        return warn(name, f"{off}, so the times in threads are", MEND, about)
    return fail(name, f"{off}, so approvals, freezes and reminders end and come at wrong times", MEND, about)
