"""Freezes from outside: iCalendar (`calendar`, `events`, `recurrence`) and vendors' status pages (`statuspage`).

Each is read within a deadline and a bound (`fetch`); what cannot be read raises, and the story counts it as frozen.
"""
