"""The reader's and the actor's rights, judged: enough, and no more."""

import asyncio
from collections.abc import Collection, Sequence

from bot.adapters.kubernetes.checks.reviews import Reviews
from bot.adapters.kubernetes.checks.rights import (
    CHANGES,
    CHANGES_OF_NODES,
    EVERY_CHANGE,
    EVERY_CHANGE_OF_NODES,
    INDISPENSABLE,
    NOBODYS,
    NOBODYS_CLUSTER_WIDE,
    READS,
    READS_CLUSTER_WIDE,
    SECRETS,
)
from bot.domain.check import Check, fail, ok, warn
from bot.domain.tool import Right

READER = "give it the role of deploy/kustomize/base/reader.yaml"
NARROWER = "take the role away that gives it, and use the one of deploy/kustomize/base"
SHOWN = 8


async def reader_reads(reviews: Reviews, cluster: str, namespaces: Sequence[str]) -> list[Check]:
    """What a triage reads and the reader may not, in every configured namespace and of the cluster."""
    everywhere = await reviews.allowed((*READS, *READS_CLUSTER_WIDE))
    checks = _cluster_wide(cluster, everywhere)
    lacking = [one for one in READS if one not in everywhere]
    for namespace in namespaces if lacking else ():
        missing = set(lacking) - await reviews.allowed(lacking, namespace)
        checks += _lost(missing, f"{cluster}/{namespace}")
    if lacking and not namespaces:
        return [*checks, *_lost(set(lacking), cluster)]
    if checks:
        return checks
    where = f"in {', '.join(namespaces)}; alerts of other namespaces cannot be triaged" if lacking else ""
    return [ok("reader", f"may read all that a triage reads{', ' if where else ''}{where}", cluster)]


def _cluster_wide(cluster: str, allowed: Collection[Right]) -> list[Check]:
    missing = [one for one in READS_CLUSTER_WIDE if one not in allowed]
    if not missing:
        return []
    said = f"may not {_named(missing)}: causes in them are not found, and each diagnosis says so"
    return [warn("reader", said, f"{READER}, or leave it so", cluster)]


def _lost(missing: Collection[Right], about: str) -> list[Check]:
    if INDISPENSABLE & set(missing):
        return [fail("reader", f"may not {_named(missing)}: there is no diagnosis without", READER, about)]
    if missing:
        said = f"may not {_named(missing)}: each diagnosis says that it was not read"
        return [warn("reader", said, READER, about)]
    return []


async def reader_excess(reviews: Reviews, cluster: str, namespaces: Sequence[str]) -> Check:
    """That the reader can read no Secret and change nothing, anywhere it was asked."""
    narrow, wide = (*SECRETS, *NOBODYS, *EVERY_CHANGE), (*NOBODYS_CLUSTER_WIDE, *EVERY_CHANGE_OF_NODES)
    return await _excess("reader limits", reviews, cluster, namespaces, narrow, wide)


async def reader_asks_for_others(reviews: Reviews, cluster: str, namespaces: Sequence[str]) -> Check:
    """Whether a preflight can ask here what other people may do, everywhere or in each of the namespaces."""
    everywhere, local = (
        Right("create", "authorization.k8s.io", name)
        for name in ("subjectaccessreviews", "localsubjectaccessreviews")
    )
    if await reviews.allowed([everywhere]):
        return ok("preflight", "may ask what the people of the rotas may do", cluster)
    found = await asyncio.gather(*(reviews.allowed([local], one) for one in namespaces))
    lacking = [one for one, held in zip(namespaces, found, strict=True) if not held]
    if namespaces and not lacking:
        said = f"may ask what the people of the rotas may do in {', '.join(namespaces)}, of no kind of the cluster"
        return ok("preflight", said, cluster)
    if len(lacking) < len(namespaces):
        said = f"may not ask what others may do in {', '.join(lacking)}: there every answer of a preflight is unknown"
        return warn(
            "preflight", said, "kubectl apply --kustomize deploy/kustomize/preflight-one-namespace", cluster
        )
    said = "may not ask what others may do, so every answer of a preflight is unknown"
    return warn("preflight", said, "kubectl apply --kustomize deploy/kustomize/preflight", cluster)


