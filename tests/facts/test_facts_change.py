from copy import deepcopy

import pytest

from bot.domain.errors import PermanentError
from bot.domain.mitigation import Restart, Scale, Undo
from bot.domain.proposal import LiveTarget
from bot.domain.target import Subject
from bot.facts.by_hand import inverse_of, kubectl_for, undo_of
from bot.facts.change import (
    owned_by,
    patch_for,
    previous_revision,
    revision_of,
)
from bot.facts.live import live_target
from tests.cluster_objects import deployment, history, replicaset, template

CHECKOUT = Subject(kind="Deployment", namespace="shop", name="checkout")
NOW = "2025-03-04T02:14:00Z"


def test_a_restart_sets_the_annotation_that_kubectl_sets() -> None:
    patch = patch_for(Restart(subject=CHECKOUT), replicasets=(), now_text=NOW)
    annotations = patch["spec"]["template"]["metadata"]["annotations"]
    assert annotations == {"kubectl.kubernetes.io/restartedAt": NOW}


def test_a_scale_sets_the_number_of_replicas_and_nothing_else() -> None:
    patch = patch_for(Scale(subject=CHECKOUT, from_replicas=3, to_replicas=4), replicasets=(), now_text=NOW)
    assert patch == {"spec": {"replicas": 4}}


def test_an_undo_puts_back_the_whole_template_of_the_revision_without_the_controllers_hash() -> None:
    patch = patch_for(Undo(subject=CHECKOUT, to_revision=6), replicasets=history(), now_text=NOW)
    assert patch == {"spec": {"template": {"$patch": "replace", **template(8080)}}}


def test_making_a_patch_leaves_the_replicaset_as_it_was() -> None:
    before = history()
    after = deepcopy(before)
    patch_for(Undo(subject=CHECKOUT, to_revision=6), replicasets=after, now_text=NOW)
    assert after == before


@pytest.mark.parametrize("revision", [5, 0])
def test_an_undo_to_a_revision_that_nothing_keeps_is_an_error_that_names_it(revision: int) -> None:
    with pytest.raises(PermanentError, match=f"revision {revision} of Deployment shop/checkout"):
        patch_for(Undo(subject=CHECKOUT, to_revision=revision), replicasets=history(), now_text=NOW)


def test_a_revision_of_another_deployment_is_not_put_back() -> None:
    foreign = replicaset(6, template(8080))
    foreign["metadata"]["ownerReferences"][0]["name"] = "cart"
    with pytest.raises(PermanentError):
        patch_for(Undo(subject=CHECKOUT, to_revision=6), replicasets=[foreign], now_text=NOW)


def test_the_previous_revision_is_the_newest_one_with_another_template() -> None:
    replicasets = [replicaset(5, template(7070)), *history()]
    assert previous_revision(deployment(), replicasets) == 6


def test_a_revision_that_differs_only_by_a_restart_is_no_way_back() -> None:
    replicasets = [
        replicaset(5, template(8080)),
        replicaset(6, template(8081, restarted="2025-03-01T00:00:00Z")),
    ]
    assert previous_revision(deployment(), replicasets) == 5


def test_without_a_revision_of_another_template_there_is_no_previous_one() -> None:
    assert previous_revision(deployment(), [replicaset(7, template(8081))]) is None


def test_replicasets_of_a_deleted_namesake_do_not_count() -> None:
    foreign = replicaset(6, template(8080), owner="another-uid")
    assert previous_revision(deployment(), [foreign]) is None


def test_a_workload_without_a_uid_owns_nothing() -> None:
    assert owned_by({"metadata": {}}, [{"metadata": {"ownerReferences": [{}]}}]) == ()


@pytest.mark.parametrize("text", ["", "seven", "-1"])
def test_a_revision_that_is_no_number_is_none(text: str) -> None:
    assert revision_of({"metadata": {"annotations": {"deployment.kubernetes.io/revision": text}}}) == 0


def test_the_kubectl_commands_do_what_the_patches_do() -> None:
    restart, undo = Restart(subject=CHECKOUT), Undo(subject=CHECKOUT, to_revision=6)
    scale = Scale(subject=CHECKOUT, from_replicas=3, to_replicas=4)
    assert kubectl_for(restart) == "kubectl -n shop rollout restart deployment/checkout"
    assert kubectl_for(undo) == "kubectl -n shop rollout undo deployment/checkout --to-revision=6"
    assert kubectl_for(scale, "prod eu") == (
        "kubectl --context 'prod eu' -n shop scale deployment/checkout --current-replicas=3 --replicas=4"
    )


def test_what_takes_a_change_back_is_said_as_a_command_or_in_words() -> None:
    live = live_target(
        Restart(subject=CHECKOUT), workload=deployment(revision=7), pods=(), replicasets=(), namespace=None
    )
    undo, scale = (
        Undo(subject=CHECKOUT, to_revision=6),
        Scale(subject=CHECKOUT, from_replicas=3, to_replicas=4),
    )
    assert undo_of(undo, live) == "kubectl -n shop rollout undo deployment/checkout --to-revision=7"
    assert undo_of(scale, live) == "kubectl -n shop scale deployment/checkout --replicas=3"
    assert undo_of(Restart(subject=CHECKOUT), live).startswith("nothing to take back")


def test_the_way_back_of_an_undo_is_the_revision_that_was_there_and_a_restart_has_none() -> None:
    live = LiveTarget(
        uid="u", generation=1, resource_version="1", touched="t", replicas=2, ready=2, pods=2, revision=7
    )
    subject = Subject(kind="Deployment", namespace="shop", name="cart")
    assert inverse_of(Undo(subject=subject, to_revision=6), live) == Undo(subject=subject, to_revision=7)
    unnumbered = live.model_copy(update={"revision": 0})
    assert inverse_of(Undo(subject=subject, to_revision=6), unnumbered) is None
    grown = Scale(subject=subject, from_replicas=2, to_replicas=3)
    assert inverse_of(grown, live) == Scale(subject=subject, from_replicas=3, to_replicas=2)
    assert inverse_of(Restart(subject=subject), live) is None
