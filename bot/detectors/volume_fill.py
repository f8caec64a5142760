"""Volumes that are full or will be within hours, by what the kubelet measures of their claims."""

from collections.abc import Iterator

from bot.detectors import Detector
from bot.domain.diagnosis import Finding
from bot.domain.target import Subject
from bot.facts.cite import counted, first
from bot.facts.command import describe
from bot.facts.complaints import Complaint, complaints_of
from bot.facts.meters import Meter, meters_of
from bot.facts.mounts import claims_of
from bot.facts.pod import Pod
from bot.facts.view import View

_SIZES = {"volume_used_ratio": "of its space", "volume_inodes_used_ratio": "of its inodes"}
_FULL, _BRIM, _HIGH = 0.97, 0.99, 0.9
_SOON, _MINUTES = 4 * 3600.0, 90


def detect(view: View) -> Iterator[Finding]:
    """One finding for each claim that is full or fills fast; one that is only high is a leftover."""
    for name, what in _SIZES.items():
        for meter in view.once(meters_of).get(name, ()):
            claim = meter.has.get("persistentvolumeclaim", "")
            left = meter.reaches(1.0)
            soon = left is not None and left <= _SOON
            if claim and meter.latest >= _HIGH:
                yield _finding(view, meter, what, left if soon else None)


def _finding(view: View, meter: Meter, what: str, left: float | None) -> Finding:
    claim = meter.has["persistentvolumeclaim"]
    subject = Subject(kind="PersistentVolumeClaim", namespace=view.namespace, name=claim)
    users = tuple(
        pod for pod in view.live_pods if pod.namespace == view.namespace and claim in claims_of(pod)
    )
    heard = [
        one.trouble.cited()
        for one in view.once(complaints_of)
        if one.complaint is Complaint.FULL and one.pod.name in {pod.name for pod in users}
    ]
    full, harm = meter.latest >= _FULL, bool(heard) or any(not pod.ready for pod in users)
    when = f", full in about {_span(left)} at this pace" if left is not None and not full else ""
    return Finding(
        detector=DETECTOR.code,
        cause="volume-full" if full else "volume-filling",
        subject=subject,
        statement=f"{subject}: {meter.latest:.0%} {what} are used{when} ({_whose(users)}).",
        mechanism="On a full volume every write fails; databases stop or turn read-only.",
        cites=first([meter.cited(claim, f"{meter.latest:.0%} of late, {meter.peak:.0%} at most"), *heard]),
        refuted_by=DETECTOR.refuted_by,
        next_check=describe(subject),
        strength=(0.93 if harm else 0.85 if left is not None else 0.75) if full else 0.7,
        # A data set that was written once may fill its volume for years.
        leftover=not harm and left is None and meter.latest < _BRIM,
    )


def _span(seconds: float) -> str:
    minutes = max(1, round(seconds / 60))
    return f"{minutes} min" if minutes <= _MINUTES else f"{round(minutes / 60)} h"


def _whose(users: tuple[Pod, ...]) -> str:
    return f"mounted by {counted(len(users), 'pod')}" if users else "no pod mounts it"


DETECTOR = Detector(
    code="volume-fill",
    family="runtime",
    refuted_by="A file can be written to the volume by the same user.",
    causes=("volume-full", "volume-filling"),
    needs=("pods",),
    measures=("volume_used_ratio",),
    confirms=("volume_inodes_used_ratio",),
    detect=detect,
)
