"""What was changed within a day before, for whoever asks; and its place among the evidence."""

from typing import Any

from bot.diagnosis.changes import MOST, changes_before
from bot.diagnosis.evidence import numbered_on
from bot.domain.diagnosis import Evidence
from bot.domain.snapshot import Snapshot
from tests.detectors.shop import NOW, ago, container, history, node, pod, snapshot
from tests.diagnosis.claim_factories import EVIDENCE
from tests.diagnosis.test_diagnosis_lately import SETTINGS, settings

DAY = 24 * 3600


def shop(**objects: Any) -> Snapshot:
    """A pod of cart on node-1 that refers to a ConfigMap, and a new revision."""
    spec = [container(envFrom=[SETTINGS])]
    usual: dict[str, Any] = {"pods": [pod(spec=spec)]}
    return snapshot(**(usual | objects))


def told(found: Snapshot) -> list[tuple[str, str]]:
    return [(one.ref, one.quote) for one in changes_before(found) or ()]


def test_a_write_a_taint_and_a_revision_of_the_day_are_told_newest_first() -> None:
    tainted = node("node-1")
    tainted.setdefault("spec", {})["taints"] = [{"key": "old", "effect": "NoSchedule", "timeAdded": ago(60)}]
    revisions = history([container(image="cart:1")], [container(image="cart:2")])
    made = shop(
        configmaps=[settings(300), settings(60, "of-another")],
        nodes=[tainted, node("node-2")],
        replicasets=revisions,
    )
    found = told(made)
    assert found[:2] == [
        ("node/node-1", "taint old:NoSchedule was added"),
        ("shop/configmap/cart-settings", "this ConfigMap was written"),
    ]
    assert all(
        ref == "shop/deployment/cart" and "image cart:1 -> cart:2" in quote for ref, quote in found[2:]
    )


def test_what_is_older_than_a_day_or_after_the_snapshot_is_not_told() -> None:
    for written in (DAY + 60, -60, None):
        assert told(shop(configmaps=[settings(written)])) == []
    assert told(shop(configmaps=[settings(DAY - 60)]))


def test_a_revision_without_a_time_or_of_another_namespace_is_not_told() -> None:
    revisions = history([container(image="cart:1")], [container(image="cart:2")])
    for one in revisions:
        one["metadata"].pop("creationTimestamp", None)
    assert told(shop(replicasets=revisions)) == []
    elsewhere = history([container(image="cart:1")], [container(image="cart:2")])
    for one in elsewhere:
        one["metadata"] |= {"namespace": "bank", "creationTimestamp": ago(60)}
    assert told(shop(replicasets=elsewhere)) == []


def test_only_the_newest_few_are_told() -> None:
    tainted = node("node-1")
    tainted.setdefault("spec", {})["taints"] = [
        {"key": f"k{number}", "effect": "NoSchedule", "timeAdded": ago(60 + number)} for number in range(9)
    ]
    found = told(shop(nodes=[tainted]))
    assert len(found) == MOST
    assert found[0][1] == "taint k0:NoSchedule was added"


def test_an_odd_snapshot_tells_nothing_and_breaks_nothing() -> None:
    assert changes_before(shop(pods=[{"metadata": {"name": "x"}, "spec": {"containers": 7}}])) is not None
    timeless = shop(configmaps=[settings(60)])
    odd = timeless.model_copy(update={"taken_at": timeless.taken_at.replace(tzinfo=None)})
    assert changes_before(odd) is None


def test_further_evidence_goes_on_after_the_ids_that_are_known() -> None:
    found = changes_before(shop(configmaps=[settings(60)])) or ()
    [one] = numbered_on(found, EVIDENCE)
    assert (one.id, one.at) == ("E3", found[0].at)
    assert one.at is not None
    assert one.at <= NOW
    [first] = numbered_on(found, [Evidence(id="x", source="", ref="", quote="", digest="")])
    assert first.id == "E1"
    assert numbered_on(found, ())[0].id == "E1"
