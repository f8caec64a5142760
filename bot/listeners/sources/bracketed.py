"""The headline that Alertmanager and Grafana share: `[FIRING:3] group values (other common values)`."""

import re
from typing import NamedTuple

from bot.domain.alert import AlertState
from bot.listeners.sources.post import Message, headings
from bot.listeners.sources.slack_text import headless

_TITLE = re.compile(
    r"\[(FIRING|RESOLVED)(?::\s*(\d{1,6}))?(?:,\s*RESOLVED:\s*\d{1,6})?\](.*)",
    re.IGNORECASE,
)


class Title(NamedTuple):
    """State, number of firing alerts (0 if not said), the group's values and the other common ones, as written."""

    state: AlertState
    size: int
    group: str
    common: str


def read_title(message: Message) -> Title | None:
    """The first heading of that form."""
    for heading in headings(message):
        match = _TITLE.match(headless(heading))
        if match:
            state = AlertState.FIRING if match.group(1).upper() == "FIRING" else AlertState.RESOLVED
            group, common = _split(match.group(3).strip())
            return Title(state, int(match.group(2) or 0), group, common)
    return None


def _split(rest: str) -> tuple[str, str]:
    group, opened, common = rest.rpartition("(")
    if not opened or not common.endswith(")"):
        return rest, ""
    return group.strip(), common[:-1].strip()
