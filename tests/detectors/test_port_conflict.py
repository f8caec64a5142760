from bot.detectors.port_conflict import DETECTOR
from tests.detectors.shop import container, ended, found, only, pod, running, snapshot, waiting

TWO = [container(), container("proxy")]
LOOPS = [running(), waiting("CrashLoopBackOff", name="proxy", restarts=4, last=ended(1))]
IN_USE = {"cart-b-1/proxy/previous": "listen tcp :8080: bind: address already in use"}


def test_a_log_and_two_containers_of_one_port_are_decisive() -> None:
    finding = only(DETECTOR, snapshot(IN_USE, pods=[pod(spec=TWO, status=LOOPS)]))
    assert (finding.cause, finding.strength) == ("port-conflict", 0.95)
    assert "8080/TCP (app, proxy)" in finding.statement


def test_either_alone_counts_too() -> None:
    assert only(DETECTOR, snapshot(pods=[pod(spec=TWO, status=LOOPS)])).strength == 0.85
    apart = [container(), container("proxy", port=9090)]
    assert only(DETECTOR, snapshot(IN_USE, pods=[pod(spec=apart, status=LOOPS)])).strength == 0.9


def test_a_container_that_is_well_and_one_that_fails_for_another_reason_are_no_finding() -> None:
    assert (
        found(
            DETECTOR, snapshot(IN_USE, pods=[pod(spec=TWO, status=[running(), running("proxy")], ready=True)])
        )
        == []
    )
    apart = [container(), container("proxy", port=9090)]
    assert found(DETECTOR, snapshot(pods=[pod(spec=apart, status=LOOPS)])) == []
    starting = [running(), running("proxy", ready=False)]
    assert found(DETECTOR, snapshot(pods=[pod(spec=TWO, status=starting)])) == []


def test_an_init_container_is_gone_before_the_others_start() -> None:
    one = pod(
        spec=[container()],
        status=[waiting("CrashLoopBackOff", last=ended(1))],
        initContainers=[container("first")],
    )
    assert found(DETECTOR, snapshot(pods=[one])) == []
