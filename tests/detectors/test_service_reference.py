from typing import Any

import pytest

from bot.detectors.service_reference import DETECTOR
from tests.detectors.shop import (
    Raw,
    away,
    container,
    deployment,
    found,
    history,
    only,
    pod,
    service,
    snapshot,
    variable,
    well,
)

MAIL = service("mail-server", {"app": "mail-server"}, ports=[{"port": 25}])


def calls(value: str, name: str = "MAIL_ADDR") -> Raw:
    return container(env=variable(name, value))


def seen(value: str, name: str = "MAIL_ADDR", *, log: str = "", **more: Any) -> Any:
    kinds: dict[str, Any] = {"pods": [pod(spec=[calls(value, name)], ready=True)], "services": [MAIL], **more}
    return snapshot({"cart-b-1/app": log}, **kinds)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("mail-server:26", "has port 25, not 26"),
        ("http://mail-server:26/send", "has port 25, not 26"),
        ("jdbc:mysql://me:pw@mail-server:26/db", "has port 25, not 26"),
        ("mail-server.shop.svc.cluster.local:26", "has port 25, not 26"),
        ("mail-servr:25", "no Service mail-servr exists in namespace shop, mail-server does"),
        ("mail-server-v9:25", "no Service mail-server-v9 exists in namespace shop, mail-server does"),
    ],
)
def test_a_wrong_port_and_a_name_that_nearly_is_one_are_named(value: str, told: str) -> None:
    finding = only(DETECTOR, seen(value))
    assert (finding.cause, str(finding.subject)) == ("service-address-mismatch", "ReplicaSet shop/cart-b")
    assert told in finding.statement


@pytest.mark.parametrize(
    "value",
    [
        "mail-server:25",
        "mail-server",
        "assistant:80",  # an optional feature, perhaps: nothing speaks for a mistake
        "mail-servr:99",  # alike, but the port is of something else
        "api.mail.example:443",
        "mail-server-0.mail-server:25",
        "10.0.0.7:25",
        "localhost:26",
        "warn",
        "mail-server:99999",
    ],
)
def test_addresses_that_work_or_lead_elsewhere_are_no_finding(value: str) -> None:
    assert found(DETECTOR, seen(value)) == []


def test_a_host_and_its_port_may_stand_in_two_variables_and_in_a_configmap() -> None:
    reference = {"configMapKeyRef": {"name": "settings", "key": "host"}}
    spec = container(
        env=[{"name": "MAIL_HOST", "valueFrom": reference}], envFrom=[{"configMapRef": {"name": "ports"}}]
    )
    maps = [
        {"metadata": {"name": "settings", "namespace": "shop"}, "data": {"host": "mail-server"}},
        {"metadata": {"name": "ports", "namespace": "shop"}, "data": {"MAIL_PORT": "26"}},
    ]
    finding = only(DETECTOR, snapshot(pods=[pod(spec=[spec], ready=True)], services=[MAIL], configmaps=maps))
    assert "has port 25, not 26" in finding.statement


def test_a_log_or_a_change_speaks_for_a_mistake() -> None:
    logged = only(DETECTOR, seen("assistant:80", log="lookup assistant on 10.0.0.10:53: no such host"))
    assert logged.strength == 0.92
    changed = only(
        DETECTOR, seen("assistant:80", replicasets=history([calls("helper:80")], [calls("assistant:80")]))
    )
    assert "helper:80 -> assistant:80" in changed.statement
    assert changed.strength == 0.93


def other(value: str) -> Raw:
    return pod("o-0", of="o", kind="StatefulSet", labels={"app": "o"}, spec=[calls(value)], ready=True)


def test_another_caller_with_the_right_port_makes_it_sure_and_one_with_the_same_port_speaks_against_it() -> (
    None
):
    mine = pod(spec=[calls("mail-server:26")], ready=True)
    assert only(DETECTOR, seen("", pods=[mine, other("mail-server:25")])).strength == 0.93
    assert found(DETECTOR, seen("", pods=[mine, other("mail-server:26")])) == []


@pytest.mark.parametrize(
    "kind",
    [{"clusterIP": "None", "ports": [{"port": 25}]}, {"type": "ExternalName", "ports": [{"port": 25}]}, {}],
)
def test_services_whose_ports_do_not_matter_are_left_alone(kind: Raw) -> None:
    assert found(DETECTOR, seen("mail-server:26", services=[service("mail-server", **kind)])) == []


def test_a_host_alias_and_an_unread_namespace_say_nothing() -> None:
    aliased = pod(spec=[calls("mail-servr:25")], ready=True, hostAliases=[{"hostnames": ["mail-servr"]}])
    assert found(DETECTOR, seen("", pods=[aliased])) == []
    assert found(DETECTOR, seen("mail-servr:25", leave_out=["services"])) == []
    elsewhere = away(pod("x", of="y", ready=True), "post")
    assert (
        found(DETECTOR, seen("", pods=[pod(spec=[calls("mail-servr.post:25")], ready=True), elsewhere])) == []
    )


def test_a_workload_without_its_service_is_the_services_matter() -> None:
    finding = only(DETECTOR, seen("mail:25", statefulsets=[deployment("mail")]))
    assert (finding.cause, str(finding.subject), finding.strength) == (
        "service-missing",
        "Service shop/mail",
        0.75,
    )


STORE = service("db", ports=[{"port": 3306}])


def test_a_wrong_port_of_a_database_is_a_cause_of_its_own() -> None:
    pods = [pod(spec=[calls("db:3307", "DB_ADDR")], ready=True), well("db", image="registry.test/mysql:8")]
    assert only(DETECTOR, seen("", pods=pods, services=[STORE])).cause == "db-port-wrong"


