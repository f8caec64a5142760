from typing import Any

import pytest

from bot.detectors.volume_fill import DETECTOR
from bot.domain.snapshot import Snapshot
from tests.detectors.shop import Raw, container, found, only, pod, snapshot
from tests.detectors.speed import measured, ramp

CLAIM = {"persistentvolumeclaim": "data-db-0"}
VOLUMES = [{"name": "data", "persistentVolumeClaim": {"claimName": "data-db-0"}}]


def seen(told: Raw, *, ready: bool = True, log: str = "", **more: Any) -> Snapshot:
    db = pod("db-0", of="db", kind="StatefulSet", spec=[container()], ready=ready, volumes=VOLUMES)
    return snapshot(
        {"db-0/app": log} if log else None, pods=[db], metrics={"data": {"result": [told]}}, **more
    )


def used(*spans: tuple[float, float], name: str = "volume_used_ratio") -> Raw:
    return measured(name, *spans, **CLAIM)


def test_a_full_volume_of_a_store_that_cannot_write_is_named() -> None:
    line = "could not write to file: No space left on device\n"
    finding = only(DETECTOR, seen(used((30, 0.985)), log=line * 3))
    assert (finding.cause, finding.strength) == ("volume-full", 0.93)
    assert str(finding.subject) == "PersistentVolumeClaim shop/data-db-0"
    assert [one.source for one in finding.cites] == ["metric", "log"]
    assert "mounted by 1 pod" in finding.statement


def test_a_full_volume_of_a_pod_that_is_not_ready_is_named() -> None:
    assert only(DETECTOR, seen(used((30, 0.98)), ready=False)).strength == 0.93


def test_a_volume_to_the_brim_is_named_although_nobody_complains_yet() -> None:
    finding = only(DETECTOR, seen(used((30, 1.0))))
    assert (finding.cause, finding.leftover, finding.strength) == ("volume-full", False, 0.75)


def test_inodes_count_as_space_does() -> None:
    finding = only(DETECTOR, seen(used((30, 1.0), name="volume_inodes_used_ratio")))
    assert "100% of its inodes are used" in finding.statement


@pytest.mark.parametrize(
    ("before", "cause", "words"),
    [(0.8, "volume-filling", "full in about 21 min"), (0.9, "volume-filling", "full in about 2 h")],
)
def test_one_that_fills_fast_is_named_with_the_time_that_is_left(
    before: float, cause: str, words: str
) -> None:
    told = ramp("volume_used_ratio", before, 0.92, **CLAIM)
    finding = only(DETECTOR, seen(told))
    assert (finding.cause, finding.leftover) == (cause, False)
    assert words in finding.statement


def test_a_claim_that_no_pod_mounts_is_said_to_be_so() -> None:
    told = measured("volume_used_ratio", (30, 1.0), persistentvolumeclaim="old")
    assert "no pod mounts it" in only(DETECTOR, seen(told)).statement


@pytest.mark.parametrize("level", [0.91, 0.98])
def test_a_high_level_that_stands_still_and_harms_nobody_is_a_leftover(level: float) -> None:
    assert only(DETECTOR, seen(used((30, level)))).leftover


@pytest.mark.parametrize(
    "told",
    [
        used((30, 0.7)),
        ramp("volume_used_ratio", 0.5, 0.75, **CLAIM),
        used((10, 0.99), (15, -1)),
        measured("volume_used_ratio", (30, 1.0), pod="db-0"),
    ],
    ids=["seventy", "has room", "long ago", "whose"],
)
def test_a_volume_with_room_is_no_finding(told: Raw) -> None:
    assert found(DETECTOR, seen(told)) == []
