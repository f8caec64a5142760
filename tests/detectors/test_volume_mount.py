from typing import Any

import pytest

from bot.detectors.volume_mount import DETECTOR
from tests.detectors.shop import Raw, container, ended, event, found, only, pod, running, snapshot, waiting

DATA = {"name": "data", "persistentVolumeClaim": {"claimName": "d"}}
MOUNTS = container(
    volumeMounts=[{"name": "data", "mountPath": "/data"}, {"name": "token", "mountPath": "/token"}]
)
LOOPS = [waiting("CrashLoopBackOff", last=ended(1))]


def holder(status: list[Raw] | None = None, spec: Raw = MOUNTS, **more: Any) -> Raw:
    volumes = [DATA, {"name": "token", "secret": {}}]
    return pod(spec=[spec], status=status if status is not None else LOOPS, volumes=volumes, **more)


@pytest.mark.parametrize(
    ("line", "strength"),
    [
        ("open /data/db.lock: permission denied", 0.93),
        ("Fatal error: can't open dump file: Permission denied", 0.85),
        ("java.nio.file.AccessDeniedException: /data/x: failed", 0.93),
    ],
)
def test_a_path_in_a_volume_that_is_denied_is_named(line: str, strength: float) -> None:
    finding = only(DETECTOR, snapshot({"cart-b-1/app/previous": line}, pods=[holder()]))
    assert (finding.cause, finding.strength) == ("volume-permission-denied", strength)


@pytest.mark.parametrize(
    "quiet",
    [
        snapshot({"cart-b-1/app": "open /etc/secret/x: permission denied"}, pods=[holder()]),
        snapshot({"cart-b-1/app": "open /data/x: permission denied"}, pods=[holder([running()], ready=True)]),
        snapshot({"cart-b-1/app": "Error: permission denied"}, pods=[holder([running(ready=False)])]),
        snapshot({"cart-b-1/app": "Error: permission denied"}, pods=[pod(status=LOOPS)]),
        snapshot({"cart-b-1/app": "Error: bad colour"}, pods=[holder()]),
    ],
)
def test_a_refusal_elsewhere_or_of_a_container_that_is_well_is_no_finding(quiet: Any) -> None:
    assert found(DETECTOR, quiet) == []


WAITS = [waiting("ContainerCreating")]


@pytest.mark.parametrize(
    ("reason", "message", "cause"),
    [
        ("FailedAttachVolume", "Multi-Attach error for volume v: used by pod x", "volume-attach-failed"),
        ("FailedMount", "MountVolume.SetUp failed: mount failed: exit status 32", "volume-mount-failed"),
        ("FailedMount", "MountVolume.SetUp failed: open /x: permission denied", "volume-permission-denied"),
        (
            "FailedMount",
            "Unable to attach or mount volumes: timed out waiting for the condition",
            "volume-mount-failed",
        ),
    ],
)
def test_the_kubelets_words_tell_the_sort(reason: str, message: str, cause: str) -> None:
    seen = snapshot(pods=[holder(WAITS, phase="Pending")], events=[event(reason, message)])
    assert only(DETECTOR, seen).cause == cause


def test_a_missing_configmap_and_a_mount_that_worked_in_the_end_are_others_matters() -> None:
    missing = event("FailedMount", 'configmap "x" not found')
    assert found(DETECTOR, snapshot(pods=[holder(WAITS)], events=[missing])) == []
    once = event("FailedMount", "mount failed")
    assert found(DETECTOR, snapshot(pods=[holder([running(ready=False)])], events=[once])) == []
    told = event("FailedMount", "mount failed")
    assert only(DETECTOR, snapshot(pods=[pod(status=WAITS)], events=[told])).cause == "volume-mount-failed"
