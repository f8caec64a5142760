"""The verdict: a fault, an explicit "nothing wrong found", or "not enough evidence".

Healthy is a claim: it needs every kind that a detector declares to need, read for the incident's namespace,
pods to look at, and a status on each of them. What is missing is said as a gap.
"""

import re
from collections.abc import Container, Sequence

from bot.detectors.catalogue import DETECTORS
from bot.diagnosis.ranking import Ranked
from bot.domain.diagnosis import VerdictKind
from bot.domain.snapshot import CUT, Gap
from bot.facts.symptoms import symptoms
from bot.facts.view import View

CLUSTER_WIDE = frozenset({"nodes", "namespaces", "persistentvolumes", "storageclasses"})
_ENOUGH = 0.35
_MEASURES = frozenset(name for detector in DETECTORS for name in detector.measures)
_QUERY = re.compile(r"metric (\S+) of .+")


def unread(view: View) -> tuple[Gap, ...]:
    """What the detectors need and the snapshot does not hold; a gap it tells itself is not repeated."""
    told = " ".join(gap.what for gap in view.snapshot.gaps)
    needed = sorted({plural for detector in DETECTORS for plural in detector.needs})
    gaps = [
        Gap(what=plural, why="not read")
        for plural in needed
        if not view.was_read(plural, "" if plural in CLUSTER_WIDE else view.namespace) and plural not in told
    ]
    mine = [pod for pod in view.pods if pod.namespace == view.namespace]
    blind = sum(not pod.phase for pod in mine)
    if blind:
        gaps.append(Gap(what=f"status of {blind} pods in {view.namespace}", why="the snapshot has none"))
    if not mine and view.was_read("pods", view.namespace):
        gaps.append(
            Gap(what=f"anything running in {view.namespace}", why="no pod is there: nothing can be judged")
        )
    return tuple(gaps)


def unexplained(view: View, ranked: Sequence[Ranked]) -> tuple[Gap, ...]:
    """What is plainly not well although no candidate was found; candidates speak for themselves."""
    return (
        ()
        if ranked
        else tuple(
            Gap(what=f"cause of {subject}: {seen}", why="no rule tells it")
            for subject, seen in symptoms(view)
        )
    )


def verdict(
    ranked: Sequence[Ranked], gaps: Sequence[Gap], measured: Container[str] = frozenset()
) -> VerdictKind:
    """Fault if the best candidate is likely enough; healthy only without candidates and gaps.

    `measured` are the measurements that came, by name, whichever exporter gave them.
    """
    if ranked and ranked[0].score >= _ENOUGH:
        return VerdictKind.FAULT
    holes = [gap for gap in gaps if gap.reason != CUT and not _dispensable(gap, measured)]
    return VerdictKind.UNSURE if ranked or holes else VerdictKind.HEALTHY


def _dispensable(gap: Gap, measured: Container[str]) -> bool:
    """Whether it is a measurement without which the rules can tell that nothing is wrong.

    One measurement may be asked of several exporters, and few clusters have them all: a query goes by
    `metric <name> of <exporter>`.
    """
    name = _QUERY.fullmatch(gap.what)
    return name is not None and (name[1] in measured or name[1] not in _MEASURES)
