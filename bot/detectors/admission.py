"""Pods that the API server refuses to create: quota, missing ServiceAccount, policy, webhook, limits."""

import re
from collections.abc import Iterator

from bot.detectors import Detector
from bot.domain.diagnosis import Finding
from bot.domain.target import Subject
from bot.facts.command import kubectl
from bot.facts.event import Event
from bot.facts.raw import number
from bot.facts.view import View
from bot.facts.workload import Workload

_QUOTA = re.compile(r"exceeded quota: (?P<name>[^,]+), requested: (?P<asked>[^\s]+=[^\s,]+)")
_KINDS = (
    (
        "service-account-missing",
        re.compile(r"service ?account (?:\S+: serviceaccount )?\"?(?P<name>[^\"\s]+)\"? not found"),
    ),
    ("pod-security-violation", re.compile(r"violates PodSecurity")),
    ("webhook-denied", re.compile(r"admission webhook \"(?P<name>[^\"]+)\" denied")),
    ("webhook-unavailable", re.compile(r"failed calling webhook \"(?P<name>[^\"]+)\"")),
    (
        "limit-range-violation",
        re.compile(r"(?:maximum|minimum) \S+ usage per|must be less than or equal to .* limit"),
    ),
    ("pod-spec-invalid", re.compile(r" is invalid: ")),
)
_WORDS = {
    "service-account-missing": "its ServiceAccount is missing",
    "pod-security-violation": "its pods violate the namespace's Pod Security level",
    "webhook-denied": "an admission webhook denies its pods",
    "webhook-unavailable": "an admission webhook does not answer",
    "limit-range-violation": "its pods break the namespace's LimitRange",
    "pod-spec-invalid": "the pod template is invalid",
}
_RESOURCES = {"cpu": "quota-cpu", "memory": "quota-memory", "pods": "quota-pods", "storage": "quota-storage"}


def detect(view: View) -> Iterator[Finding]:
    """One finding for each creator of pods that still lacks pods because they are refused."""
    for workload in sorted(view.workloads.values(), key=lambda one: str(one.subject)):
        refused = [
            one for one in view.events_of(workload.subject, workload.uid) if one.reason == "FailedCreate"
        ]
        if refused and _lacks(view, workload):
            finding = _finding(view, workload, refused[-1])
            if finding:
                yield finding


def _lacks(view: View, workload: Workload) -> bool:
    """Whether fewer pods are there than wanted: a refusal that was overcome is no finding."""
    if workload.kind not in {"ReplicaSet", "StatefulSet", "Job"}:
        return False
    wanted = (
        number(workload.raw, "spec", "parallelism", default=1) if workload.kind == "Job" else workload.wanted
    )
    return len(view.made_by(workload)) < wanted


def _finding(view: View, workload: Workload, event: Event) -> Finding | None:
    owner = view.top_of(workload)
    quota = _QUOTA.search(event.message)
    if quota:
        cause = next((code for word, code in _RESOURCES.items() if word in quota["asked"]), "quota-other")
        subject, said = (
            Subject(kind="Namespace", name=event.namespace),
            f"quota {quota['name']} has no room for",
        )
        statement = f"{subject}: {said} the pods of {owner}, each takes {quota['asked']}."
        check = kubectl(event.namespace, "describe", "quota", quota["name"])
    else:
        found = next(((code, hit) for code, words in _KINDS if (hit := words.search(event.message))), None)
        if found is None:
            return None
        cause, subject = found[0], owner
        name = found[1].groupdict().get("name", "")
        statement = f"{subject}: pods are refused: {_WORDS[cause]}{f' ({name})' if name else ''}."
        check = kubectl(event.namespace, "get", "events", "--field-selector", "reason=FailedCreate")
    return Finding(
        detector=DETECTOR.code,
        cause=cause,
        subject=subject,
        statement=statement,
        mechanism="A pod that admission refuses is never created; its controller tries again and again.",
        cites=(
            event.cited(),
            workload.cited(f"{len(view.made_by(workload))} of {workload.wanted} pods exist"),
        ),
        refuted_by="A pod of the same template is created without any change.",
        next_check=check,
        strength=0.93,
        explains=(owner,),
    )


DETECTOR = Detector(
    code="admission",
    causes=(*_WORDS, *_RESOURCES.values(), "quota-other"),
    needs=("pods", "events", "replicasets"),
    detect=detect,
)
