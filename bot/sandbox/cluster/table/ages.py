"""How long ago, as kubectl writes durations."""

from datetime import datetime, timedelta

from bot.sandbox.cluster.objects import instant

_MINUTE, _HOUR, _DAY, _YEAR = 60, 3600, 86400, 365 * 86400
# Below so many seconds: the unit shown, and the smaller unit shown with it (0: none), as kubectl's HumanDuration.
_AGES = (
    (2 * _MINUTE, 1, "s", 0, ""),
    (10 * _MINUTE, _MINUTE, "m", 1, "s"),
    (3 * _HOUR, _MINUTE, "m", 0, ""),
    (8 * _HOUR, _HOUR, "h", _MINUTE, "m"),
    (2 * _DAY, _HOUR, "h", 0, ""),
    (8 * _DAY, _DAY, "d", _HOUR, "h"),
    (2 * _YEAR, _DAY, "d", 0, ""),
)


def age(since: str | None, now: datetime) -> str:
    """`12d`, `3h5m`, `4m12s`: how long ago, as kubectl writes durations."""
    if not since:
        return "<unknown>"
    seconds = int((now - instant(since)) / timedelta(seconds=1))
    if seconds < 0:
        return "0s"
    for most, big, big_word, small, small_word in _AGES:
        if seconds < most:
            rest = seconds % big // small if small else 0
            return f"{seconds // big}{big_word}" + (f"{rest}{small_word}" if rest else "")
    return f"{seconds // _YEAR}y"
