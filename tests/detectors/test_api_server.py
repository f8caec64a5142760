import pytest

from bot.detectors.api_server import DETECTOR
from tests.detectors.shop import Raw, away, event, found, only, pod, running, snapshot

LATE = "Error creating: etcdserver: request timed out"
BUSY = "failed to list *v1.Pod: the server is currently unable to handle the request"


def plane(name: str, *, ready: bool = False, age: float = 9000) -> Raw:
    return away(
        pod(name, of="cp-1", kind="Node", node="cp-1", ready=ready, age=age, status=[running(ready=ready)])
    )


@pytest.mark.parametrize(
    ("names", "cause"),
    [
        (["kube-apiserver-cp-1"], "api-server-unhealthy"),
        (["etcd-cp-1"], "etcd-trouble"),
        (["etcd-cp-1", "kube-apiserver-cp-1"], "etcd-trouble"),
    ],
)
def test_their_own_pods_tell_and_etcd_goes_first(names: list[str], cause: str) -> None:
    finding = only(DETECTOR, snapshot(pods=[plane(name) for name in names]))
    assert (finding.cause, str(finding.subject), finding.strength) == (cause, "Node cp-1", 0.9)
    assert finding.next_check == "kubectl get --raw '/readyz?verbose'"


@pytest.mark.parametrize(("words", "cause"), [(LATE, "etcd-trouble"), (BUSY, "api-server-unhealthy")])
def test_where_they_cannot_be_seen_several_fresh_warnings_of_others_tell(words: str, cause: str) -> None:
    events = [event("FailedCreate", words, about=name) for name in ("a", "b")]
    finding = only(DETECTOR, snapshot(events=events))
    assert (finding.cause, str(finding.subject), finding.strength) == (cause, "Namespace kube-system", 0.8)
    assert "2 warnings of others tell so" in finding.statement


@pytest.mark.parametrize(
    "events",
    [
        [event("FailedCreate", LATE)],  # once is a hiccup
        [event("FailedCreate", LATE, about=name, age=3000) for name in ("a", "b")],
        [event("FailedCreate", LATE, about=name, type_="Normal") for name in ("a", "b")],
    ],
)
def test_one_warning_or_old_ones_are_no_finding(events: list[Raw]) -> None:
    assert found(DETECTOR, snapshot(events=events)) == []


@pytest.mark.parametrize(
    "one", [plane("etcd-cp-1", ready=True), plane("etcd-cp-1", age=10), pod("etcd-of-ours-0")]
)
def test_what_is_well_or_young_or_elsewhere_is_no_finding(one: Raw) -> None:
    assert found(DETECTOR, snapshot(pods=[one])) == []
