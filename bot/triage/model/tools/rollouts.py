"""The rollouts of a Deployment: its revisions as the ReplicaSets keep them, and what each one changed."""

from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import Field

from bot.domain.noun import Noun
from bot.facts.change import owned_by
from bot.facts.raw import mapping, number, text
from bot.facts.revision import difference, revision_of
from bot.facts.workload import Workload
from bot.redaction import redact_value
from bot.triage.model.sources import CannotReadError, Found, Sources, beside, named
from bot.triage.model.tool import Tool
from bot.triage.model.written import bounded

_CHANGES = 25


class Arguments(Noun):
    """Whose rollouts."""

    deployment: str = Field(description="The name of the Deployment.")


async def read(sources: Sources, asked: Arguments) -> Found:
    """All revisions that are kept, the newest first, each with its difference to the one before."""
    name = named(asked.deployment)
    found = await sources.listed("deployments", fields=f"metadata.name={name}")
    if not found.items:
        raise CannotReadError(f"there is no Deployment {name} in {sources.scope.namespace}")
    kept = await sources.listed("replicasets")
    mine = owned_by(found.items[0], kept.items)
    lines = await beside(lambda: list(_told(mine, sources.key)))
    ref = f"{sources.scope.namespace}/deployment/{name}"
    return Found(
        text="\n".join(lines) or "(no revision is kept)",
        what=f"rollouts of {name}",
        ref=ref,
        count=len(mine),
        at=sources.clock.now(),
    )


def _told(replicasets: Sequence[Any], key: bytes) -> Iterator[str]:
    workloads = [Workload("ReplicaSet", redact_value(bounded(one, key), key)) for one in replicasets]
    ordered = sorted(workloads, key=revision_of, reverse=True)
    for place, one in enumerate(ordered):
        made = text(one.raw, "metadata", "creationTimestamp") or "at an unknown time"
        pods = f"{number(one.raw, 'status', 'readyReplicas')} of {number(one.raw, 'spec', 'replicas')} pods ready"
        yield f"revision {revision_of(one)}, {one.name}, made {made}, {pods}"
        if place + 1 == len(ordered):
            yield "  the oldest that is kept"
            return
        older = ordered[place + 1]
        changes = difference(mapping(older.raw, "spec", "template"), mapping(one.raw, "spec", "template"))
        yield from (f"  {change.container or 'pod'}: {change}" for change in changes[:_CHANGES])
        if not changes:
            yield "  its pod template is the same as before"
        elif len(changes) > _CHANGES:
            yield f"  and {len(changes) - _CHANGES} more changes"


TOOL = Tool(
    name="rollouts",
    description="The revisions of a Deployment that are kept, the newest first, with what each one changed.",
    arguments=Arguments,
    read=read,
)
