"""Small readers: raw steps, times, quantities, selectors, commands."""

from datetime import UTC, datetime

import pytest

from bot.domain.target import Subject
from bot.facts.command import describe, kubectl, logs
from bot.facts.event import read_event
from bot.facts.quantity import cores, quantity, size, written
from bot.facts.raw import dig, items, labels, mapping, number, text
from bot.facts.selector import equal_labels, shown
from bot.facts.when import event_time, instant, seconds_between


def test_absent_null_and_odd_shapes_read_as_empty() -> None:
    odd = {"a": None, "b": [1, {"c": 2}], "d": {"e": True}, "f": 3, "g": "x"}
    assert dig(odd, "a", "b") is None
    assert items(odd, "b") == ({"c": 2},)
    assert items(odd, "a") == ()
    assert number(odd, "d", "e", default=7) == 7
    assert (number(odd, "f"), text(odd, "f"), text(odd, "d", "e"), text(odd, "g")) == (3, "3", "", "x")
    assert (mapping(odd, "g"), labels(odd, "d")) == ({}, {})


def test_an_events_time_is_the_newest_of_all_its_times() -> None:
    event = {
        "eventTime": "2026-03-04T01:00:00.000000Z",
        "series": {"lastObservedTime": "2026-03-04T03:00:00Z"},
        "lastTimestamp": "2026-03-04T02:00:00Z",
        "firstTimestamp": None,
    }
    assert event_time(event) == datetime(2026, 3, 4, 3, tzinfo=UTC)
    assert event_time({"eventTime": "2026-03-04T01:00:00Z"}) == datetime(2026, 3, 4, 1, tzinfo=UTC)
    assert event_time({}) is None


def test_times_without_zone_are_utc_and_nonsense_is_none() -> None:
    assert instant("2026-03-04T01:00:00") == datetime(2026, 3, 4, 1, tzinfo=UTC)
    assert (instant("soon"), instant(None), instant(5)) == (None, None, None)
    assert seconds_between(None, datetime(2026, 3, 4, tzinfo=UTC)) is None


def test_an_event_of_the_newer_api_reads_the_same() -> None:
    raw = {
        "regarding": {"kind": "Pod", "name": "p", "fieldPath": "spec.containers{app}"},
        "note": "n",
        "series": {"count": 4},
    }
    event = read_event(raw)
    assert (event.kind, event.message, event.count, event.container) == ("Pod", "n", 4, "app")
    assert event.cited().quote == " (x4): n"


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("250m", 0.25), ("2", 2.0), ("128Mi", 134217728.0), ("1e3", 1000.0), ("1.5Gi", 1610612736.0), ("100k", 1e5),
        (4, 4.0), ("", None), ("abc", None), (None, None), (True, None), ("5Xi", None), ("5mi", None),
    ],
)  # fmt: skip
def test_quantities(raw: object, value: float | None) -> None:
    assert quantity(raw) == value


def test_numbers_are_written_as_people_write_them() -> None:
    assert (cores(0.25), cores(2), cores(1.5), cores(0)) == ("250m", "2", "1.5", "0")
    assert (size(134217728), size(1610612736), size(12)) == ("128Mi", "1.5Gi", "12")
    assert (written("memory", 1048576), written("cpu", 0.5)) == ("1Mi", "500m")


def test_label_selectors() -> None:
    assert equal_labels({"app": "cart"}, {"app": "cart", "tier": "web"})
    assert not equal_labels({"app": "cart"}, {})
    assert shown({"b": "2", "a": "1"}) == "a=1,b=2"


def test_a_strange_name_stays_a_name_in_a_command() -> None:
    assert kubectl("shop", "get", "pod", "x; rm -rf /") == "kubectl -n shop get pod 'x; rm -rf /'"
    assert describe(Subject(kind="Node", name="n1")) == "kubectl describe node n1"
    assert describe(Subject(kind="Widget", namespace="shop", name="w")) == "kubectl -n shop describe widget w"
    assert logs("shop", "p", "app") == "kubectl -n shop logs p -c app --tail=50"
