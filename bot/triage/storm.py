"""Storm: one cause makes many services alert at once, and the on-call needs few threads then, not one for each.

Alerts of one target are one incident anyway. Once several incidents have opened in one namespace (or cluster, or, where
no target is known, one channel) within minutes, what would open one more joins the first of them instead, and its
status message names who else alerts. A recovery finds the incident that its alert joined.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.domain.alert import Alert, AlertState
from bot.domain.incident import Incident
from bot.domain.ledger import Act, LedgerEntry
from bot.domain.target import Target
from bot.triage import thread
from bot.triage.ports.store import Task, Transaction
from bot.triage.world import World

WITHIN = timedelta(minutes=10)
IN_NAMESPACE, IN_CLUSTER, IN_CHANNEL = 3, 10, 5
"""So many threads of one storm are worth having: each of them reads a service of its own."""
LOOKED_AT = 20


async def gathering(tx: Transaction, alert: Alert, target: Target | None, channel: str) -> Incident | None:
    """The incident that takes an alert which belongs to none by itself; None if it may have its own."""
    opened = [one for one in await tx.incidents.open() if one.source != "mention"]
    if alert.state is AlertState.RESOLVED:
        return await _joined_by(tx, alert.fingerprint, opened[:LOOKED_AT])
    return first_of(opened, target, channel, tx.now)


async def show_soon(world: World, tx: Transaction, incident: Incident) -> None:
    """Bring the status message to what joined, with all that joins meanwhile: no edit would be sent sooner."""
    gap = world.policy.edit_gap
    turn = int(tx.now.timestamp() // gap.total_seconds()) if gap else tx.now.isoformat()
    payload = {"incident_id": incident.id}
    await tx.tasks.add("show", f"show:{incident.id}:{turn}", payload, due_at=tx.now + gap)


async def show(world: World, task: Task) -> None:
    """The status message of an incident that alerts have joined."""
    async with world.last_step(task) as tx:
        await thread.show_status(world, tx, await tx.incidents.get(str(task.payload["incident_id"])))


def first_of(
    opened: Sequence[Incident], target: Target | None, channel: str, now: datetime
) -> Incident | None:
    """The first incident of the storm that is going on where the alert points, None if there is none."""
    young = [one for one in opened if now - one.opened_at <= WITHIN]
    if target is None:
        return _first([one for one in young if one.target is None and one.channel == channel], IN_CHANNEL)
    cluster = [one for one in young if one.target is not None and one.target.cluster == target.cluster]
    namespace = [one for one in cluster if one.target and one.target.namespace == target.namespace]
    return _first(namespace, IN_NAMESPACE) or _first(cluster, IN_CLUSTER)


async def _joined_by(tx: Transaction, fingerprint: str, opened: Sequence[Incident]) -> Incident | None:
    """The incident in which the alert with this fingerprint was last heard of as firing."""
    for incident in opened:
        if _last_of(fingerprint, await tx.ledger.of(incident.id)) is Act.JOINED:
            return incident
    return None


def _last_of(fingerprint: str, rows: Sequence[LedgerEntry]) -> Act | None:
    for row in reversed(rows):
        about = row.detail.get("fingerprint") if row.act is Act.RECOVERED else None
        if row.act is Act.JOINED:
            about = row.detail["alert"]["fingerprint"]
        if about and about == fingerprint:
            return row.act
    return None


def _first(incidents: Sequence[Incident], enough: int) -> Incident | None:
    if len(incidents) < enough:
        return None
    return min(incidents, key=lambda one: one.number)
