"""Heads: once a day the head of every ledger chain leaves the database, so that its end cannot be cut unseen.

They are kept as a file of the day where the configuration names a folder; their common digest also goes to the log and
into a row of the ledger itself, which ties the chains to one another. `lookout ledger verify --heads FILE` compares.
"""

import hashlib
import json
from collections.abc import Sequence

import structlog

from bot.domain.ledger import Act, LedgerEntry, LedgerHead
from bot.triage.ports.store import Task
from bot.triage.world import World

log = structlog.get_logger()


async def export_heads(world: World, task: Task) -> None:
    """Export the heads as they are now.

    Raises:
        TransientError: they could not be kept; the task is tried again.
    """
    async with world.store.read() as tx:
        heads, now = await tx.ledger.heads(), tx.now
    kept = await world.keep_heads(now.date(), tuple(map(line_of, heads)))
    common = digest_of(heads)
    async with world.last_step(task) as tx:
        detail = {"chains": len(heads), "digest": common, "kept": kept}
        await tx.ledger.append(LedgerEntry(incident_id="", at=tx.now, act=Act.HEADS, detail=detail))
    log.info("ledger heads", chains=len(heads), digest=common, kept=kept)


def digest_of(heads: Sequence[LedgerHead]) -> str:
    """SHA-256 (hex) over the lines of all heads, in the order of the incidents' ids."""
    lines = [line_of(head) for head in sorted(heads, key=lambda head: head.incident_id)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def line_of(head: LedgerHead) -> str:
    """A head as one line of JSON: incident_id, rows, digest, at."""
    return json.dumps(head.model_dump(mode="json"), sort_keys=True)
