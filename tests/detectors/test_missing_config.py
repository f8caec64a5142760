from typing import Any

import pytest

from bot.detectors.missing_config import DETECTOR
from tests.detectors.shop import Raw, container, event, found, history, only, pod, running, snapshot, waiting


def stuck(message: str, reason: str = "CreateContainerConfigError") -> Raw:
    return pod(status=[waiting(reason, message)], phase="Pending")


@pytest.mark.parametrize(
    ("message", "cause", "named"),
    [
        ('configmap "cart-settings" not found', "configmap-missing", "ConfigMap cart-settings"),
        ('secret "cart-login" not found', "secret-missing", "Secret cart-login"),
        (
            "couldn't find key url in ConfigMap shop/cart-settings",
            "configmap-missing",
            "key url of ConfigMap cart-settings",
        ),
        (
            "couldn't find key token in Secret shop/cart-login",
            "secret-missing",
            "key token of Secret cart-login",
        ),
    ],
)
def test_the_kubelets_words_name_what_is_missing(message: str, cause: str, named: str) -> None:
    finding = only(DETECTOR, snapshot(pods=[stuck(message)]))
    assert finding.cause == cause
    assert f"{named} is missing" in finding.statement


@pytest.mark.parametrize(
    ("message", "cause"),
    [
        (
            'MountVolume.SetUp failed for volume "settings" : configmap "cart-settings" not found',
            "configmap-missing",
        ),
        ('MountVolume.SetUp failed for volume "login" : secret "cart-login" not found', "secret-missing"),
        ("MountVolume.SetUp failed: references non-existent config key: app.yaml", "configmap-missing"),
        ("MountVolume.SetUp failed: references non-existent secret key: tls.key", "secret-missing"),
    ],
)
def test_a_volume_that_cannot_be_mounted_counts_too(message: str, cause: str) -> None:
    seen = snapshot(pods=[stuck("", "ContainerCreating")], events=[event("FailedMount", message)])
    assert only(DETECTOR, seen).cause == cause


def test_the_list_of_configmaps_confirms_it_and_the_change_is_named() -> None:
    before = container(envFrom=[{"configMapRef": {"name": "cart-old"}}])
    after = container(envFrom=[{"configMapRef": {"name": "cart-settings"}}])
    finding = only(
        DETECTOR,
        snapshot(pods=[stuck('configmap "cart-settings" not found')], replicasets=history([before], [after])),
    )
    assert {seen.source for seen in finding.cites} == {"pod", "revision", "configmaps"}
    assert "cart-old -> cart-settings" in finding.statement


def test_one_that_is_there_by_now_speaks_against_it() -> None:
    there = {"metadata": {"name": "cart-settings", "namespace": "shop"}}
    finding = only(
        DETECTOR, snapshot(pods=[stuck('configmap "cart-settings" not found')], configmaps=[there])
    )
    assert finding.strength < 0.7
    assert finding.against


def test_an_unread_list_of_configmaps_is_cited_neither_way() -> None:
    seen = snapshot(pods=[stuck('configmap "cart-settings" not found')], leave_out=["configmaps"])
    finding = only(DETECTOR, seen)
    assert [cited.source for cited in finding.cites] == ["pod"]
    assert finding.against == ()


def test_a_mount_that_failed_before_the_pod_ran_is_no_finding() -> None:
    told = event("FailedMount", 'configmap "cart-settings" not found', age=900)
    assert found(DETECTOR, snapshot(pods=[pod(status=[running()], ready=True)], events=[told])) == []


def test_a_wait_for_another_reason_is_no_finding() -> None:
    assert (
        found(DETECTOR, snapshot(pods=[stuck("", "ContainerCreating")], events=[event("Pulling", "image")]))
        == []
    )


EVERY: dict[str, Any] = {
    "volumes": [
        {"name": "a", "configMap": {"name": "one"}},
        {"name": "b", "secret": {"secretName": "two"}},
        {
            "name": "c",
            "projected": {"sources": [{"secret": {"name": "three"}}, {"configMap": {"name": "four"}}]},
        },
        {"name": "d", "configMap": {"name": "maybe", "optional": True}},
    ]
}
FROM = container(
    envFrom=[{"configMapRef": {"name": "five"}}, {"secretRef": {"name": "six"}}],
    env=[
        {"name": "A", "valueFrom": {"configMapKeyRef": {"name": "seven", "key": "k"}}},
        {"name": "B", "valueFrom": {"secretKeyRef": {"name": "eight", "key": "k"}}},
        {"name": "C", "valueFrom": {"secretKeyRef": {"name": "maybe", "key": "k", "optional": True}}},
    ],
)


def test_without_the_kubelets_words_every_reference_is_held_against_the_lists() -> None:
    waits = pod(spec=[FROM], status=[waiting("ContainerCreating")], phase="Pending", **EVERY)
    secret = {"metadata": {"name": "two", "namespace": "shop"}}
    findings = found(DETECTOR, snapshot(pods=[waits], secrets=[secret]))
    assert {one.cause for one in findings} == {"configmap-missing", "secret-missing"}
    named = " ".join(one.statement for one in findings)
    assert all(word in named for word in ("one", "three", "four", "five", "six", "seven", "eight"))
    assert "Secret two" not in named
    assert "maybe" not in named


def test_without_a_list_of_secrets_or_just_after_its_start_nothing_is_said_to_be_missing() -> None:
    one: dict[str, Any] = {"volumes": [{"name": "b", "secret": {"secretName": "two"}}]}
    assert (
        found(DETECTOR, snapshot(pods=[pod(status=[waiting("ContainerCreating")], phase="Pending", **one)]))
        == []
    )
    young = pod(status=[waiting("ContainerCreating")], phase="Pending", age=5, **EVERY)
    assert found(DETECTOR, snapshot(pods=[young])) == []
