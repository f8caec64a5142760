"""The pager's bad days: what is answered in place of taking an event."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Day:
    """One kind of bad day. `hangs`: nothing is answered until the sandbox ends."""

    happens: str
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] = field(default_factory=dict)
    hangs: bool = False


DAYS = {
    "down": Day("it answers 500", 500, body={"status": "internal error"}),
    "busy": Day("it answers 429 and asks to wait 5 s", 429, {"Retry-After": "5"}),
    "hang": Day("it never answers", hangs=True),
    "key": Day("it answers 401: the key is not accepted", 401, body={"status": "unauthorized"}),
    "invalid": Day("it answers 400: the event is not accepted", 400, body={"status": "invalid event"}),
    "portal": Day("a sign-in page answers in its place", 202, body={"sign": "in"}),
}


class Days:
    """What was ordered, in turn; 0 times is until cleared."""

    def __init__(self) -> None:
        self._ordered: list[tuple[str, int]] = []

    def order(self, name: str, times: int) -> None:
        """Let the next so many requests meet that day."""
        self._ordered.append((name, times))

    def take(self) -> str | None:
        """The day of this request, None for a good one."""
        if not self._ordered:
            return None
        name, left = self._ordered[0]
        if left == 1:
            self._ordered.pop(0)
        elif left:
            self._ordered[0] = (name, left - 1)
        return name

    def armed(self) -> list[tuple[str, int]]:
        """What waits, with how often."""
        return list(self._ordered)

    def clear(self) -> None:
        """Only good days from now on."""
        self._ordered.clear()
