"""Two containers of one pod, or two processes, that want the same port."""

import re
from collections import defaultdict
from collections.abc import Iterator

from bot.detectors import Detector
from bot.domain.diagnosis import Finding, Observation
from bot.domain.target import Subject
from bot.facts.cite import first, of_pods
from bot.facts.command import logs
from bot.facts.container import Container
from bot.facts.pod import Pod
from bot.facts.raw import items, number, text
from bot.facts.troubles import troubles_of
from bot.facts.view import View

_IN_USE = re.compile(
    r"address already in use|EADDRINUSE|port \d+ (?:was|is) already in use|only one usage of each socket address"
    r"|bind\(\) to \S+ failed \(98|could not bind to .*in use|failed to bind to address",
    re.IGNORECASE,
)


def detect(view: View) -> Iterator[Finding]:
    """One finding for each workload whose containers stand in each other's way."""
    said = {
        (one.pod.name, one.container): one.line for one in view.once(troubles_of) if _IN_USE.search(one.line)
    }
    for subject, pods in view.pods_by_owner.items():
        hits = [(pod, one) for pod in pods for one in pod.containers if _ill(one) and not one.init]
        told = [(pod, one) for pod, one in hits if (pod.name, one.name) in said]
        shared = [(pod, one) for pod, one in hits if _shared(pod, one)]
        if told or shared:
            pod, one = (told or shared)[0]
            line = said.get((pod.name, one.name), "")
            share = of_pods(len({hit[0].name for hit in told or shared}), len(pods))
            yield _finding(subject, pod, one, line, share)


def _ill(container: Container) -> bool:
    """Whether it fails, or failed just before."""
    end = container.exit
    return not container.ready and (
        container.waiting == "CrashLoopBackOff" or (end is not None and end.code != 0)
    )


def _shared(pod: Pod, container: Container) -> str:
    """`8080/TCP (app, proxy)`: a port that another container of the pod declares too."""
    wanted: dict[tuple[int, str], set[str]] = defaultdict(set)
    for one in pod.containers:
        for port in items(one.spec, "ports"):
            if not one.init:
                wanted[number(port, "containerPort"), text(port, "protocol") or "TCP"].add(one.name)
    twice = [
        (key, names) for key, names in sorted(wanted.items()) if len(names) > 1 and container.name in names
    ]
    return "; ".join(f"{port}/{spoken} ({', '.join(sorted(names))})" for (port, spoken), names in twice)


def _finding(subject: Subject, pod: Pod, container: Container, line: str, share: str) -> Finding:
    shared = _shared(pod, container)
    ref = f"{pod.namespace}/pod/{pod.name}/{container.name}"
    what = f"port {shared} is wanted twice" if shared else "its port is taken already"
    return Finding(
        detector=DETECTOR.code,
        cause="port-conflict",
        subject=subject,
        statement=f"{subject}: container {container.name} cannot listen ({share}): {what}.",
        mechanism="The containers of a pod share one network namespace: a port can be bound only once.",
        cites=first(
            [
                Observation(source="log", ref=ref, quote=line[:300]) if line else None,
                pod.cited(f"containers declare port {shared}") if shared else None,
                pod.cited(f"container {container.name}: {container.waiting or 'not ready'}"),
            ]
        ),
        refuted_by=DETECTOR.refuted_by,
        next_check=logs(pod.namespace, pod.name, container.name, previous=True),
        strength=0.95 if line and shared else 0.9 if line else 0.85,
    )


DETECTOR = Detector(
    code="port-conflict",
    family="runtime",
    refuted_by="The container starts with the other one in place, or the port is free when it fails.",
    causes=("port-conflict",),
    needs=("pods",),
    detect=detect,
)
