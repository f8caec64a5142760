import pytest

from bot.detectors.container_start import DETECTOR
from tests.detectors.shop import Raw, ended, found, only, pod, running, snapshot, waiting


@pytest.mark.parametrize(
    ("status", "cause"),
    [
        (
            waiting("RunContainerError", 'exec: "servr": executable file not found in $PATH'),
            "command-not-found",
        ),
        (
            waiting("CrashLoopBackOff", last=ended(128, "StartError", message="runc create failed: mount")),
            "container-start-refused",
        ),
        (
            waiting("CreateContainerConfigError", "container has runAsNonRoot and image will run as root"),
            "container-start-refused",
        ),
        (
            waiting("CrashLoopBackOff", last=ended(1, message="exec /app: exec format error")),
            "platform-mismatch",
        ),
    ],
)
def test_the_runtimes_words_tell_why_no_process_begins(status: Raw, cause: str) -> None:
    assert only(DETECTOR, snapshot(pods=[pod(status=[status])])).cause == cause


def test_the_log_may_tell_it() -> None:
    one = pod(status=[waiting("CrashLoopBackOff", last=ended(1))])
    finding = only(DETECTOR, snapshot({"cart-b-1/app": "error: exec /app: exec format error"}, pods=[one]))
    assert (finding.cause, finding.cites[0].source) == ("platform-mismatch", "log")


@pytest.mark.parametrize(
    "status",
    [
        running(ready=False),
        waiting("CrashLoopBackOff", last=ended(1)),
        waiting("CreateContainerConfigError", 'failed to create container: secret "x" not found'),
        waiting("ContainerCreating", "OCI runtime"),
    ],
)
def test_other_troubles_are_no_finding(status: Raw) -> None:
    assert found(DETECTOR, snapshot(pods=[pod(status=[status])])) == []
