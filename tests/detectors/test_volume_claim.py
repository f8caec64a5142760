from typing import Any

import pytest

from bot.detectors.volume_claim import DETECTOR
from tests.detectors.shop import Raw, event, found, only, pod, snapshot

CLAIMED = [{"name": "data", "persistentVolumeClaim": {"claimName": "cart-data"}}]
WAITS = pod(phase="Pending", node="", status=[], volumes=CLAIMED)


def claim(
    phase: str = "Pending",
    size: str = "5Gi",
    mode: str = "ReadWriteOnce",
    named: str | None = "",
    **spec: Any,
) -> Raw:
    asked = {"accessModes": [mode], "resources": {"requests": {"storage": size}}, **spec}
    if named is not None:
        asked["storageClassName"] = named
    return {"metadata": {"name": "cart-data", "namespace": "shop"}, "spec": asked, "status": {"phase": phase}}


def volume(
    name: str = "v1",
    size: str = "5Gi",
    mode: str = "ReadWriteOnce",
    named: str = "",
    holder: str = "",
    **labels: str,
) -> Raw:
    spec: Raw = {"capacity": {"storage": size}, "accessModes": [mode]}
    if named:
        spec["storageClassName"] = named
    if holder:
        spec["claimRef"] = {"namespace": "shop", "name": holder}
    phase = "Bound" if holder else "Available"
    return {"metadata": {"name": name, "labels": labels}, "spec": spec, "status": {"phase": phase}}


def storage_class(
    name: str = "fast", *, provisioner: str = "csi.test", mode: str = "Immediate", default: bool = False
) -> Raw:
    notes = {"storageclass.kubernetes.io/is-default-class": "true"} if default else {}
    return {
        "metadata": {"name": name, "annotations": notes},
        "provisioner": provisioner,
        "volumeBindingMode": mode,
    }


def seen(wanted: Raw, volumes: list[Raw], classes: list[Raw] | None = None, **more: Any) -> Any:
    kinds: dict[str, Any] = {
        "persistentvolumes": volumes,
        "storageclasses": classes or [],
        "persistentvolumeclaims": [wanted],
    }
    return snapshot(pods=[WAITS], **kinds, **more)


@pytest.mark.parametrize(
    ("wanted", "offered", "cause"),
    [
        (claim(size="9Gi"), volume(), "pvc-size-mismatch"),
        (claim(mode="ReadWriteMany"), volume(), "pvc-access-mode-mismatch"),
        (claim(selector={"matchLabels": {"tier": "a"}}), volume(tier="b"), "pvc-selector-mismatch"),
        (
            claim(selector={"matchExpressions": [{"key": "tier", "operator": "Exists"}]}),
            volume(),
            "pvc-selector-mismatch",
        ),
        (claim(), volume(holder="other-data"), "volume-taken"),
        (claim(), volume(named="slow"), "pvc-class-mismatch"),
        (claim("Lost"), volume(), "pvc-unbound"),
    ],
)
def test_the_one_condition_that_the_volume_fails_is_the_cause(wanted: Raw, offered: Raw, cause: str) -> None:
    finding = only(DETECTOR, seen(wanted, [offered]))
    assert (finding.cause, str(finding.subject)) == (cause, "ReplicaSet shop/cart-b")
    assert finding.next_check == "kubectl -n shop describe pvc cart-data"


def test_the_volume_that_comes_nearest_tells_the_cause() -> None:
    far = volume("a-far", size="1Gi", mode="ReadOnlyMany", named="slow")
    assert only(DETECTOR, seen(claim(size="9Gi"), [far, volume("near")])).cause == "pvc-size-mismatch"
    assert only(DETECTOR, seen(claim(size="9Gi"), [far])).strength < 0.9


def test_a_class_that_does_not_exist_is_named() -> None:
    failed = event(
        "ProvisioningFailed", 'storageclass "fsat" not found', about="cart-data", kind="PersistentVolumeClaim"
    )
    finding = only(DETECTOR, seen(claim(named="fsat"), [volume()], [storage_class()], events=[failed]))
    assert (finding.cause, finding.strength) == ("pvc-class-mismatch", 0.94)
    assert "fast" in finding.statement


def test_a_name_that_only_static_volumes_share_is_no_missing_class() -> None:
    assert (
        only(DETECTOR, seen(claim(named="manual", size="9Gi"), [volume(named="manual")])).cause
        == "pvc-size-mismatch"
    )


def test_no_volume_at_all_is_told_as_such() -> None:
    assert only(DETECTOR, seen(claim(), [])).cause == "pvc-unbound"


def test_a_provisioner_that_fails_is_told_with_its_words() -> None:
    failed = event(
        "ProvisioningFailed", "quota of disks used up", about="cart-data", kind="PersistentVolumeClaim"
    )
    finding = only(DETECTOR, seen(claim(named="fast"), [], [storage_class()], events=[failed]))
    assert finding.cause == "volume-provisioning-failed"
    assert "quota of disks" in finding.statement


@pytest.mark.parametrize(
    "quiet",
    [
        seen(claim("Bound"), []),
        seen(claim(named="late"), [], [storage_class("late", mode="WaitForFirstConsumer")]),
        seen(claim(named=None), [], [storage_class(default=True)]),  # its volume is just being made
        seen(claim(named=None), [volume()], [storage_class()], leave_out=["persistentvolumes"]),
        snapshot(pods=[pod(ready=True, volumes=CLAIMED)], persistentvolumeclaims=[claim()]),
        snapshot(pods=[WAITS], leave_out=["persistentvolumeclaims"]),
    ],
)
def test_a_claim_that_binds_later_or_that_nobody_waits_for_is_no_finding(quiet: Any) -> None:
    assert found(DETECTOR, quiet) == []


def test_a_claim_that_does_not_exist_is_a_cause_of_its_own() -> None:
    assert only(DETECTOR, snapshot(pods=[WAITS])).cause == "pvc-missing"


def test_the_claim_of_an_ephemeral_volume_bears_the_pods_name() -> None:
    waits = pod(phase="Pending", node="", status=[], volumes=[{"name": "tmp", "ephemeral": {}}])
    assert "cart-b-1-tmp" in only(DETECTOR, snapshot(pods=[waits])).statement
