import pytest

from bot.detectors.service_selector import DETECTOR
from tests.detectors.shop import Raw, deployment, found, only, pod, service, snapshot


def test_a_selector_that_nearly_fits_a_workload_is_told_with_both_sides() -> None:
    seen = snapshot(
        services=[service("cart", {"app": "crat"})], deployments=[deployment()], pods=[pod(ready=True)]
    )
    finding = only(DETECTOR, seen)
    assert (finding.cause, str(finding.subject)) == ("service-selector-mismatch", "Service shop/cart")
    assert (
        "selector app=crat selects no pod; the pods of Deployment shop/cart have app=cart"
        in finding.statement
    )
    assert finding.next_check == "kubectl -n shop get pods -l app=crat --show-labels"


def test_a_shared_label_is_enough_where_the_names_differ() -> None:
    seen = snapshot(
        services=[service("front", {"app": "cart", "tier": "web"})],
        deployments=[deployment()],
        pods=[pod(ready=True)],
    )
    assert only(DETECTOR, seen).strength < 0.9


@pytest.mark.parametrize(
    "one",
    [
        pytest.param(service(), id="a selector that fits"),
        pytest.param(service("db", {}), id="a Service without selector"),
        pytest.param(service("cart", {"app": "x"}, type="ExternalName"), id="an external name"),
        pytest.param(service("mail", {"app": "mail"}), id="a Service that nothing is near to"),
    ],
)
def test_it_stays_silent_about(one: Raw) -> None:
    assert found(DETECTOR, snapshot(services=[one], deployments=[deployment()], pods=[pod()])) == []


def test_a_workload_without_pods_is_not_a_wrong_selector() -> None:
    assert found(DETECTOR, snapshot(services=[service()], deployments=[deployment(wanted=0)])) == []


def test_a_bare_pod_that_fits_is_enough() -> None:
    one = pod("tool", of="", labels={"app": "tool"})
    assert (
        found(DETECTOR, snapshot(services=[service("tool")], deployments=[deployment("tools")], pods=[one]))
        == []
    )


def test_unread_pods_are_not_missing_pods() -> None:
    seen = snapshot(
        services=[service("cart", {"app": "crat"})], deployments=[deployment()], leave_out=["pods"]
    )
    assert found(DETECTOR, seen) == []
