import pytest

from bot.detectors.crash_loop import DETECTOR
from tests.detectors.shop import Raw, container, ended, event, found, only, pod, running, snapshot, waiting

LOG = "2026 starting\n2026 connecting to db:5432\nFATAL: password authentication failed for user cart\n"


def test_the_exit_code_and_the_decisive_log_line_are_told() -> None:
    one = pod(status=[waiting("CrashLoopBackOff", restarts=6, last=ended(1))])
    finding = only(
        DETECTOR, snapshot({"cart-b-1/app/previous": LOG}, pods=[one], events=[event("BackOff", "Back-off")])
    )
    assert "exit code 1" in finding.statement
    assert any(cited.source == "log" and cited.quote.startswith("FATAL") for cited in finding.cites)
    assert finding.next_check == "kubectl -n shop logs cart-b-1 -c app --tail=50 --previous"


def test_an_unknown_exit_code_and_an_unread_log_do_not_stop_it() -> None:
    assert (
        "exit code 42"
        in only(
            DETECTOR, snapshot(pods=[pod(status=[waiting("CrashLoopBackOff", last=ended(42))])])
        ).statement
    )
    bare = only(DETECTOR, snapshot(pods=[pod(status=[waiting("CrashLoopBackOff")])]))
    assert "exit code" not in bare.statement
    assert bare.strength < 0.75


def test_a_container_between_two_crashes_is_seen() -> None:
    one = pod(status=[running(ready=False, restarts=5, last=ended(2, seconds_ago=20))])
    assert "5 restarts" in only(DETECTOR, snapshot(pods=[one])).statement


def test_an_init_container_is_called_so() -> None:
    one = pod(status=[])
    one["spec"]["initContainers"] = [container("migrate")]
    one["status"]["initContainerStatuses"] = [waiting("CrashLoopBackOff", name="migrate", last=ended(1))]
    assert "init container migrate" in only(DETECTOR, snapshot(pods=[one])).statement


@pytest.mark.parametrize(
    "one",
    [
        pytest.param(
            pod(status=[running(restarts=9, last=ended(1, seconds_ago=90_000))], ready=True),
            id="old restarts",
        ),
        pytest.param(pod(status=[running(restarts=1, last=ended(1), ready=False)]), id="one restart"),
        pytest.param(
            pod(status=[running(restarts=5, last=ended(1))], ready=True), id="a container that is ready again"
        ),
        pytest.param(pod(phase="Succeeded", status=[waiting("CrashLoopBackOff")]), id="a pod that is done"),
        pytest.param(
            pod(status=[running(restarts=5, last=ended(0), ready=False)]), id="an exit without error"
        ),
    ],
)
def test_it_stays_silent_about(one: Raw) -> None:
    assert found(DETECTOR, snapshot(pods=[one])) == []
