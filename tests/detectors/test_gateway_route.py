from typing import Any

import pytest

from bot.detectors.gateway_route import DETECTOR
from tests.detectors.shop import Raw, container, found, history, only, pod, service, snapshot, variable, well

SERVICES = [service("order-service"), service("parcel-service"), service("gateway")]


def gateway(value: str, name: str = "ORDER_SERVICE_URL", **spec: Any) -> Raw:
    return pod(spec=[container(env=variable(name, value))], ready=True, labels={"app": "gateway"}, **spec)


def config(content: str) -> Raw:
    return {"metadata": {"name": "routes", "namespace": "shop"}, "data": {"conf": content}}


def test_a_variable_that_names_one_service_and_holds_another_is_astray() -> None:
    finding = only(DETECTOR, snapshot(pods=[gateway("http://parcel-service:80")], services=SERVICES))
    assert (finding.cause, str(finding.subject), finding.strength) == (
        "gateway-misrouted",
        "ReplicaSet shop/cart-b",
        0.8,
    )
    assert "for order-service but leads to parcel-service" in finding.statement


def test_a_change_of_it_makes_it_surer() -> None:
    before = container(env=variable("ORDER_SERVICE_URL", "http://order-service:80"))
    after = container(env=variable("ORDER_SERVICE_URL", "http://parcel-service:80"))
    seen = snapshot(
        pods=[gateway("http://parcel-service:80")], services=SERVICES, replicasets=history([before], [after])
    )
    assert only(DETECTOR, seen).strength == 0.92


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("http://order-service:80", "ORDER_SERVICE_URL"),
        ("http://parcel-service:80", "UPSTREAM_URL"),
        ("http://gone:80", "ORDER_SERVICE_URL"),
    ],
)
def test_a_variable_that_means_what_it_says_or_nothing_known_is_no_finding(value: str, name: str) -> None:
    assert found(DETECTOR, snapshot(pods=[gateway(value, name)], services=SERVICES)) == []


NGINX = "location /api/order {{ proxy_pass http://{host}:80; }}"
SPRING = "routes:\n  - id: one\n    uri: http://{host}:80\n    predicates:\n      - Path=/api/v1/order/**\n"
ENVOY = 'match: {{ prefix: "/order" }}\n  route: {{ cluster: {host} }}'


@pytest.mark.parametrize("form", [NGINX, SPRING, ENVOY])
def test_a_route_to_another_service_than_its_path_names_is_astray(form: str) -> None:
    uses = gateway("x", volumes=[{"configMap": {"name": "routes"}}])
    seen = snapshot(pods=[uses], services=SERVICES, configmaps=[config(form.format(host="parcel-service"))])
    finding = only(DETECTOR, seen)
    assert str(finding.subject) == "ReplicaSet shop/cart-b"
    assert "for order-service but leads to parcel-service" in finding.statement


@pytest.mark.parametrize("host", ["order-service", "order-service-v2", "elsewhere"])
def test_a_route_to_what_it_names_or_to_something_unknown_is_no_finding(host: str) -> None:
    seen = snapshot(
        services=[*SERVICES, service("order-service-v2", {"app": "x"})],
        configmaps=[config(NGINX.format(host=host))],
    )
    assert found(DETECTOR, seen) == []


def test_a_route_whose_configmap_nobody_or_several_use_is_the_configmaps_matter() -> None:
    seen = snapshot(services=SERVICES, configmaps=[config(NGINX.format(host="parcel-service"))])
    assert str(only(DETECTOR, seen).subject) == "ConfigMap shop/routes"


def test_a_service_that_selects_another_workload_that_has_its_own_is_astray() -> None:
    services = [service("mail", {"app": "cart"}), service("cart")]
    finding = only(DETECTOR, snapshot(pods=[well("mail"), well("cart")], services=services))
    assert str(finding.subject) == "Service shop/mail"


@pytest.mark.parametrize(
    "services",
    [
        [service("mail"), service("cart")],
        [service("mail", {"app": "cart"})],  # cart has no Service of its own: it may be meant
        [service("door", {"app": "cart"}), service("cart")],
    ],
)
def test_a_service_of_another_name_may_select_what_it_likes(services: list[Raw]) -> None:
    assert found(DETECTOR, snapshot(pods=[well("mail"), well("cart")], services=services)) == []


def test_a_prefix_that_all_names_share_is_not_part_of_them() -> None:
    services = [service(f"acme-{name}-service") for name in ("order", "parcel", "stock", "label")]
    finding = only(DETECTOR, snapshot(pods=[gateway("http://acme-stock-service:80")], services=services))
    assert "for acme-order-service" in finding.statement
