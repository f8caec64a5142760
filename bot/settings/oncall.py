"""Who answers for Lookout itself, as the configuration may say it, and which drills are made by themselves.

The heartbeat's address is the environment's, since whoever knows it can send it.
"""

from pydantic import Field

from bot.domain.drill import DrillName
from bot.domain.noun import Noun
from bot.settings.paging import WayName
from bot.settings.rota import RotaName, UserId


class OnCall(Noun):
    """Who answers for Lookout itself: `users` at all times, and whoever is on call by the rota of that name.

    `page` are ways of `paging`, by which its own faults are told without Slack. `heartbeat_seconds` is how often the
    heartbeat is sent, `slack_minutes` how long Slack may be out of reach before that is a fault.
    """

    users: tuple[UserId, ...] = ()
    rota: RotaName | None = None
    page: tuple[WayName, ...] = ()
    heartbeat_seconds: float = Field(default=60, ge=15, le=3600)
    slack_minutes: float = Field(default=5, ge=1, le=120)


class Drills(Noun):
    """Which drills are made each week without being asked for, and which ways to page are tried (none named: all)."""

    weekly: tuple[DrillName, ...] = tuple(DrillName)
    ways: tuple[WayName, ...] = ()
