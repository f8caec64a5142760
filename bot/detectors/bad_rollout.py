"""A rollout that got stuck, or whose pods fail, right after a change: names the change."""

from collections.abc import Iterator

from bot.detectors import Detector
from bot.domain.diagnosis import Finding, Observation
from bot.domain.target import Subject
from bot.facts.cite import first, of_pods
from bot.facts.command import kubectl
from bot.facts.pod import Pod
from bot.facts.revision import RESTARTED, Rollout
from bot.facts.view import View

_GRACE = 45
_FRESH = 6 * 3600


def detect(view: View) -> Iterator[Finding]:
    """One finding for each Deployment whose newest revision has pods in trouble while the change is fresh."""
    for subject, pods in view.pods_by_owner.items():
        rollout = view.rollout(subject)
        if rollout is None or not view.recent(rollout.since, _FRESH):
            continue
        mark = f"{rollout.newest.name}-"
        failing = [pod for pod in pods if pod.name.startswith(mark) and _fails(view, pod)]
        if failing:
            yield _finding(
                view, subject, rollout, failing, [pod for pod in pods if not pod.name.startswith(mark)]
            )


def _fails(view: View, pod: Pod) -> bool:
    """Not ready although it had time to become so, or restarted."""
    if pod.ready:
        return False
    return any(one.restarts for one in pod.containers) or not view.recent(pod.created, _GRACE)


def _finding(view: View, subject: Subject, rollout: Rollout, failing: list[Pod], old: list[Pod]) -> Finding:
    deployment = view.workloads.get(subject)
    progress = deployment.condition("Progressing") if deployment else {}
    stuck = progress.get("reason") == "ProgressDeadlineExceeded"
    real = tuple(one for one in rollout.changes if RESTARTED not in one.path)
    told = rollout.told(real) or f"revision {rollout.number} changed nothing but a restart mark"
    ill_before = [pod for pod in old if not pod.ready]
    exceeded = (
        deployment.cited(f"Progressing: {progress.get('message', '')}") if deployment and stuck else None
    )
    number, before = rollout.number, rollout.previous_number
    return Finding(
        detector=DETECTOR.code,
        cause="bad-rollout",
        subject=subject,
        statement=(
            f"{subject}: the pods of revision {number} do not become ready ({_share(failing, old)}); {told}."
        ),
        mechanism=(
            f"The new pods fail and the rollout {'has passed its deadline' if stuck else 'does not go on'}; "
            f"revision {before} came before."
        ),
        cites=first([rollout.cited(rollout.changes), exceeded, *map(_cited, failing[:2])]),
        against=first(map(_cited, ill_before[:1])),
        refuted_by=f"Pods of revision {before} fail too, or the failure began before revision {number}.",
        next_check=kubectl(
            subject.namespace, "rollout", "history", f"deployment/{subject.name}", f"--revision={number}"
        ),
        strength=(0.8 if stuck else 0.72) if real else 0.45,
        explains=(subject,) if real else (),
    )


def _share(failing: list[Pod], old: list[Pod]) -> str:
    ready = sum(pod.ready for pod in old)
    return of_pods(len(failing), len(failing)) + (
        f", {ready} of the revision before still ready" if ready else ""
    )


def _cited(pod: Pod) -> Observation:
    waits = ", ".join(
        f"{one.name}: {one.waiting or 'not ready'}"
        for one in pod.containers
        if not one.ready and not one.init
    )
    return pod.cited(f"not ready, phase {pod.phase}" + (f"; {waits}" if waits else ""), pod.created)


DETECTOR = Detector(
    code="bad-rollout",
    family="runtime",
    refuted_by="Pods of the revision before fail too, or the failure began before the new revision.",
    causes=("bad-rollout",),
    needs=("pods", "deployments", "replicasets"),
    detect=detect,
    general=True,
)
