"""How far back somebody asks for: a number and h, d or w ("7d")."""

import re
from datetime import timedelta

SINCE = re.compile(r"([0-9]{1,4})([hdw])")
UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
LONGEST = timedelta(weeks=1_000)


def since_of(word: str) -> timedelta | None:
    """The time that a word means, at most `LONGEST`; None if it is none."""
    found = SINCE.fullmatch(word.strip())
    return min(int(found[1]) * UNITS[found[2]], LONGEST) if found else None
