"""Ranking: what explains others stands above what it explains; then how decisive, how near, how recent.

A finding is a symptom if its detector tells only a shape of trouble (crash loop, stuck rollout) or if its
cited facts decide little. A symptom is explained by a decisive finding on the same subject, or by one
upstream of it (its node, its claim, a Service that it calls). A stuck rollout, which names a change,
explains the symptoms of its own subject.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.detectors.catalogue import DETECTORS
from bot.domain.alert import Alert
from bot.domain.diagnosis import Finding
from bot.domain.target import Subject
from bot.facts.graph import Graph
from bot.facts.raw import name_of
from bot.facts.view import View
from bot.facts.when import newest, seconds_between

DECISIVE = 0.65
_EXPLAINED, _BELOW = 0.3, 0.05  # of explained symptoms few are the cause: `make bench-rules` tells
_EVERYWHERE = frozenset(detector.code for detector in DETECTORS if detector.cluster)
_GENERAL = frozenset(detector.code for detector in DETECTORS if detector.general)
_SHAPES = frozenset(cause for detector in DETECTORS for cause in detector.shapes)
_NAMING = (
    "service",
    "deployment",
    "statefulset",
    "daemonset",
    "workload",
    "app",
    "job_name",
    "container",
    "pod",
)


@dataclass(frozen=True)
class Ranked:
    """A finding with its score in [0, 1]; `explained_by` are the places of those that explain it."""

    finding: Finding
    score: float
    explained_by: frozenset[int] = frozenset()


def rank(view: View, findings: Iterable[Finding], alert: Alert | None = None) -> tuple[Ranked, ...]:
    """The findings that are no leftovers, best candidate first; equal (cause, subject) are one."""
    merged = _merged(one for one in findings if not one.leftover)
    graph = Graph(view)
    links = _links(merged, graph)
    explains = Counter(place for link in links for place in link)
    named = _named(view, alert)
    scored = [
        Ranked(one, _score(view, one, named, graph, explains[place]), links[place])
        for place, one in enumerate(merged)
    ]
    return tuple(sorted((_below(one, scored) for one in scored), key=_order))


def _merged(findings: Iterable[Finding]) -> list[Finding]:
    best: dict[tuple[str, Subject], Finding] = {}
    for one in sorted(findings, key=lambda found: (-found.strength, found.statement)):
        best.setdefault((one.cause, one.subject), one)
    return list(best.values())


def symptom(finding: Finding) -> bool:
    """Whether it tells a shape of trouble, or too little to be its cause."""
    shape = finding.detector in _GENERAL or finding.cause in _SHAPES
    return shape or finding.strength <= DECISIVE


def _links(findings: Sequence[Finding], graph: Graph) -> list[frozenset[int]]:
    """For each finding the places of those that explain it; only symptoms are explained."""
    symptoms: dict[Subject, list[int]] = defaultdict(list)
    for place, finding in enumerate(findings):
        if symptom(finding):
            symptoms[finding.subject].append(place)
    links: list[set[int]] = [set() for _ in findings]
    for place, finding in enumerate(findings):
        for subject in _reach(finding, graph):
            for explained in symptoms.get(subject, ()):
                links[explained].add(place)
    return [frozenset(link - {place}) for place, link in enumerate(links)]


def _reach(finding: Finding, graph: Graph) -> set[Subject]:
    """The subjects whose symptoms this finding explains; a symptom explains only what it names itself."""
    if symptom(finding):
        return set(finding.explains)
    return {finding.subject, *finding.explains, *graph.harmed_by(finding.subject)}


def _score(view: View, finding: Finding, named: frozenset[str], graph: Graph, explains: int) -> float:
    near = {finding.subject, *graph.harmed_by(finding.subject)} if named else {finding.subject}
    at_home = finding.subject.namespace in {view.namespace, ""}
    in_scope = at_home or finding.detector in _EVERYWHERE
    about = not named or any(one.name in named for one in near)
    return (
        min(1.0, finding.strength + 0.01 * min(3, explains))
        * (1.0 if in_scope else 0.6)
        * (1.0 if about else 0.85)
        * _freshness(view, finding)
    )


def _freshness(view: View, finding: Finding) -> float:
    """1 for what was seen within a quarter of an hour, less for older; unknown times count as fairly new."""
    seen = newest(*(one.at for one in finding.cites))
    age = seconds_between(seen, view.now)
    if age is None:
        return 0.98
    return 1.0 if age <= 15 * 60 else 0.96 if age <= 2 * 3600 else 0.88


def _named(view: View, alert: Alert | None) -> frozenset[str]:
    """Names that an incident is about: the scope's service, the alert's labels, the workloads behind them."""
    told = {view.snapshot.scope.service} | {alert.labels.get(key, "") for key in _NAMING if alert}
    told.discard("")
    behind = {
        view.owner_of(pod).name
        for raw in view.services
        if name_of(raw) in told
        for pod in view.selected_by(raw)
        if pod.namespace == view.namespace
    }
    owners = {view.owner_of(pod).name for pod in view.live_pods if pod.name in told}
    return frozenset(told | behind | owners)


def _below(ranked: Ranked, scored: Sequence[Ranked]) -> Ranked:
    """An explained finding falls, in any case below the best that explains it."""
    if not ranked.explained_by:
        return ranked
    best = max(scored[place].score for place in ranked.explained_by)
    return replace(ranked, score=max(0.0, min(ranked.score * _EXPLAINED, best - _BELOW)))


def _order(ranked: Ranked) -> tuple[float, str, str]:
    return (-ranked.score, ranked.finding.cause, str(ranked.finding.subject))
