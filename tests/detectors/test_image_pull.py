from typing import Any

import pytest

from bot.detectors.image_pull import DETECTOR
from tests.detectors.shop import (
    Raw,
    container,
    deployment,
    event,
    found,
    history,
    only,
    pod,
    snapshot,
    waiting,
)

IMAGE = "registry.test/not-found/cart:2"


def pulling(image: str = IMAGE, reason: str = "ImagePullBackOff", message: str = "", **more: Any) -> Raw:
    return pod(spec=[container(image=image)], status=[waiting(reason, message)], phase="Pending", **more)


def failed(answer: str, image: str = IMAGE) -> Raw:
    return event("Failed", f'Failed to pull image "{image}": failed to resolve reference "{image}": {answer}')


@pytest.mark.parametrize(
    ("answer", "cause"),
    [
        ("dial tcp: lookup registry.test on 10.0.0.2:53: no such host", "image-registry-dns"),
        ("dial tcp: lookup registry.test: i/o timeout", "image-registry-dns"),
        ("failed to authorize: unexpected status from GET request: 401 Unauthorized", "image-pull-auth"),
        ("pull access denied, repository does not exist or may require authorization", "image-pull-auth"),
        ("manifest unknown", "image-not-found"),
        (f"{IMAGE}: not found", "image-not-found"),
        ("429 Too Many Requests - toomanyrequests: rate limit", "image-pull-rate-limit"),
        ("dial tcp 10.1.1.1:443: i/o timeout", "image-registry-unreachable"),
        ("no match for platform in manifest", "image-not-found"),
    ],
)
def test_the_registrys_answer_decides_the_cause(answer: str, cause: str) -> None:
    finding = only(DETECTOR, snapshot(pods=[pulling()], events=[failed(answer)]))
    assert finding.cause == cause
    assert finding.cites[0].source == "event"


def test_the_named_pull_secrets_are_told() -> None:
    one = pulling(imagePullSecrets=[{"name": "registry-login"}])
    denied = [failed("403 Forbidden")]
    assert "registry-login" in only(DETECTOR, snapshot(pods=[one], events=denied)).statement
    assert "names no pull secret" in only(DETECTOR, snapshot(pods=[pulling()], events=denied)).statement


def test_a_refused_official_image_is_not_there_for_official_images_are_public() -> None:
    image = "docker.io/library/redis:9.99"
    seen = snapshot(pods=[pulling(image)], events=[failed("403 Forbidden", image)])
    assert only(DETECTOR, seen).cause == "image-not-found"


def test_a_changed_tag_is_named() -> None:
    before = container(image="registry.test/not-found/cart:1")
    seen = snapshot(
        pods=[pulling()],
        events=[failed("manifest unknown")],
        deployments=[deployment()],
        replicasets=history([before], [container(image=IMAGE)]),
    )
    assert "cart:1 -> registry.test/not-found/cart:2" in only(DETECTOR, seen).statement


@pytest.mark.parametrize(
    ("reason", "message", "cause"),
    [
        ("ErrImagePull", "rpc error: code = NotFound desc = no such image", "image-not-found"),
        ("InvalidImageName", "", "image-not-found"),
        ("ErrImageNeverPull", "", "image-not-found"),
    ],
)
def test_the_containers_own_wait_is_enough_without_events(reason: str, message: str, cause: str) -> None:
    seen = snapshot(pods=[pulling(reason=reason, message=message)], leave_out=["events"])
    assert only(DETECTOR, seen).cause == cause


def test_a_wait_without_any_reason_told_is_told_as_such() -> None:
    other = pod("x-1", of="x", spec=[container(image="registry.test/other/x:1")], ready=True)
    finding = only(DETECTOR, snapshot(pods=[pulling(), other], events=[]))
    assert (finding.cause, finding.strength) == ("image-pull-failing", 0.55)


@pytest.mark.parametrize(
    ("image", "runs"),
    [
        (IMAGE, "registry.test/not-found/pay:7"),
        ("redis:alpinee", "docker.io/library/postgres:16"),
        ("docker.io/acme/cart:2@sha256:00", "acme/pay:7"),
    ],
)
def test_without_an_answer_a_registry_that_serves_others_speaks_for_a_wrong_name_or_tag(
    image: str, runs: str
) -> None:
    well = pod("pay-1", of="pay", kind="StatefulSet", spec=[container(image=runs)], ready=True)
    finding = only(DETECTOR, snapshot(pods=[pulling(image), well], events=[]))
    assert finding.cause == "image-not-found"
    assert f"it serves {runs}" in finding.statement


def test_without_an_answer_a_tag_that_was_changed_is_the_nearest_guess_and_a_changed_registry_is_not() -> (
    None
):
    for before, cause in (
        (IMAGE.replace(":2", ":1"), "image-not-found"),
        ("old.test/cart:1", "image-pull-failing"),
    ):
        changed = history([container(image=before)], [container(image=IMAGE)])
        seen = snapshot(pods=[pulling()], deployments=[deployment()], replicasets=changed)
        assert only(DETECTOR, seen).cause == cause


def test_a_pull_that_failed_once_and_then_worked_is_no_finding() -> None:
    assert found(DETECTOR, snapshot(pods=[pod(ready=True)], events=[failed("manifest unknown")])) == []


def test_a_missing_pull_secret_does_no_harm_while_the_image_is_there() -> None:
    told = event("FailedToRetrieveImagePullSecret", "Unable to retrieve some image pull secrets (old-login)")
    assert found(DETECTOR, snapshot(pods=[pod(ready=True)], events=[told])) == []


def test_events_of_a_deployment_of_the_same_name_are_not_the_pods() -> None:
    other = event("Failed", f'Failed to pull image "{IMAGE}": not found', kind="Deployment")
    assert only(DETECTOR, snapshot(pods=[pulling()], events=[other])).cause == "image-pull-failing"
