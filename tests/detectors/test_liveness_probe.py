import pytest

from bot.detectors.liveness_probe import DETECTOR
from tests.detectors.shop import (
    Raw,
    container,
    ended,
    event,
    found,
    history,
    http,
    only,
    pod,
    running,
    snapshot,
)

REFUSED = "Liveness probe failed: dial tcp 10.0.0.7:{port}: connect: connection refused"


def killed(probe: Raw, *, kind: str = "livenessProbe", last: Raw | None = None, restarts: int = 3) -> Raw:
    ending = last or ended(137, lasted=40)
    return pod(
        spec=[{**container(), kind: probe}],
        status=[running(restarts=restarts, last=ending)],
        ready=True,
    )


def failing(port: int, message: str = REFUSED, age: float = 30) -> Raw:
    return event("Unhealthy", message.format(port=port), count=9, age=age)


def test_a_wrong_port_is_told_also_while_the_pod_is_ready_between_two_kills() -> None:
    finding = only(DETECTOR, snapshot(pods=[killed(http(9999))], events=[failing(9999)]))
    assert finding.cause == "liveness-probe-port"
    assert "3 restarts" in finding.statement


def test_another_protocol_is_told() -> None:
    message = "Liveness probe failed: net/http: HTTP/1.x transport connection broken"
    finding = only(DETECTOR, snapshot(pods=[killed(http(8080))], events=[failing(8080, message)]))
    assert finding.cause == "liveness-probe-protocol"


def test_a_probe_that_gives_up_before_the_start_is_over_is_too_tight() -> None:
    finding = only(DETECTOR, snapshot(pods=[killed(http(8080))], events=[failing(8080)]))
    assert finding.cause == "liveness-probe-timing"
    assert "15 s after a start" in finding.statement


def test_a_timing_that_the_newest_revision_changed_is_named() -> None:
    before, after = (container(livenessProbe=http(8080, initialDelaySeconds=delay)) for delay in (60, 20))
    one = pod(spec=[after], status=[running(restarts=2, last=ended(137, lasted=50))])
    seen = snapshot(pods=[one], events=[failing(8080)], replicasets=history([before], [after]))
    assert "initialDelaySeconds 60 -> 20" in only(DETECTOR, seen).statement


def test_a_patient_and_right_probe_is_only_said_to_fail() -> None:
    finding = only(
        DETECTOR,
        snapshot(
            pods=[killed(http(8080, initialDelaySeconds=60), last=ended(137, lasted=90))],
            events=[failing(8080)],
        ),
    )
    assert (finding.cause, finding.strength) == ("liveness-probe-failing", 0.55)


def test_an_endpoint_that_answers_with_an_error_is_not_called_too_tight() -> None:
    message = "Liveness probe failed: HTTP probe failed with statuscode: 500"
    finding = only(DETECTOR, snapshot(pods=[killed(http(8080))], events=[failing(8080, message)]))
    assert finding.cause == "liveness-probe-failing"


def test_a_startup_probe_kills_as_well() -> None:
    probe = http(9999)
    message = "Startup probe failed: dial tcp 10.0.0.7:9999: connect: connection refused"
    finding = only(
        DETECTOR, snapshot(pods=[killed(probe, kind="startupProbe")], events=[failing(9999, message)])
    )
    assert finding.cause == "liveness-probe-port"
    assert "startup probe" in finding.statement


def test_the_kubelets_own_word_is_enough_whatever_the_exit_code() -> None:
    one = killed(http(9999), last=ended(1, lasted=1))
    told = event("Killing", "Container app failed liveness probe, will be restarted", type_="Normal")
    assert only(DETECTOR, snapshot(pods=[one], events=[failing(9999), told])).cause == "liveness-probe-port"


@pytest.mark.parametrize(
    ("one", "age"),
    [
        pytest.param(killed(http(9999), restarts=0), 30, id="a container that never was restarted"),
        pytest.param(killed(http(9999)), 7200, id="failures of two hours ago"),
        pytest.param(killed(http(9999), last=ended(137, "OOMKilled")), 30, id="a kill for want of memory"),
        pytest.param(killed(http(9999), last=ended(1, lasted=1)), 30, id="a container that ended by itself"),
    ],
)
def test_it_stays_silent_about(one: Raw, age: float) -> None:
    assert found(DETECTOR, snapshot(pods=[one], events=[failing(9999, age=age)])) == []


GRACE = 30  # that of a pod which names none


@pytest.mark.parametrize(
    "last", [ended(137, lasted=15 + GRACE), ended(137, lasted=11 + GRACE), ended(143, lasted=12)]
)
def test_once_events_have_expired_the_length_of_the_run_tells_who_ended_it(last: Raw) -> None:
    finding = only(DETECTOR, snapshot(pods=[killed(http(9999), last=last)]))
    assert (finding.cause, round(finding.strength, 2)) == ("liveness-probe-port", 0.83)
    assert any(" s" in one.quote and "last exit code" in one.quote for one in finding.cites)


def test_the_grace_period_of_pod_or_probe_is_part_of_the_length() -> None:
    quick = killed(http(9999), last=ended(137, lasted=15))
    assert found(DETECTOR, snapshot(pods=[quick])) == []
    quick["spec"]["terminationGracePeriodSeconds"] = 2
    assert only(DETECTOR, snapshot(pods=[quick])).cause == "liveness-probe-port"
    own = killed(http(9999, terminationGracePeriodSeconds=2), last=ended(137, lasted=15))
    assert only(DETECTOR, snapshot(pods=[own])).cause == "liveness-probe-port"


def test_another_probe_of_the_same_port_that_is_answered_tells_of_the_protocol() -> None:
    one = killed(http(8080, periodSeconds=10), last=ended(137, lasted=30 + GRACE))
    one["spec"]["containers"][0]["readinessProbe"] = {"grpc": {"port": 8080}}
    assert only(DETECTOR, snapshot(pods=[one])).cause == "liveness-probe-protocol"
    one["spec"]["containers"][0]["readinessProbe"] = http(8080)
    assert only(DETECTOR, snapshot(pods=[one])).cause == "liveness-probe-failing"


def test_without_events_a_hasty_probe_is_the_nearest_guess() -> None:
    one = killed(http(8080, periodSeconds=1, failureThreshold=1), last=ended(137, lasted=1 + GRACE))
    assert only(DETECTOR, snapshot(pods=[one])).cause == "liveness-probe-timing"


@pytest.mark.parametrize(
    "one",
    [
        pytest.param(killed(http(9999), restarts=1), id="a single end"),
        pytest.param(killed(http(9999), last=ended(137, lasted=600)), id="a run that outlived the probe"),
        pytest.param(
            killed(http(9999), last=ended(137, lasted=20)), id="one killed before its grace was over"
        ),
        pytest.param(killed(http(9999), last=ended(1, lasted=45)), id="one that ended by itself"),
        pytest.param(killed(http(9999), last=ended(137, "OOMKilled", lasted=45)), id="a kill for memory"),
        pytest.param(killed(http(9999), last=ended(137, lasted=45, seconds_ago=7200)), id="one of long ago"),
        pytest.param(pod(spec=[container(livenessProbe=http(9999))], ready=True), id="no end at all"),
    ],
)
def test_without_events_nothing_is_claimed_of(one: Raw) -> None:
    assert found(DETECTOR, snapshot(pods=[one])) == []
