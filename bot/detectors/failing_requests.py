"""Requests that fail, measured by service: where the failures start in the graph of calls."""

from collections.abc import Iterator, Mapping

from bot.detectors import Detector
from bot.domain.diagnosis import Finding
from bot.domain.target import Subject
from bot.facts.cite import first
from bot.facts.command import kubectl
from bot.facts.slowness import reach, slowness_of
from bot.facts.strain import Strain, failing_of
from bot.facts.view import View

_FEW = 2
_EARLIER = 90.0


def detect(view: View) -> Iterator[Finding]:
    """One finding for each origin, as long as there are few; many origins speak for what they share."""
    failing = view.once(failing_of)
    origins = _origins(view, failing)
    for subject in origins if len(origins) <= _FEW else ():
        yield _finding(view, failing, subject, alone=len(origins) == 1)


def _origins(view: View, failing: Mapping[Subject, Strain]) -> list[Subject]:
    """Those that call nothing that fails; of several, the one that plainly failed first, if there is one."""
    calls = view.once(slowness_of).calls
    found = [one for one in sorted(failing, key=str) if not failing.keys() & (reach(calls, one) - {one})]
    since = {one: failing[one].meter.began(failing[one].level / 2) for one in found}
    order = sorted(found, key=lambda one: (since[one], str(one)))
    early = len(order) > 1 and since[order[1]] - since[order[0]] >= _EARLIER
    return order[:1] if early else found


def _finding(view: View, failing: Mapping[Subject, Strain], subject: Subject, *, alone: bool) -> Finding:
    one = failing[subject]
    others = sorted(failing.keys() - {subject}, key=str)
    callers = [other for other in others if subject in reach(view.once(slowness_of).calls, other)]
    waits = f"; those of {', '.join(other.name for other in callers[:4])} fail with it" if callers else ""
    pod = view.pods_by_owner[subject][0]
    return Finding(
        detector=DETECTOR.code,
        cause="errors-origin",
        subject=subject,
        statement=f"{subject}: {one.level:.0%} of its requests fail, and nothing that it calls is seen to fail{waits}.",
        mechanism="Whoever calls it fails with it, so the failures are looked for here first.",
        cites=first([one.cited(), *(failing[other].cited() for other in callers[:2])]),
        refuted_by=DETECTOR.refuted_by,
        next_check=kubectl(
            subject.namespace, "logs", pod.name, "--all-containers", "--tail=50", "--since=30m"
        ),
        strength=0.64 if alone else 0.55,
        explains=tuple(callers),
    )


DETECTOR = Detector(
    code="failing-requests",
    family="performance",
    refuted_by="Something that it calls failed first, or its callers send requests that it rightly refuses.",
    causes=("errors-origin",),
    needs=("pods",),
    measures=("service_error_ratio",),
    detect=detect,
    general=True,
)
