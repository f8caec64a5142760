from typing import Any

import pytest

from bot.detectors.ingress import DETECTOR
from tests.detectors.shop import Raw, found, only, service, snapshot

CART = service("cart", ports=[{"port": 80, "name": "web"}])
MAIL = service("mail", ports=[{"port": 80}])


def ingress(path: str = "/", name: str = "cart", port: Raw | None = None, **spec: Any) -> Raw:
    backend = {"service": {"name": name, "port": port or {"number": 80}}}
    rules = [{"http": {"paths": [{"path": path, "backend": backend}]}}]
    return {
        "metadata": {"name": "web", "namespace": "shop"},
        "spec": {"rules": rules, "ingressClassName": "nginx", **spec},
    }


@pytest.mark.parametrize(
    ("raw", "cause"),
    [
        (ingress(name="cartt"), "ingress-backend-missing"),
        (ingress(port={"number": 81}), "ingress-backend-missing"),
        (ingress(port={"name": "wep"}), "ingress-backend-missing"),
        (ingress(defaultBackend={"service": {"name": "gone"}}), "ingress-backend-missing"),
        (ingress("/api/mail"), "ingress-misrouted"),
        (ingress(ingressClassName=""), "ingress-class-missing"),
    ],
)
def test_a_rule_that_leads_nowhere_is_named(raw: Raw, cause: str) -> None:
    finding = only(DETECTOR, snapshot(ingresses=[raw], services=[CART, MAIL]))
    assert (finding.cause, str(finding.subject)) == (cause, "Ingress shop/web")


@pytest.mark.parametrize(
    "raw",
    [
        ingress(),
        ingress(port={"name": "web"}),
        ingress("/cart/mail"),  # names both
        ingress("/mail", "mail"),
        ingress(name=""),
        {**ingress(ingressClassName=""), "status": {"loadBalancer": {"ingress": [{"ip": "10.0.0.1"}]}}},
    ],
)
def test_a_rule_that_works_is_no_finding(raw: Raw) -> None:
    assert found(DETECTOR, snapshot(ingresses=[raw], services=[CART, MAIL])) == []


def test_an_old_annotation_names_the_class_and_unread_services_say_nothing() -> None:
    raw = ingress(name="gone", ingressClassName="")
    raw["metadata"]["annotations"] = {"kubernetes.io/ingress.class": "nginx"}
    assert found(DETECTOR, snapshot(ingresses=[raw], leave_out=["services"])) == []