REFUSED = "java.net.ConnectException: db:3307: Connection refused\n" * 3


def test_logs_alone_tell_of_a_wrong_port_where_the_setting_is_hidden() -> None:
    pods = [pod(ready=True), well("db", image="mysql")]
    finding = only(DETECTOR, seen("", log=REFUSED, pods=pods, services=[STORE]))
    assert (finding.cause, str(finding.subject)) == ("db-port-wrong", "ReplicaSet shop/cart-b")


@pytest.mark.parametrize(
    ("log", "target"),
    [
        (REFUSED.replace("3307", "3306"), STORE),
        (REFUSED + "all well now\n" * 30, STORE),
        (REFUSED, service("db", clusterIP="None")),
        (REFUSED, service("else")),
        (REFUSED, service("db")),
    ],
)
def test_a_right_port_an_old_failure_and_an_unknown_host_are_no_finding(log: str, target: Raw) -> None:
    assert found(DETECTOR, seen("", log=log, pods=[pod(ready=True)], services=[target])) == []


def test_what_configuration_tells_is_not_told_again_from_the_log() -> None:
    pods = [pod(spec=[calls("db:3307", "DB_ADDR")], ready=True), well("db", image="mysql")]
    assert only(DETECTOR, seen("", log=REFUSED, pods=pods, services=[STORE])).cause == "db-port-wrong"


def test_what_stands_in_a_secret_is_unknown_and_a_missing_service_has_no_callers_to_agree() -> None:
    hidden = {"name": "MAIL_ADDR", "valueFrom": {"secretKeyRef": {"name": "s", "key": "k"}}}
    spec = container(
        env=[hidden, *variable("HELP_ADDR", "help:80"), *variable("POST_ADDR", "mail-server:26")]
    )
    assert only(DETECTOR, seen("", pods=[pod(spec=[spec], ready=True)])).strength == 0.88


UNKNOWN = "java.net.UnknownHostException: mail-srv\n"


def test_a_short_name_that_never_resolves_is_told_from_the_log_alone() -> None:
    finding = only(DETECTOR, seen("", log=UNKNOWN * 3, pods=[pod(ready=True)]))
    assert (finding.cause, finding.strength) == ("service-address-mismatch", 0.86)
    assert "no Service mail-srv" in finding.statement
    assert found(DETECTOR, seen("", log=UNKNOWN * 2, pods=[pod(ready=True)])) == []
    assert (
        found(DETECTOR, seen("", log=UNKNOWN.replace("-srv", ".example") * 3, pods=[pod(ready=True)])) == []
    )


MYSQL = "registry.test/mysql:8"
LINK = (
    "CommunicationsException: Communications link failure\nCaused by: ConnectException: Connection refused\n"
)


def blind(log: str, **more: Any) -> list[tuple[str, str]]:
    """What a caller's log alone tells, its address being in a Secret; the store is well unless said."""
    store = more.pop("store", well("db", image=MYSQL))
    pods = [pod(spec=[more.pop("spec", container())], ready=True), store]
    db = service("db", ports=[{"port": 3306}], clusterIP="10.9.0.9")
    told = snapshot({"cart-b-1/app": log}, pods=pods, services=[db], **more)
    return [(one.cause, one.subject.name) for one in found(DETECTOR, told)]


def test_a_driver_that_names_neither_host_nor_port_has_a_wrong_one_while_its_store_is_well() -> None:
    assert blind(LINK * 3) == [("db-port-wrong", "cart-b")]
    assert blind("MongoSocketOpenException\nConnection refused\n" * 3, store=well("m", image="mongo:7")) == [
        ("service-address-mismatch", "cart-b")
    ]


def test_a_port_that_the_service_at_an_ip_does_not_have_is_wrong() -> None:
    assert blind("dial tcp 10.9.0.9:3307: connect: connection refused\n" * 3) == [("db-port-wrong", "cart-b")]


RIGHT = container(env=variable("DB_ADDR", "db:3306"))


@pytest.mark.parametrize(
    ("log", "more"),
    [
        (LINK, {}),  # once
        ("Connection refused\n" * 3, {}),  # by whom is not told
        (LINK * 3, {"store": pod("db-0", of="db", kind="StatefulSet", spec=[container(image=MYSQL)])}),
        (LINK * 3, {"spec": RIGHT}),  # the address that it is told is right
        (LINK * 3, {"store": well("db", image="registry.test/thing:8")}),
        ("dial tcp 10.9.0.9:3306: connect: connection refused\n" * 3, {}),
    ],
)
def test_a_hiccup_an_ill_store_and_a_right_address_are_no_finding(log: str, more: dict[str, Any]) -> None:
    assert blind(log, **more) == []


def test_an_address_told_with_a_wrong_port_does_not_vouch_for_it() -> None:
    wrong = container(env=variable("DB_ADDR", "db:3307"))
    assert ("db-port-wrong", "cart-b") in blind(LINK * 3, spec=wrong)


def test_an_unknown_name_of_a_workload_that_is_there_tells_of_a_missing_service() -> None:
    log = "java.net.UnknownHostException: mail\n" * 4
    told = snapshot(
        {"cart-b-1/app": log}, pods=[pod(ready=True), well("mail")], statefulsets=[deployment("mail")]
    )
    finding = only(DETECTOR, told)
    assert (finding.cause, str(finding.subject)) == ("service-missing", "Service shop/mail")
