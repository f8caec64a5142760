"""Where slowness starts: workloads that signals call slow, less those that only wait for another slow one.

The edges are those that configuration tells (who calls which Service).
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.target import Subject
from bot.facts.calls import calls_of
from bot.facts.raw import name_of
from bot.facts.signals import Kind, Signal, signals_of
from bot.facts.stores import stores_of
from bot.facts.view import View


@dataclass(frozen=True)
class Slowness:
    """Signals by kind and workload; `slow` those with latency signals, `origins` those without a slow dependency."""

    by_kind: Mapping[Kind, Mapping[Subject, tuple[Signal, ...]]]
    slow: frozenset[Subject]
    origins: tuple[Subject, ...]
    calls: Mapping[Subject, frozenset[Subject]]


def slowness_of(view: View) -> Slowness:
    """The slowness of the snapshot; ask with `view.once`."""
    found: dict[Kind, dict[Subject, list[Signal]]] = defaultdict(lambda: defaultdict(list))
    for signal in view.once(signals_of):
        subject = None if signal.node else workload_named(view, signal.who)
        if subject:
            found[signal.kind][subject].append(signal)
    calls = _edges(view)
    slow = frozenset(found[Kind.LATENCY])
    origins = [one for one in slow if not slow & (reach(calls, one) - {one})]
    stores = [one for one in origins if one in view.once(stores_of)]
    # A store calls nobody; of a caller without known calls that cannot be said.
    origins = stores if len(stores) == 1 and not any(calls.get(one) for one in origins) else origins
    return Slowness(
        by_kind={kind: {who: tuple(told) for who, told in mine.items()} for kind, mine in found.items()},
        slow=slow,
        origins=tuple(sorted(origins, key=str)),
        calls=calls,
    )


def workload_named(view: View, who: str) -> Subject | None:
    """The workload of a name: its own, that of a pod, or that behind a Service of the incident's namespace."""
    return view.once(_names).get(who)


def _names(view: View) -> dict[str, Subject]:
    here = [pod for pod in view.live_pods if pod.namespace == view.namespace]
    found = {pod.name: view.owner_of(pod) for pod in here}
    for raw in view.objects("services", view.namespace):
        for pod in view.selected_by(raw)[:1]:
            found[name_of(raw)] = view.owner_of(pod)
    return found | {owner.name: owner for owner in {view.owner_of(pod) for pod in here}}


def _edges(view: View) -> dict[Subject, frozenset[Subject]]:
    found: dict[Subject, set[Subject]] = defaultdict(set)
    for call in view.once(calls_of):
        for pod in call.service.pods[:1] if call.service else ():
            found[call.caller].add(view.owner_of(pod))
    return {caller: frozenset(called) for caller, called in found.items()}


def reach(calls: Mapping[Subject, frozenset[Subject]], start: Subject) -> frozenset[Subject]:
    """All that it calls, directly or through others."""
    reached, edge = {start}, {start}
    while edge:
        edge = {one for caller in edge for one in calls.get(caller, ())} - reached
        reached |= edge
    return frozenset(reached)
