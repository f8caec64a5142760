"""Pods that the API server refuses to create: missing ServiceAccount, policy, webhook, limits; quotas are apart.

The refusal is told by its event or condition. A ServiceAccount that is not in the list of its namespace is told by
that list alone, for events expire.
"""

import re
from collections.abc import Iterator

from bot.detectors import Detector
from bot.domain.diagnosis import Finding
from bot.facts.command import kubectl
from bot.facts.raw import text
from bot.facts.refused import Refusal, lacking, refused
from bot.facts.view import View

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
_PATIENCE = 30.0
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
    told = view.once(refused)
    for refusal in told:
        hits = ((code, hit) for code, words in _KINDS if (hit := words.search(refusal.message)))
        found = next(hits, None)
        if found and "exceeded quota" not in refusal.message:
            yield _finding(view, refusal, found[0], found[1].groupdict().get("name", ""), 0.93)
    heard = {one.workload.subject for one in told}
    for workload in lacking(view, _PATIENCE):
        name = text(workload.raw, "spec", "template", "spec", "serviceAccountName")
        there = view.has("serviceaccounts", workload.namespace, name) if name else None
        if there is False and workload.subject not in heard:
            said = workload.cited(f"serviceAccountName: {name}, which is not in its namespace's list")
            yield _finding(view, Refusal(workload, "", said), "service-account-missing", name, 0.88)


def _finding(view: View, refusal: Refusal, cause: str, name: str, strength: float) -> Finding:
    workload = refusal.workload
    owner = view.top_of(workload)
    return Finding(
        detector=DETECTOR.code,
        cause=cause,
        subject=owner,
        statement=f"{owner}: pods are refused: {_WORDS[cause]}{f' ({name})' if name else ''}.",
        mechanism="A pod that admission refuses is never created; its controller tries again and again.",
        cites=(
            refusal.cited,
            workload.cited(f"{len(view.made_by(workload))} of {workload.wanted} pods exist"),
        ),
        refuted_by=DETECTOR.refuted_by,
        next_check=kubectl(refusal.namespace, "get", "events", "--field-selector", "reason=FailedCreate"),
        strength=strength,
    )


DETECTOR = Detector(
    code="admission",
    family="admission",
    refuted_by="A pod of the same template is created without any change.",
    causes=tuple(_WORDS),
    needs=("pods", "events", "replicasets"),
    detect=detect,
)
