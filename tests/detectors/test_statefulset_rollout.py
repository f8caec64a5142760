from typing import Any

import pytest

from bot.detectors.statefulset_rollout import DETECTOR
from tests.detectors.shop import Raw, deployment, found, only, pod, service, snapshot


def stateful(wanted: int = 3, ready: int = 0, *, update: str = "", **spec: Any) -> Raw:
    raw = deployment("db", wanted=wanted, ready=ready)
    raw["spec"] |= spec
    raw["status"]["updateRevision"] = update
    return raw


def member(place: int, *, ready: bool = False, revision: str = "", age: float = 900) -> Raw:
    labels = {"app": "db"} | ({"controller-revision-hash": revision} if revision else {})
    return pod(f"db-{place}", of="db", kind="StatefulSet", ready=ready, labels=labels, age=age)


def test_an_unready_pod_holds_up_those_after_it() -> None:
    finding = only(DETECTOR, snapshot(pods=[member(0)], statefulsets=[stateful()]))
    assert (finding.cause, str(finding.subject)) == ("statefulset-stuck", "StatefulSet shop/db")
    assert "2 more are not made" in finding.statement


def test_a_pod_of_an_old_revision_is_not_replaced_before_the_new_one_is_ready() -> None:
    pods = [member(0, ready=True, revision="a"), member(1, ready=True, revision="a"), member(2, revision="b")]
    assert found(DETECTOR, snapshot(pods=pods, statefulsets=[stateful(update="b")])) == []
    broken = [member(0, ready=True, revision="b"), member(1, revision="a")]
    finding = only(DETECTOR, snapshot(pods=broken, statefulsets=[stateful(2, update="b")]))
    assert "1 pods of the old revision" in finding.statement


@pytest.mark.parametrize(
    ("pods", "raw"),
    [
        ([member(0, ready=True)], stateful()),
        ([member(0, age=60)], stateful()),
        ([member(0)], stateful(podManagementPolicy="Parallel")),
        ([member(0)], stateful(1)),
        ([], stateful(0)),
    ],
)
def test_a_rollout_that_goes_on_or_needs_no_order_is_no_finding(pods: list[Raw], raw: Raw) -> None:
    assert found(DETECTOR, snapshot(pods=pods, statefulsets=[raw], deployments=[deployment()])) == []


def test_a_missing_governing_service_is_a_leftover_while_all_is_ready() -> None:
    gone = only(DETECTOR, snapshot(statefulsets=[stateful(serviceName="db")]))
    assert (gone.cause, gone.leftover, gone.strength) == ("governing-service-missing", False, 0.8)
    assert only(DETECTOR, snapshot(statefulsets=[stateful(1, 1, serviceName="db")])).leftover
    assert (
        found(DETECTOR, snapshot(statefulsets=[stateful(serviceName="db")], services=[service("db")])) == []
    )
