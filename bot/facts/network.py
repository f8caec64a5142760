"""Nodes whose network is suspect: told by signals of the node itself, or by who is slow and where it runs."""

from collections import Counter
from dataclasses import dataclass

from bot.facts.signals import Kind, Signal, signals_of
from bot.facts.slowness import Slowness, slowness_of
from bot.facts.view import View

_HALF, _SEVERAL, _CLEAR = 0.5, 3, 2.0


@dataclass(frozen=True)
class Suspect:
    """A node, whether packets are lost or only late, the signals, and how surely it is this node."""

    node: str
    lossy: bool
    signals: tuple[Signal, ...]
    strength: float


def suspects_of(view: View) -> tuple[Suspect, ...]:
    """At most one node: the one that most speaks for; ask with `view.once`."""
    state = view.once(slowness_of)
    known = {node.name for node in view.nodes}
    told = [
        one for one in view.once(signals_of) if one.kind is Kind.NETWORK and one.node and one.who in known
    ]
    mine = _places(view)
    told = [one for one in told if mine[one.who]]  # a node without our pods is another's matter
    ours = sum(one.namespace == view.namespace for one in view.pods_by_owner)
    late = _starved(state, ours) >= _HALF
    if state.by_kind.get(Kind.CPU) or not state.slow:
        return ()
    if told and not _one_origin(state):
        node, strength = _loudest(told, _touched(view, state))
        return (Suspect(node, not late, tuple(one for one in told if one.who == node), strength),)
    return (_by_place(view, state),) if late and len(state.origins) > 1 and len(mine) > 1 else ()


def _one_origin(state: Slowness) -> bool:
    """Whether slowness of several has one plain origin, so that no node need be blamed."""
    return len(state.origins) == 1 and len(state.slow) > _SEVERAL


def _starved(state: Slowness, all_of: int) -> float:
    """The share of workloads whose traffic fell: replies come late everywhere, so everybody asks less."""
    return len(state.by_kind.get(Kind.TRAFFIC, {})) / all_of if all_of else 0.0


def _loudest(told: list[Signal], touched: Counter[str]) -> tuple[str, float]:
    """The node with the largest signal; alerts carry no size, then with the most slow workloads."""
    size: dict[str, float] = {}
    for one in told:
        size[one.who] = max(size.get(one.who, 0.0), one.size)
    order = sorted(size, key=lambda name: (-size[name], -touched[name], name))
    clear = len(order) == 1 or size[order[0]] >= _CLEAR * size[order[1]]
    return order[0], 0.88 if clear else 0.72


def _by_place(view: View, state: Slowness) -> Suspect:
    """No signal of a node: the node from which most slow calls come, for a request whose bytes arrive late is slow."""
    callers: Counter[str] = Counter()
    for caller, called in state.calls.items():
        here = {pod.node for pod in view.pods_by_owner.get(caller, ())}
        slow = called & set(state.origins)
        there = [{pod.node for pod in view.pods_by_owner[one]} for one in slow]
        callers.update(node for nodes in there for node in here - nodes if node)
    touched = callers or _touched(view, state)
    node = max(sorted(touched), key=lambda name: touched[name])
    return Suspect(node, lossy=False, signals=(), strength=0.6)


def _touched(view: View, state: Slowness) -> Counter[str]:
    return Counter(pod.node for subject in state.slow for pod in view.pods_by_owner[subject] if pod.node)


def _places(view: View) -> Counter[str]:
    return Counter(pod.node for pod in view.live_pods if pod.namespace == view.namespace and pod.node)
