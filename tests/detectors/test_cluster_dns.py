from typing import Any

import pytest

from bot.detectors.cluster_dns import DETECTOR
from tests.detectors.shop import (
    Raw,
    away,
    container,
    deployment,
    found,
    only,
    pod,
    service,
    snapshot,
    variable,
)

FAILS = "lookup mail on 10.0.0.10:53: no such host"
MAIL = service("mail")
DNS = service("kube-dns", clusterIP="10.0.0.10")


def caller(name: str = "a", node: str = "node-1", **spec: Any) -> Raw:
    one = container(port=None, env=variable("MAIL_ADDR", "mail:25"))
    return pod(
        f"{name}-0",
        of=name,
        kind="StatefulSet",
        labels={"app": name},
        spec=[one],
        ready=True,
        node=node,
        **spec,
    )


def dns(ready: int = 0, name: str = "coredns") -> Raw:
    raw = deployment(name, wanted=2, ready=ready)
    raw["status"]["readyReplicas"] = ready
    return away(raw)


def logs(**lines: str) -> dict[str, str]:
    return {f"{name}-0/app": f"{line}\n" * 3 for name, line in lines.items()}


def test_a_dns_without_ready_replicas_is_the_cause() -> None:
    finding = only(DETECTOR, snapshot(logs(a=FAILS), pods=[caller()], services=[MAIL], deployments=[dns()]))
    assert (finding.cause, str(finding.subject), finding.strength) == (
        "cluster-dns-down",
        "Deployment kube-system/coredns",
        0.93,
    )


def test_dns_pods_that_are_all_unready_count_where_their_deployment_was_not_read() -> None:
    one = away(pod("coredns-1", of="", labels={"k8s-app": "kube-dns"}))
    assert only(DETECTOR, snapshot(pods=[one])).cause == "cluster-dns-down"
    well = away(pod("coredns-2", of="", labels={"k8s-app": "kube-dns"}, ready=True))
    assert found(DETECTOR, snapshot(pods=[one, well])) == []


def test_failures_everywhere_speak_for_the_dns_too() -> None:
    pods = [caller("a"), caller("b", "node-2"), caller("c")]
    seen = snapshot(
        logs(a=FAILS, b=FAILS, c="Temporary failure in name resolution"), pods=pods, services=[MAIL]
    )
    finding = only(DETECTOR, seen)
    assert (finding.cause, finding.strength) == ("cluster-dns-down", 0.75)


@pytest.mark.parametrize(
    ("spec", "told"),
    [
        ({"dnsPolicy": "Default"}, "dnsPolicy Default"),
        ({"hostNetwork": True}, "on the host network"),
        ({"dnsPolicy": "None", "dnsConfig": {"nameservers": ["9.9.9.9"]}}, "nameservers 9.9.9.9"),
    ],
)
def test_a_pod_that_does_not_ask_the_clusters_dns_is_the_cause(spec: Raw, told: str) -> None:
    finding = only(DETECTOR, snapshot(pods=[caller(**spec)], services=[MAIL, away(DNS)]))
    assert (finding.cause, str(finding.subject), finding.strength) == (
        "pod-dns-failing",
        "StatefulSet shop/a",
        0.82,
    )
    assert told in finding.statement
    assert only(DETECTOR, snapshot(logs(a=FAILS), pods=[caller(**spec)], services=[MAIL])).strength == 0.92


@pytest.mark.parametrize(
    "spec",
    [
        {},
        {"dnsPolicy": "None", "dnsConfig": {"nameservers": ["10.0.0.10"]}},
        {"hostNetwork": True, "dnsPolicy": "ClusterFirstWithHostNet"},
    ],
)
def test_a_pod_that_asks_it_is_no_finding(spec: Raw) -> None:
    ready = dns(2)
    assert (
        found(
            DETECTOR,
            snapshot(pods=[caller(**spec)], services=[MAIL, away(DNS)], deployments=[deployment("x"), ready]),
        )
        == []
    )


def test_an_agent_that_calls_no_service_may_ask_the_nodes_dns() -> None:
    assert found(DETECTOR, snapshot(pods=[pod(ready=True, dnsPolicy="Default")], services=[MAIL])) == []


def test_one_workload_that_fails_for_several_names_is_a_weak_finding() -> None:
    log = {"a-0/app": f"{FAILS}\n{FAILS.replace('mail', 'post')}\n" * 3}
    assert only(DETECTOR, snapshot(log, pods=[caller()], services=[MAIL, service("post")])).strength == 0.72


@pytest.mark.parametrize(
    "line", [FAILS, "lookup elsewhere.example: no such host", f"{FAILS}\n" + "fine\n" * 20]
)
def test_one_name_a_name_outside_and_an_old_failure_are_no_finding(line: str) -> None:
    assert found(DETECTOR, snapshot({"a-0/app": line}, pods=[caller()], services=[MAIL])) == []


def test_a_dns_deployment_without_status_is_not_judged() -> None:
    raw = dns()
    raw["status"] = {}
    assert found(DETECTOR, snapshot(deployments=[raw])) == []
