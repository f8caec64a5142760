from typing import Any

import pytest

from bot.detectors.network_policy import DETECTOR
from tests.detectors.shop import Raw, away, container, found, only, pod, service, snapshot, variable, well

CALLER = pod(spec=[container(env=variable("MAIL_ADDR", "mail:25"))], ready=True)
MAIL = service("mail", ports=[{"port": 25, "targetPort": 2525}])
SPACE = {"metadata": {"name": "shop", "labels": {"team": "red"}}}


def policy(app: str = "mail", types: list[str] | None = None, **spec: Any) -> Raw:
    kinds: dict[str, Any] = {"policyTypes": types} if types is not None else {}
    selector = {"podSelector": {"matchLabels": {"app": app}} if app else {}}
    return {"metadata": {"name": "wall", "namespace": "shop"}, "spec": {**selector, **kinds, **spec}}


def rule(side: str = "from", *peers: Raw, ports: list[Raw] | None = None) -> list[Raw]:
    return [{side: list(peers), **({"ports": ports} if ports else {})}]


def seen(raw: Raw, log: str = "", **more: Any) -> Any:
    kinds: dict[str, Any] = {
        "pods": [CALLER, well("mail")],
        "services": [MAIL],
        "namespaces": [SPACE],
        **more,
    }
    return snapshot({"cart-b-1/app": log}, networkpolicies=[raw], **kinds)


@pytest.mark.parametrize(
    "raw",
    [
        policy(types=["Ingress"]),
        policy("", types=["Ingress"]),
        policy(),
        policy(ingress=rule("from", {"podSelector": {"matchLabels": {"app": "other"}}})),
        policy(ingress=rule("from", {"namespaceSelector": {"matchLabels": {"team": "blue"}}})),
        policy(ingress=rule("from", ports=[{"port": 9}])),
        policy(ingress=rule("from", ports=[{"port": 9, "endPort": 99}])),
    ],
)
def test_a_policy_that_lets_in_none_of_the_callers_is_named(raw: Raw) -> None:
    finding = only(DETECTOR, seen(raw))
    assert (finding.cause, str(finding.subject), finding.strength) == (
        "network-policy-blocks",
        "StatefulSet shop/mail",
        0.75,
    )


def test_a_log_of_failed_calls_makes_it_sure() -> None:
    assert only(DETECTOR, seen(policy(), "connection to mail:25 refused")).strength == 0.9


@pytest.mark.parametrize(
    "raw",
    [
        policy("cart", ["Egress"]),
        policy("cart", egress=rule("to", {"podSelector": {"matchLabels": {"app": "db"}}}), types=["Egress"]),
    ],
)
def test_a_policy_that_lets_nothing_out_is_the_callers_matter(raw: Raw) -> None:
    finding = only(DETECTOR, seen(raw))
    assert str(finding.subject) == "ReplicaSet shop/cart-b"
    assert "lets nothing out to mail" in finding.statement


@pytest.mark.parametrize(
    "raw",
    [
        policy(ingress=rule()),
        policy(ingress=rule("from", {"podSelector": {"matchLabels": {"app": "cart"}}})),
        policy(ingress=rule("from", {"namespaceSelector": {"matchLabels": {"team": "red"}}})),
        policy(ingress=rule("from", {"ipBlock": {"cidr": "10.0.0.0/8"}})),
        policy(ingress=rule("from", ports=[{"port": 2525}])),
        policy(ingress=rule("from", ports=[{"port": 2000, "endPort": 3000}])),
        policy(ingress=rule("from", ports=[{"port": "smtp"}])),
        policy("cart", egress=rule("to"), types=["Egress"]),
        policy("other"),
        policy("cart", ["Ingress"]),
    ],
)
def test_a_policy_that_lets_the_calls_through_is_no_finding(raw: Raw) -> None:
    assert found(DETECTOR, seen(raw)) == []


def test_without_policies_or_without_a_service_behind_the_call_there_is_no_finding() -> None:
    assert found(DETECTOR, snapshot(pods=[CALLER])) == []
    assert found(DETECTOR, seen(policy(), services=[])) == []
    assert found(DETECTOR, seen(policy(), pods=[CALLER])) == []


def test_a_port_that_cannot_be_told_counts_as_let_through() -> None:
    named = service("mail", ports=[{"port": 25, "targetPort": "smtp"}])
    assert found(DETECTOR, seen(policy(ingress=rule("from", ports=[{"port": 9}])), services=[named])) == []


def test_an_expression_narrows_what_a_policy_selects() -> None:
    narrow = policy()
    narrow["spec"]["podSelector"]["matchExpressions"] = [{"key": "role", "operator": "Exists"}]
    assert found(DETECTOR, seen(narrow)) == []


def test_a_failed_call_in_a_log_tells_of_a_way_that_no_variable_tells() -> None:
    blind = pod(spec=[container()], ready=True)
    told = seen(policy(), "dial tcp mail:25: i/o timeout", pods=[blind, well("mail")])
    finding = only(DETECTOR, told)
    assert (str(finding.subject), finding.strength) == ("StatefulSet shop/mail", 0.9)
    assert any("i/o timeout" in one.quote for one in finding.cites)


def test_a_way_into_a_namespace_of_others_is_their_matter() -> None:
    other = away(pod("cart-b-1", spec=[container(env=variable("MAIL_ADDR", "mail:25"))], ready=True), "post")
    mail = away(well("mail"), "post")
    told = seen(policy(), pods=[other, mail], services=[away(MAIL, "post")])
    told = told.model_copy(
        update={"objects": {**told.objects, "networkpolicies": {"post": (away(policy(), "post"),)}}}
    )
    assert [str(one.subject) for one in found(DETECTOR, told)] == ["StatefulSet post/mail"]
