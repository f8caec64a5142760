"""Pods that the API server refuses to create: missing ServiceAccount, policy, webhook, limits; quotas are apart."""

import re
from collections.abc import Iterator

from bot.detectors import Detector
from bot.domain.diagnosis import Finding
from bot.facts.command import kubectl
from bot.facts.event import Event
from bot.facts.refused import refused
from bot.facts.view import View
from bot.facts.workload import Workload

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


def detect(view: View) -> Iterator[Finding]:
    """One finding for each creator of pods that still lacks pods because they are refused."""
    for workload, event in refused(view):
        told = ((code, hit) for code, words in _KINDS if (hit := words.search(event.message)))
        found = next(told, None)
        if found and "exceeded quota" not in event.message:
            yield _finding(view, workload, event, *found)


def _finding(view: View, workload: Workload, event: Event, cause: str, match: re.Match[str]) -> Finding:
    owner = view.top_of(workload)
    name = match.groupdict().get("name", "")
    return Finding(
        detector=DETECTOR.code,
        cause=cause,
        subject=owner,
        statement=f"{owner}: pods are refused: {_WORDS[cause]}{f' ({name})' if name else ''}.",
        mechanism="A pod that admission refuses is never created; its controller tries again and again.",
        cites=(
            event.cited(),
            workload.cited(f"{len(view.made_by(workload))} of {workload.wanted} pods exist"),
        ),
        refuted_by="A pod of the same template is created without any change.",
        next_check=kubectl(event.namespace, "get", "events", "--field-selector", "reason=FailedCreate"),
        strength=0.93,
    )


DETECTOR = Detector(
    code="admission",
    causes=tuple(_WORDS),
    needs=("pods", "events", "replicasets"),
    detect=detect,
)
