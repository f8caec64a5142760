from typing import Any

import pytest

from bot.detectors.readiness_probe import DETECTOR
from tests.detectors.shop import (
    Raw,
    container,
    deployment,
    event,
    found,
    history,
    http,
    only,
    pod,
    running,
    snapshot,
    waiting,
)

REFUSED = (
    'Readiness probe failed: Get "http://10.0.0.7:8081/ready": dial tcp 10.0.0.7:8081: connection refused'
)
PROBED = container(readinessProbe=http(8081))
BEFORE = container(readinessProbe=http(8080))


def failing(message: str = REFUSED, **more: int) -> Raw:
    return event("Unhealthy", message, count=more.get("count", 9))


def test_a_port_that_the_newest_revision_changed_is_named_with_its_change() -> None:
    finding = only(
        DETECTOR,
        snapshot(
            pods=[pod(spec=[PROBED], status=[running(ready=False)])],
            events=[failing()],
            deployments=[deployment()],
            replicasets=history([BEFORE], [PROBED]),
        ),
    )
    assert finding.cause == "readiness-probe-port"
    assert str(finding.subject) == "Deployment shop/cart"
    assert "changed in revision 2: readinessProbe.httpGet.port 8080 -> 8081" in finding.statement
    assert finding.next_check == "kubectl -n shop describe pod cart-b-1"
    assert {seen.source for seen in finding.cites} == {"event", "revision", "pod"}


def test_a_port_that_no_container_declares_is_wrong_without_any_history() -> None:
    finding = only(DETECTOR, snapshot(pods=[pod(spec=[PROBED])], events=[failing()], replicasets=[]))
    assert finding.cause == "readiness-probe-port"
    assert "it declares 8080" in finding.statement


def test_a_named_port_that_the_container_does_not_declare_is_wrong() -> None:
    spec = container(readinessProbe=http("admin"))
    message = "Readiness probe errored: strconv.Atoi: invalid syntax"
    finding = only(DETECTOR, snapshot(pods=[pod(spec=[spec])], events=[failing(message)]))
    assert finding.cause == "readiness-probe-port"
    assert "no port named admin" in finding.statement


def test_what_the_log_says_about_listening_decides_without_declared_ports() -> None:
    spec = container(port=None, readinessProbe=http(8081))
    seen = snapshot(
        {"cart-b-1/app": "starting\nserver listening on :8080\n"}, pods=[pod(spec=[spec])], events=[failing()]
    )
    finding = only(DETECTOR, seen)
    assert finding.cause == "readiness-probe-port"
    assert any(cited.source == "log" and "listening on :8080" in cited.quote for cited in finding.cites)


def test_a_changed_port_that_the_container_declares_is_less_sure() -> None:
    after = container(port=8081, readinessProbe=http(8081))
    finding = only(
        DETECTOR,
        snapshot(pods=[pod(spec=[after])], events=[failing()], replicasets=history([BEFORE], [after])),
    )
    assert (finding.cause, finding.strength) == ("readiness-probe-port", 0.75)


def test_another_protocol_behind_the_port_is_told_apart() -> None:
    spec = container(readinessProbe=http(8080))
    message = (
        'Readiness probe failed: Get "http://10.0.0.7:8080/ready": net/http: malformed HTTP response "x"'
    )
    finding = only(DETECTOR, snapshot(pods=[pod(spec=[spec])], events=[failing(message)]))
    assert finding.cause == "readiness-probe-protocol"


def test_an_endpoint_that_answers_503_is_not_called_a_wrong_port() -> None:
    message = "Readiness probe failed: HTTP probe failed with statuscode: 503"
    spec = container(readinessProbe=http(8080))
    finding = only(DETECTOR, snapshot(pods=[pod(spec=[spec])], events=[failing(message)]))
    assert finding.cause == "readiness-probe-failing"
    assert finding.strength < 0.7


def test_a_port_that_the_log_says_is_served_is_not_called_wrong() -> None:
    seen = snapshot({"cart-b-1/app": "listening on :8081"}, pods=[pod(spec=[PROBED])], events=[failing()])
    assert only(DETECTOR, seen).cause == "readiness-probe-failing"


def test_without_events_the_definition_alone_counts_for_less() -> None:
    seen = snapshot(pods=[pod(spec=[PROBED])], leave_out=["events"])
    finding = only(DETECTOR, seen)
    assert finding.cause == "readiness-probe-port"
    assert finding.strength < 0.7
    sound = snapshot(pods=[pod(spec=[BEFORE])], leave_out=["events"])
    assert "no event tells" in only(DETECTOR, sound).statement


