"""Freezes from outside: iCalendars (`calendar`) and vendors' status pages (`statuspage`).

Each is read within a deadline and a bound (`bot.adapters.feeds`); what cannot be read raises, and the story counts
it as frozen.
"""
