"""Quotas that are used up: pods refused, and Services or claims missing that others refer to."""

import re
from collections.abc import Iterator
from typing import Any

from bot.detectors import Detector
from bot.domain.diagnosis import Finding, Observation
from bot.domain.target import Subject
from bot.facts.cite import first
from bot.facts.command import kubectl
from bot.facts.missing import Missing, missing_claims, missing_services, unserved
from bot.facts.quantity import amount
from bot.facts.raw import labels, name_of
from bot.facts.refused import Refusal, lacking, refused
from bot.facts.room import Shortage, shortage
from bot.facts.view import View
from bot.facts.workload import Workload

_QUOTA = re.compile(r"exceeded quota: (?P<name>[^,]+), requested: (?P<asked>[^\s]+=[^\s,]+)")
_RESOURCES = (
    ("ephemeral-storage", "quota-other"),
    ("storage", "quota-storage"),
    ("persistentvolumeclaims", "quota-storage"),
    ("services", "quota-services"),
    ("cpu", "quota-cpu"),
    ("memory", "quota-memory"),
    ("pods", "quota-pods"),
)
_LIKELY = 0.74
_PATIENCE = 30.0
_OF_CLAIMS, _OF_SERVICES = ("requests.storage", "persistentvolumeclaims"), ("services",)


def detect(view: View) -> Iterator[Finding]:
    """One finding for each refusal that still stands, and for each namespace whose missing objects a quota explains."""
    refusals = view.once(refused)
    for refusal in refusals:
        told = _QUOTA.search(refusal.message)
        if told:
            yield _told(view, refusal, told)
    heard = {one.workload.subject for one in refusals}
    for workload in lacking(view, _PATIENCE):
        short = None if workload.subject in heard else shortage(view, workload)
        if short:
            yield _counted(view, workload, short)
    for namespace in sorted(view.snapshot.objects.get("resourcequotas", {})):
        yield from _inferred(view, namespace)


def _told(view: View, refusal: Refusal, told: re.Match[str]) -> Finding:
    name, asked = told["name"], told["asked"]
    return _full(view, refusal.workload, name, asked, refusal.cited, 0.93)


def _counted(view: View, workload: Workload, short: Shortage) -> Finding:
    """Nobody tells of a refusal any more, but there is no room for one more pod of this template."""
    ref = f"{workload.namespace}/resourcequota/{short.quota}"
    said = Observation(source="quota", ref=ref, quote=short.shown())
    return _full(view, workload, short.quota, f"{short.resource}={short.asked}", said, 0.86)


def _full(
    view: View, workload: Workload, quota: str, asked: str, said: Observation, strength: float
) -> Finding:
    owner, subject = view.top_of(workload), Subject(kind="Namespace", name=workload.namespace)
    cause = next((code for word, code in _RESOURCES if word in asked), "quota-other")
    return Finding(
        detector=DETECTOR.code,
        cause=cause,
        subject=subject,
        statement=f"{subject}: quota {quota} has no room for what {owner} makes, each takes {asked}.",
        mechanism="What admission refuses is never created; its controller tries again and again.",
        cites=(said, workload.cited(f"{len(view.made_by(workload))} of {workload.wanted} pods exist")),
        refuted_by=DETECTOR.refuted_by,
        next_check=kubectl(workload.namespace, "describe", "quota", quota),
        strength=strength,
        explains=(owner,),
    )


def _inferred(view: View, namespace: str) -> Iterator[Finding]:
    for cause, resources, gone in (
        ("quota-services", _OF_SERVICES, [one for one in view.once(missing_services) if one.needed]),
        ("quota-storage", _OF_CLAIMS, list(view.once(missing_claims))),
    ):
        missing = [one for one in gone if one.namespace == namespace]
        hit = _bound(view, namespace, resources)
        if hit and missing:
            yield _finding(cause, namespace, hit, missing)
        elif hit and resources == _OF_SERVICES and (alone := unserved(view, namespace)):
            name, said, _ = hit
            yield _finding(cause, namespace, (name, said, _LIKELY), [alone])


def _bound(view: View, namespace: str, resources: tuple[str, ...]) -> tuple[str, str, float] | None:
    """The quota that bounds such objects: its name, what it says, and how surely it refuses one more."""
    found = []
    for quota in view.objects("resourcequotas", namespace):
        hard, used = (
            labels(quota, "status", "hard") or labels(quota, "spec", "hard"),
            labels(quota, "status", "used"),
        )
        for resource in sorted(
            key for key in hard if any(key == one or key.endswith(f".{one}") for one in resources)
        ):
            room = amount(hard[resource]) - amount(used.get(resource))
            said = f"{resource}: {used.get(resource, '0')} of {hard[resource]} used"
            if room <= 0 or (resource.endswith("storage") and room < _smallest(view)):
                found.append((0.92, name_of(quota), said))
            elif resource.endswith("storage"):
                found.append((0.7, name_of(quota), said))
    best = max(found, default=None)
    return (best[1], best[2], best[0]) if best else None


def _smallest(view: View) -> float:
    """The size of the smallest volume that waits for a claim; 0 if none does."""
    free = [one for one in view.objects("persistentvolumes") if _status(one) == "Available"]
    return min((amount(labels(one, "spec", "capacity").get("storage")) for one in free), default=0.0)


def _status(raw: dict[str, Any]) -> str:
    return labels(raw, "status").get("phase", "")


def _finding(cause: str, namespace: str, hit: tuple[str, str, float], missing: list[Missing]) -> Finding:
    quota, said, strength = hit
    subject = Subject(kind="Namespace", name=namespace)
    kind = "Services" if cause == "quota-services" else "claims"
    names = ", ".join(sorted({one.name for one in missing}))
    ref = f"{namespace}/resourcequota/{quota}"
    return Finding(
        detector=DETECTOR.code,
        cause=cause,
        subject=subject,
        statement=f"{subject}: quota {quota} leaves no room ({said}), and {kind} that are needed are missing: {names}.",
        mechanism="What a quota refuses is never created, so whatever refers to it waits or fails.",
        cites=first([Observation(source="quota", ref=ref, quote=said), *(one.cited for one in missing)]),
        refuted_by=f"The missing {kind} can be created while the quota stays as it is.",
        next_check=kubectl(namespace, "describe", "quota", quota),
        strength=strength,
        explains=(
            *_absent(cause, missing),
            *dict.fromkeys(owner for one in missing for owner in one.wanted_by),
        ),
    )


def _absent(cause: str, missing: list[Missing]) -> tuple[Subject, ...]:
    """The missing Services as subjects; a missing claim is told about who mounts it."""
    services = missing if cause == "quota-services" else []
    return tuple(Subject(kind="Service", namespace=one.namespace, name=one.name) for one in services)


DETECTOR = Detector(
    code="quota",
    family="admission",
    refuted_by="An object of the same template is created without any change.",
    causes=("quota-cpu", "quota-memory", "quota-pods", "quota-storage", "quota-services", "quota-other"),
    needs=("pods", "events", "replicasets", "services", "resourcequotas"),
    detect=detect,
)