@pytest.mark.parametrize(
    "seen",
    [
        pytest.param(pod(spec=[PROBED], ready=True), id="a pod that is ready, with an old failure"),
        pytest.param(
            pod(spec=[PROBED], status=[running(ready=False, since=10)]), id="a container that just started"
        ),
        pytest.param(pod(spec=[PROBED], phase="Succeeded"), id="a pod whose work is done"),
        pytest.param(pod(spec=[container()]), id="a container without a probe"),
    ],
)
def test_it_stays_silent_about(seen: Raw) -> None:
    assert found(DETECTOR, snapshot(pods=[seen], events=[failing()])) == []


def test_an_event_of_another_container_or_port_is_not_taken_for_this_probe() -> None:
    spec = [container(readinessProbe=http(8080)), container("mesh", port=15020)]
    other = event(
        "Unhealthy",
        "Readiness probe failed: dial tcp 10.0.0.7:15020: connection refused",
        field="spec.containers{mesh}",
    )
    finding = only(DETECTOR, snapshot(pods=[pod(spec=spec)], events=[other]))
    assert "no event tells" in finding.statement


def test_a_sidecar_that_ended_is_not_judged_by_its_probe() -> None:
    one = pod(spec=[PROBED], status=[waiting("CrashLoopBackOff")])
    assert found(DETECTOR, snapshot(pods=[one], events=[failing()])) == []


def failing_at(handler: Raw, message: str, *, since: float = 600, log: str = "", **more: Any) -> list[str]:
    """The causes for one unready container with that probe."""
    spec = container(readinessProbe=handler, **more)
    one = pod(spec=[spec], status=[running(ready=False, since=since)])
    told = snapshot({"cart-b-1/app": log}, pods=[one], events=[failing(f"Readiness probe failed: {message}")])
    return [finding.cause for finding in found(DETECTOR, told)]


GRPC = {"grpc": {"port": 8080}}
NO_GRPC = 'timeout: failed to connect service "10.0.0.7:8080" within 1s: context deadline exceeded'


def test_a_path_that_is_not_there_is_told_from_an_endpoint_that_is_not_well() -> None:
    assert failing_at(http(), "HTTP probe failed with statuscode: 404") == ["readiness-probe-path"]
    assert failing_at(http(), "HTTP probe failed with statuscode: 503") == ["readiness-probe-failing"]


def test_who_listens_and_does_not_answer_a_grpc_probe_speaks_another_protocol() -> None:
    assert failing_at(GRPC, NO_GRPC, log="listening on :8080") == ["readiness-probe-protocol"]
    assert failing_at(GRPC, NO_GRPC, livenessProbe=http()) == ["readiness-probe-protocol"]


def test_what_may_not_listen_yet_or_is_asked_alike_elsewhere_is_not_called_so() -> None:
    assert failing_at(GRPC, NO_GRPC) == ["readiness-probe-failing"]
    assert failing_at(GRPC, NO_GRPC, since=200, livenessProbe=http(initialDelaySeconds=900)) == [
        "readiness-probe-failing"
    ]
    assert failing_at(GRPC, NO_GRPC, log="listening on :8080", livenessProbe=GRPC) == [
        "readiness-probe-failing"
    ]


def test_the_same_port_by_name_and_by_number_is_no_change() -> None:
    by_name, by_number = container(readinessProbe=http("web")), container(readinessProbe=http(8080))
    told = snapshot(
        pods=[pod(spec=[by_number], status=[running(ready=False)])],
        events=[failing("Readiness probe failed: HTTP probe failed with statuscode: 404")],
        deployments=[deployment()],
        replicasets=history([by_name], [by_number]),
    )
    assert only(DETECTOR, told).cause == "readiness-probe-path"


def test_without_events_a_liveness_probe_that_is_answered_tells_of_the_protocol() -> None:
    both = container(readinessProbe={"grpc": {"port": 8080}}, livenessProbe=http(8080))
    assert only(DETECTOR, snapshot(pods=[pod(spec=[both])])).cause == "readiness-probe-protocol"
    alike = container(readinessProbe=http(8080), livenessProbe=http(8080))
    assert only(DETECTOR, snapshot(pods=[pod(spec=[alike])])).cause == "readiness-probe-failing"
    encrypted = container(readinessProbe=http(8080), livenessProbe=http(8080))
    encrypted["livenessProbe"]["httpGet"]["scheme"] = "HTTPS"
    assert only(DETECTOR, snapshot(pods=[pod(spec=[encrypted])])).cause == "readiness-probe-protocol"
