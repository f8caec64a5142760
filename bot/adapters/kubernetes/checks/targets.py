"""The service map held against the cluster: the namespaces and workloads that it names are there."""

from collections.abc import Sequence

from bot.adapters.kubernetes.kinds import WORKLOADS
from bot.domain.check import Check, fail, ok, unknown
from bot.domain.errors import RefusedError
from bot.domain.target import Target
from bot.facts.live import OPT_IN
from bot.triage.ports.cluster import Cluster

MAP = "mend the service's entry in lookout.yaml"


async def opted_in(cluster: Cluster, namespace: str) -> bool | None:
    """Whether the namespace bears the label; False if there is no such namespace, None if it may not be read.

    Raises:
        OutsideError: the cluster does not answer.
    """
    try:
        found = await cluster.list("namespaces", "", fields=f"metadata.name={namespace}")
    except RefusedError:
        return None
    key, value = OPT_IN
    return any((one["metadata"].get("labels") or {}).get(key) == value for one in found.items)


async def nodes_opted_in(cluster: Cluster) -> int | None:
    """How many nodes bear the label; None if nodes may not be read.

    Raises:
        OutsideError: the cluster does not answer.
    """
    try:
        found = await cluster.list("nodes", "", labels="=".join(OPT_IN))
    except RefusedError:
        return None
    return len(found.items)


async def services(cluster: Cluster, targets: Sequence[Target]) -> list[Check]:
    """A line for each service of the map that runs in this cluster. Raises `OutsideError` if it does not answer."""
    return [await _service(cluster, one) for one in targets]


async def _service(cluster: Cluster, target: Target) -> Check:
    about, where = target.service, f"{target.cluster}/{target.namespace}"
    try:
        spaces = await cluster.list("namespaces", "", fields=f"metadata.name={target.namespace}")
        if not spaces.items:
            said = f"there is no namespace {where}, so its alerts are diagnosed from nothing"
            return fail("service", said, MAP, about)
    except RefusedError:
        if target.workload is None:
            said = f"whether {where} exists cannot be read"
            return unknown("service", said, "name its workload, which can be looked for", about)
    if target.workload is None:
        return ok("service", f"{where} is there", about)
    try:
        plural = WORKLOADS[target.workload.kind]
        fields = f"metadata.name={target.workload.name}"
        found = await cluster.list(plural, target.namespace, fields=fields)
    except RefusedError as problem:
        return unknown("service", f"its workload cannot be read: {problem}", "see the reader's line", about)
    if not found.items:
        said = f"there is no {target.workload.kind} {target.workload.name} in {where}"
        return fail("service", said, MAP, about)
    return ok("service", f"{target.workload.kind} {target.workload.name} in {where} is there", about)
