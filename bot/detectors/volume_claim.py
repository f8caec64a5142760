"""Claims that stay unbound while pods wait for them: each volume is held against the claim, field by field."""

from collections.abc import Iterator
from typing import Any

from bot.detectors import Detector
from bot.domain.diagnosis import Finding, Observation
from bot.domain.target import Subject
from bot.facts.binding import Misfit, binding
from bot.facts.cite import first
from bot.facts.command import kubectl
from bot.facts.missing import missing_claims
from bot.facts.mounts import claims_of
from bot.facts.raw import name_of, namespace_of, text
from bot.facts.view import View

_WORDS = {
    Misfit.CLASS: ("pvc-class-mismatch", "no volume of its storage class is there"),
    Misfit.SIZE: ("pvc-size-mismatch", "no volume is large enough"),
    Misfit.MODE: ("pvc-access-mode-mismatch", "no volume offers its access mode"),
    Misfit.SELECTOR: ("pvc-selector-mismatch", "no volume has the labels of its selector"),
    Misfit.TAKEN: ("volume-taken", "the volume that would fit is bound to another claim"),
    Misfit.PROVISIONING: ("volume-provisioning-failed", "its volume cannot be provisioned"),
    Misfit.UNKNOWN: ("pvc-unbound", "no volume is there for it"),
}


def detect(view: View) -> Iterator[Finding]:
    """One finding for each unbound or missing claim that a pod waits for."""
    waiting: dict[tuple[str, str], Subject] = {}
    for pod in view.live_pods:
        if pod.phase == "Pending" and not pod.node:
            for name in claims_of(pod):
                waiting.setdefault((pod.namespace, name), view.owner_of(pod))
    for raw in view.objects("persistentvolumeclaims"):
        owner = waiting.get((namespace_of(raw), name_of(raw)))
        if owner and text(raw, "status", "phase") in {"Pending", "Lost", ""}:
            yield from _unbound(view, raw, owner)
    for gone in view.once(missing_claims):
        yield _finding(
            gone.wanted_by[0],
            "pvc-missing",
            f"claim {gone.name} does not exist",
            (gone.cited,),
            kubectl(gone.namespace, "get", "pvc"),
            0.8,
        )


def _unbound(view: View, raw: dict[str, Any], owner: Subject) -> Iterator[Finding]:
    namespace, name = namespace_of(raw), name_of(raw)
    found = binding(view, raw)
    if found is None:
        return
    cause, why = _WORDS[found.misfit]
    claim = Observation(source="claim", ref=f"{namespace}/pvc/{name}", quote=found.asked)
    yield _finding(
        owner,
        cause,
        f"claim {name} stays unbound: {why} ({found.said})",
        (claim, *found.cites),
        kubectl(namespace, "describe", "pvc", name),
        found.strength,
    )


def _finding(
    owner: Subject, cause: str, why: str, cites: tuple[Observation, ...], check: str, strength: float
) -> Finding:
    return Finding(
        detector=DETECTOR.code,
        cause=cause,
        subject=owner,
        statement=f"{owner}: pods wait for storage, {why}.",
        mechanism="A pod is not scheduled before every claim that it mounts is bound to a volume.",
        cites=first(cites),
        refuted_by=DETECTOR.refuted_by,
        next_check=check,
        strength=strength,
    )


DETECTOR = Detector(
    code="volume-claim",
    family="scheduling",
    refuted_by="The claim is bound, or binds as soon as its first consumer is scheduled.",
    causes=(*(cause for cause, _ in _WORDS.values()), "pvc-missing"),
    needs=("pods", "events", "persistentvolumeclaims", "persistentvolumes", "storageclasses"),
    detect=detect,
    shapes=("pvc-missing",),
)
