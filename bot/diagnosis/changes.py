"""Changes: all that was changed around an incident within a day before it was read, for whoever asks "what changed?".

Beside a hypothesis only the last hour before its trouble is cited (`lately`). Here nothing is weighed: the newest
revision of each Deployment of the namespace, the ConfigMaps that its pods refer to, and the nodes under them.
"""

from datetime import datetime, timedelta

from bot.diagnosis.lately import config_map_writes, node_changes, revisions
from bot.domain.diagnosis import Observation
from bot.domain.snapshot import Snapshot
from bot.facts.view import View

WITHIN = timedelta(hours=24)
MOST = 5


def changes_before(snapshot: Snapshot) -> tuple[Observation, ...] | None:
    """The changes of the day before a snapshot was taken, newest first; None if it does not tell them."""
    try:
        return _changes(View(snapshot), snapshot.taken_at)
    except Exception:  # noqa: BLE001 - a snapshot is other people's data: an odd object must not end an answer
        return None


def _changes(view: View, until: datetime) -> tuple[Observation, ...]:
    pods = [pod for pod in view.pods if pod.namespace == view.namespace]
    found = {
        (at, ref, what)
        for at, ref, what in (
            *revisions(view),
            *config_map_writes(view, pods),
            *node_changes(view, {pod.node for pod in pods}),
        )
        if timedelta(0) <= until - at <= WITHIN
    }
    return tuple(
        Observation(source="change", ref=ref, quote=what, at=at)
        for at, ref, what in sorted(found, reverse=True)[:MOST]
    )
