import pytest

from bot.detectors.disruption_budget import DETECTOR
from tests.detectors.shop import Raw, event, found, node, only, pod, snapshot

DRAINED = node(cordoned=True)


def budget(allowed: int | None = 0, **selector: object) -> Raw:
    status = {"currentHealthy": 1, "desiredHealthy": 2} | (
        {} if allowed is None else {"disruptionsAllowed": allowed}
    )
    chosen = selector or {"matchLabels": {"app": "cart"}}
    return {"metadata": {"name": "cart", "namespace": "shop"}, "spec": {"selector": chosen}, "status": status}


def test_a_refused_eviction_on_a_node_being_drained_is_a_finding() -> None:
    told = event("EvictionBlocked", "Cannot evict pod as it would violate the pod's disruption budget.")
    finding = only(
        DETECTOR,
        snapshot(pods=[pod(ready=True)], nodes=[DRAINED], poddisruptionbudgets=[budget()], events=[told]),
    )
    assert (finding.cause, finding.leftover) == ("disruption-budget-blocks", False)


def test_without_a_refusal_it_is_a_leftover() -> None:
    assert only(DETECTOR, snapshot(pods=[pod()], nodes=[DRAINED], poddisruptionbudgets=[budget()])).leftover


@pytest.mark.parametrize(
    ("raw", "machine"),
    [
        (budget(1), DRAINED),
        (budget(None), DRAINED),
        (budget(), node()),
        (budget(matchExpressions=[{"key": "app", "operator": "DoesNotExist"}]), DRAINED),
    ],
)
def test_a_budget_that_allows_or_stands_in_nobodys_way_is_no_finding(raw: Raw, machine: Raw) -> None:
    assert found(DETECTOR, snapshot(pods=[pod()], nodes=[machine], poddisruptionbudgets=[raw])) == []
