from typing import Any

import pytest

from bot.detectors.service_ports import DETECTOR
from tests.detectors.shop import Raw, container, found, http, only, pod, running, service, snapshot, variable


def behind(*ports: Raw, **spec: Any) -> Raw:
    """The ready pod of cart, with these ports."""
    return pod(spec=[{**container(port=None, **spec), "ports": list(ports)}], ready=True)


def port(number: int = 80, target: int | str = 8080, **more: Any) -> Raw:
    return {"port": number, "targetPort": target, **more}


WEB = {"name": "web", "containerPort": 8080}


def caller(name: str, asked: int) -> Raw:
    spec = container(port=None, env=variable("CART_ADDR", f"cart:{asked}"))
    return pod(f"{name}-0", of=name, kind="StatefulSet", labels={"app": name}, spec=[spec], ready=True)


@pytest.mark.parametrize(
    ("written", "cause"),
    [
        (port(target="wep"), "service-port-mismatch"),
        (port(target=9090), "service-port-mismatch"),
        (port(target=8080, protocol="UDP"), "service-protocol-mismatch"),
        (port(target="web", protocol="UDP"), "service-protocol-mismatch"),
    ],
)
def test_a_port_that_no_container_takes_is_named(written: Raw, cause: str) -> None:
    finding = only(DETECTOR, snapshot(pods=[behind(WEB)], services=[service(ports=[written])]))
    assert (finding.cause, str(finding.subject)) == (cause, "Service shop/cart")


def test_udp_to_a_port_named_for_tcp_counts_where_the_port_is_only_told() -> None:
    told = behind(env=variable("PORT", "7000"))
    written = port(target=7000, protocol="UDP", name="grpc")
    assert only(DETECTOR, snapshot(pods=[told], services=[service(ports=[written])])).strength == 0.85


@pytest.mark.parametrize(
    "quiet",
    [
        {"services": [service(ports=[port()])]},
        {"services": [service(ports=[port(target="web")])]},
        {
            "services": [service(ports=[port(target=53, protocol="UDP")])],
            "pods": [behind({"containerPort": 53, "protocol": "UDP"}, {"containerPort": 53})],
        },
        {"services": [service(ports=[port(), port(9100, 9100)])]},  # metrics, not declared
        {"services": [service(ports=[port(target=9090)])], "pods": [behind()]},  # nothing is declared
        {"services": [service(ports=[port(target=9090)])], "pods": [behind(WEB, readinessProbe=http(9090))]},
        {"services": [service(ports=[port(target="wep")], type="ExternalName")]},
        {"services": [service(ports=[port(target="wep")], clusterIP="None")]},
        {"services": [service(ports=[port(target="wep")])], "pods": []},
        {
            "services": [service(ports=[port(), port(81)])],
            "pods": [behind(WEB), caller("a", 99), caller("b", 99)],
        },
        {"services": [service(ports=[port()])], "pods": [behind(WEB), caller("a", 99), caller("b", 80)]},
    ],
)
def test_ports_that_work_or_cannot_be_judged_are_no_finding(quiet: dict[str, Any]) -> None:
    assert found(DETECTOR, snapshot(**({"pods": [behind(WEB)]} | quiet))) == []


def test_callers_that_are_refused_make_it_sure() -> None:
    log = {"cart-b-1/app": "", "a-0/app": "dial tcp: connection to cart:80 refused\n" * 3}
    seen = snapshot(
        log, pods=[behind(WEB), caller("a", 80)], services=[service(ports=[port(target=9090), port(81, 81)])]
    )
    assert only(DETECTOR, seen).strength == 0.92


def test_a_log_that_tells_of_another_port_makes_it_surer() -> None:
    seen = snapshot(
        {"cart-b-1/app": "listening on port 8088"},
        pods=[behind(WEB)],
        services=[service(ports=[port(target=9090)])],
    )
    assert only(DETECTOR, seen).strength == 0.86


def test_when_all_callers_agree_the_service_is_the_odd_one() -> None:
    seen = snapshot(pods=[behind(WEB), caller("a", 99), caller("b", 99)], services=[service(ports=[port()])])
    assert "99" in only(DETECTOR, seen).statement


def test_the_ready_probe_of_a_container_that_is_not_ready_speaks_for_nothing() -> None:
    ill = pod(spec=[container(readinessProbe=http(9090))], status=[running(ready=False)])
    assert (
        only(DETECTOR, snapshot(pods=[ill], services=[service(ports=[port(target=9090)])])).cause
        == "service-port-mismatch"
    )
