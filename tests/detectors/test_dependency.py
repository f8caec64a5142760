from typing import Any

import pytest

from bot.detectors.dependency import DETECTOR
from tests.detectors.shop import Raw, container, found, only, pod, service, snapshot, variable, well

DB = service("db", ports=[{"port": 3306}])
STORE = well("db", image="registry.test/team/mysql:8.4", port=3306)


def caller(name: str, value: str = "db:3306") -> Raw:
    spec = container(port=None, env=variable("DB_ADDR", value))
    return pod(f"{name}-0", of=name, kind="StatefulSet", labels={"app": name}, spec=[spec], ready=True)


def seen(logs: dict[str, str], *pods: Raw, **more: Any) -> Any:
    kinds: dict[str, Any] = {"services": [DB], **more}
    return snapshot(
        {f"{name}-0/app": f"{line}\n" * 3 for name, line in logs.items()},
        pods=pods or [caller("a"), STORE],
        **kinds,
    )


@pytest.mark.parametrize(
    ("line", "cause", "blamed"),
    [
        ("Access denied for user 'me'@'10.0.0.7' (using password: YES)", "db-credentials-rejected", "a"),
        ('FATAL: password authentication failed for user "me"', "db-credentials-rejected", "a"),
        ("The MySQL server is running with the --read-only option", "db-read-only", "db"),
        ("READONLY You can't write against a read only replica.", "db-read-only", "db"),
        ("Error: Too many connections", "db-connections-exhausted", "db"),
        ("FATAL: sorry, too many clients already", "db-connections-exhausted", "db"),
        ("x509: certificate has expired or is not yet valid", "certificate-invalid", "a"),
        ("Error: Unknown database 'shop'", "db-object-missing", "a"),
        ("write failed: No space left on device", "storage-full", "db"),
    ],
)
def test_the_words_of_a_refusal_tell_the_cause_and_whom_to_look_at(
    line: str, cause: str, blamed: str
) -> None:
    finding = only(DETECTOR, seen({"a": line}))
    assert (finding.cause, finding.subject.name) == (cause, blamed)


DENIED = "Access denied for user 'me'"


def test_what_several_callers_complain_of_is_the_stores_matter() -> None:
    finding = only(DETECTOR, seen({"a": DENIED, "b": DENIED}, caller("a"), caller("b"), STORE))
    assert finding.subject.name == "db"
    assert sorted(one.name for one in finding.explains) == ["a", "b"]


def test_a_store_that_tells_it_of_itself_is_the_subject() -> None:
    assert only(DETECTOR, seen({"db": "Too many connections, error"}, STORE)).subject.name == "db"


def test_among_several_stores_the_one_in_the_line_counts() -> None:
    second = well("cache", image="redis:8")
    line = "Too many connections: error at cache"
    assert only(DETECTOR, seen({"a": line}, caller("a"), STORE, second)).subject.name == "cache"
    assert (
        only(DETECTOR, seen({"a": "Too many connections: error"}, caller("a"), STORE, second)).subject.name
        == "db"
    )
    nobody = only(DETECTOR, seen({"a": "Too many connections: error"}, caller("a", "x:1"), STORE, second))
    assert nobody.subject.name == "a"


def test_without_a_store_in_sight_the_caller_is_the_subject() -> None:
    assert (
        only(DETECTOR, seen({"a": "Too many connections: error"}, caller("a"), services=[])).subject.name
        == "a"
    )


def test_a_line_that_came_once_and_one_that_is_long_past_are_history() -> None:
    once = snapshot({"a-0/app": DENIED}, pods=[caller("a")])
    assert found(DETECTOR, once) == []
    past = snapshot({"a-0/app": f"{DENIED}\n" * 5 + "fine\n" * 50}, pods=[caller("a")])
    assert found(DETECTOR, past) == []
    assert found(DETECTOR, seen({"a": "failed to parse a colour"})) == []


def test_lines_of_one_sort_count_together_and_the_most_frequent_is_quoted() -> None:
    log = f"{DENIED} one\n" + f"{DENIED} 2\n" * 4 + f"error: {DENIED} of three\n"
    finding = only(DETECTOR, snapshot({"a-0/app": log}, pods=[caller("a")]))
    assert finding.cites[0].quote == f"{DENIED} 2"


def test_a_service_that_is_no_store_is_not_taken_for_one() -> None:
    web = service("web")
    seen_ = seen(
        {"a": "Too many connections: error"},
        caller("a", "web:80,db:3306"),
        STORE,
        well("web"),
        services=[DB, web],
    )
    assert only(DETECTOR, seen_).subject.name == "db"
