"""The scheduler's own words: "0/4 nodes are available: 1 were unschedulable, 3 Insufficient memory."."""

import re
from dataclasses import dataclass
from datetime import datetime

from bot.domain.diagnosis import Observation

_HEAD = re.compile(r"^\s*\d+/\d+ nodes are available:?\s*")
_PIECE = re.compile(r"(\d+) ((?:(?!, \d+ ).)+)")
_INSUFFICIENT = re.compile(r"^Insufficient ([\w.\-/]+)")


@dataclass(frozen=True, slots=True)
class Unscheduled:
    """Why a pod has no node: the message, the reasons in it with their node counts, and where it was said."""

    message: str
    reasons: tuple[tuple[int, str], ...]
    cited: Observation
    at: datetime | None

    @property
    def silent(self) -> bool:
        """Whether nothing is left of what the scheduler said."""
        return not self.message

    @property
    def insufficient(self) -> dict[str, int]:
        """Resources that are short, with the number of nodes."""
        found: dict[str, int] = {}
        for count, reason in self.reasons:
            match = _INSUFFICIENT.match(reason)
            if match:
                found[match[1]] = found.get(match[1], 0) + count
        return found


def reasons_in(message: str) -> tuple[tuple[int, str], ...]:
    """The (node count, reason) pieces; what is said about preemption is left out."""
    body = _HEAD.sub("", message.partition("preemption:")[0]).strip().rstrip(".")
    return tuple((int(count), reason.strip().rstrip(".")) for count, reason in _PIECE.findall(body))