async def actor_excess(reviews: Reviews, cluster: str, namespaces: Sequence[str]) -> Check:
    """That the actor may do nothing but the mitigations, and those not in every namespace at once."""
    everywhere = await reviews.allowed(EVERY_CHANGE)
    if everywhere:
        said = f"may {_named(everywhere)} in every namespace: only the label holds it back, and no binding"
        return warn(
            "actor limits", said, "bind its role by deploy/kustomize/opt-in, not cluster-wide", cluster
        )
    narrow = (*SECRETS, *NOBODYS)
    return await _excess("actor limits", reviews, cluster, namespaces, narrow, NOBODYS_CLUSTER_WIDE)


async def _excess(
    name: str,
    reviews: Reviews,
    cluster: str,
    namespaces: Sequence[str],
    narrow: Sequence[Right],
    wide: Sequence[Right],
) -> Check:
    found = await reviews.allowed((*narrow, *wide))
    if found:
        return fail(name, f"may {_named(found)}, which it must not", NARROWER, cluster)
    for namespace in namespaces:
        found = await reviews.allowed(narrow, namespace)
        if found:
            said = f"may {_named(found)}, which it must not"
            return fail(name, said, NARROWER, f"{cluster}/{namespace}")
    return ok(name, "can read no Secret, and has none of the rights that neither identity may have", cluster)


async def actor(reviews: Reviews, about: str, namespace: str, *, opted_in: bool | None) -> Check:
    """What the actor may do in a namespace, beside what the namespace's label says (None: it cannot be read)."""
    missing = set(CHANGES) - await reviews.allowed(CHANGES, namespace)
    bind = "kubectl apply --kustomize deploy/kustomize/opt-in, for this namespace"
    label = f"kubectl label namespace {namespace} lookout.dev/mitigations=allowed"
    if opted_in is None:
        said = "whether the namespace has opted in cannot be read, which counts as no: nothing is proposed"
        return warn("opt-in", said, "let the reader list namespaces, or leave it so", about)
    if opted_in and missing:
        return warn("opt-in", f"opted in by its label, but the actor may not {_named(missing)}", bind, about)
    if opted_in:
        return ok("opt-in", "opted in: changes to workloads, pods and Jobs can be proposed", about)
    if missing:
        return ok("opt-in", "not opted in, so nothing is proposed there", about)
    return warn("opt-in", "the actor may change workloads, but the label is missing: tier 3", label, about)


async def actor_of_nodes(reviews: Reviews, cluster: str, *, opted_in: int | None) -> Check:
    """What the actor may do to nodes, beside how many bear the label (None: they cannot be read)."""
    missing = set(CHANGES_OF_NODES) - await reviews.allowed(CHANGES_OF_NODES)
    bind = "kubectl apply --kustomize deploy/kustomize/nodes"
    if opted_in is None:
        return ok("nodes", "cannot be read, so no cordon is proposed", cluster)
    if opted_in and missing:
        said = f"{opted_in} opted in by label, but the actor may not {_named(missing)}"
        return warn("nodes", said, bind, cluster)
    if opted_in:
        return ok("nodes", f"{opted_in} opted in: a cordon and an uncordon can be proposed", cluster)
    granted = "" if missing else ", though the actor has the right"
    return ok("nodes", f"none opted in by its label, so no cordon is proposed{granted}", cluster)


def _named(rights: Collection[Right]) -> str:
    if any(one.verb == "*" for one in rights):
        return "do everything (*)"
    words = sorted(map(str, rights))
    more = f" and {len(words) - SHOWN} more" if len(words) > SHOWN else ""
    return ", ".join(words[:SHOWN]) + more
