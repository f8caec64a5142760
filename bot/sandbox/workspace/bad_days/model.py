"""Bad days of the model's provider, for the next so many requests to it."""

from bot.sandbox.provider.days import DAYS, Calendar
from bot.sandbox.workspace.bad_days.kind import MOST_TIMES, Day, Kind, Knob, Values
from bot.sandbox.workspace.faults import Armed

NAME = "model-day"
_DAY = Knob("day", "what happens", "overloaded", choices=tuple(DAYS))
_TIMES = Knob("times", "times (0: until cleared)", 1, least=0, most=MOST_TIMES)


def _order(day: Day, values: Values) -> None:
    if day.model is None:
        raise LookupError("this workspace has no model's provider")
    day.model.order(values["day"], values["times"])


def armed(calendar: Calendar) -> list[Armed]:
    """What waits there, as the page lists it."""
    return [Armed(NAME, f"{name}: {DAYS[name].happens}", left) for name, left in calendar.armed()]


KINDS = (
    Kind(
        NAME,
        "Model: a bad day",
        "The provider is overloaded, limits, refuses, hangs, breaks off, or its model lies.",
        "The rules' diagnosis stands as posted; one line of it says what became of the model.",
        _order,
        (_DAY, _TIMES),
        "model",
    ),
)
