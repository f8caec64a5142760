"""Scenario: a file that can be built into a cluster and told as an alert."""

from datetime import datetime
from typing import Any, Literal

from bot.sandbox.cluster.state import ClusterState
from bot.sandbox.scenario import alerts
from bot.sandbox.scenario.build import play
from bot.sandbox.scenario.schema import Script, Surroundings


class Scenario(Script):
    """One incident to try; `surroundings` is what is around it."""

    surroundings: Surroundings

    def build(self, now: datetime) -> ClusterState:
        """The cluster as it is at `now`, after the file's history."""
        return play(self, self.surroundings, now)

    def alert_message(
        self, state: Literal["firing", "resolved"], at: datetime | None = None
    ) -> dict[str, Any]:
        """The Slack message (`text`, `attachments`, `blocks`) that the alert's source would post."""
        return alerts.message(self, state, at)
