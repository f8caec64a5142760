"""Bad days of the way to page outside Slack, for the next so many attempts."""

from bot.sandbox.pager.days import DAYS, Days
from bot.sandbox.workspace.bad_days.kind import MOST_TIMES, Day, Kind, Knob, Values
from bot.sandbox.workspace.faults import Armed

NAME = "page-day"
_DAY = Knob("day", "what happens", "down", choices=tuple(DAYS))
_TIMES = Knob("times", "times (0: until cleared)", 1, least=0, most=MOST_TIMES)


def _order(day: Day, values: Values) -> None:
    if day.pager is None:
        raise LookupError("this workspace has no pager")
    day.pager.order(values["day"], values["times"])


def armed(days: Days) -> list[Armed]:
    """What waits there, as the page lists it."""
    return [Armed(NAME, f"{name}: {DAYS[name].happens}", left) for name, left in days.armed()]


KINDS = (
    Kind(
        NAME,
        "Pager: a bad day",
        "The system that takes pages outside Slack fails, limits, hangs, or refuses the key.",
        "The attempt is made again, or, where that cannot help, the thread says that no page went out.",
        _order,
        (_DAY, _TIMES),
        "pager",
    ),
)
