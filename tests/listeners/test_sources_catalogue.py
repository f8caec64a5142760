"""The parsers as a whole: file = list, people are never read, and nothing in a payload makes them raise."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bot.listeners.sources
from bot.domain.alert import AlertState
from bot.listeners.sources.catalogue import PARSERS, parse
from tests.listeners.source_posts import alertmanager, app, edit, grafana, hook, robusta, section

ROOM = Path(bot.listeners.sources.__file__).parent
SHARED_PARTS = {
    "__init__", "bounds", "bracketed", "catalogue", "chatter", "drafts", "naming", "origin", "pieces", "post", "signs",
    "slack_text", "statements", "times",
}  # fmt: skip
SAMPLES = next(
    (found for one in Path(__file__).parents if (found := one / "shared" / "data" / "slack-alerts").is_dir()),
    Path("nowhere"),
)


def test_every_parser_file_is_listed_once_and_the_general_one_is_last() -> None:
    listed = [parser.__module__.rpartition(".")[2] for parser in PARSERS]
    assert sorted(listed) == sorted({path.stem for path in ROOM.glob("*.py")} - SHARED_PARTS)
    assert listed[-1] == "generic"
    assert all((Path(__file__).parent / f"test_sources_{name}.py").exists() for name in listed)


FIRING = "[FIRING:1] ApiSlow shop (critical)"


@pytest.mark.parametrize(
    "event",
    [
        {"type": "message", "user": "U1", "text": FIRING, "ts": "1.1"},
        {"type": "message", "user": "U1", "text": "x", "attachments": [{"title": FIRING}], "ts": "1.1"},
        {"type": "message", "user": "U1", "bot_id": "B1", "client_msg_id": "c", "text": FIRING, "ts": "1.1"},
        {"type": "message", "subtype": "channel_join", "bot_id": "B1", "text": FIRING, "ts": "1.1"},
        {
            "type": "message",
            "subtype": "message_deleted",
            "previous_message": alertmanager(FIRING),
            "ts": "1.1",
        },
        {
            "type": "message",
            "subtype": "message_changed",
            "message": {"type": "message", "user": "U1", "text": FIRING},
        },
        {"type": "message", "subtype": "message_changed", "message": "odd"},
        {"type": "app_mention", "bot_id": "B1", "text": FIRING},
        {},
    ],
)
def test_what_people_and_slack_itself_post_is_never_an_alert(event: dict[str, Any]) -> None:
    assert parse(event) is None


ODD: list[Any] = [
    None,
    3,
    "x",
    [],
    {},
    [None, 3, "x", [[]]],
    {"a": 1},
    "\ud800",
    "*" * 9_000,
    "<" * 9_000,
    ":+" * 4_000,
]


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
@pytest.mark.parametrize(
    "key", ["text", "attachments", "blocks", "username", "bot_profile", "ts", "thread_ts"]
)
def test_a_malformed_part_does_not_make_a_parser_raise(key: str, odd: Any) -> None:
    for post in (alertmanager(FIRING), robusta("Prometheus Alert Firing", "x"), app("W", text="ALARM: x")):
        parse({**post, key: odd})
        parse({**post, "attachments": [{"title": FIRING, "text": "**Firing**\nAnnotations:", key: odd}]})
        parse({**post, "blocks": [{"type": "section", key: odd, "elements": odd, "fields": odd}]})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["text", "title", "fields", "value", "blocks", "elements", "type", "attachments", "color"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=25,
)


@given(JSON, JSON, JSON, st.sampled_from(["", FIRING, "ALARM: x", "**Firing**\nLabels:\n - a = b"]))
def test_no_payload_makes_a_parser_raise(text: Any, blocks: Any, attachments: Any, word: str) -> None:
    parse({**hook(text=word), "blocks": blocks, "attachments": attachments})
    parse({**hook({"title": word, "text": text}), "blocks": blocks})
    parse(
        {
            **app("Grafana"),
            "text": text,
            "attachments": [{"title": word, "text": word, "fields": attachments}],
        }
    )


@given(JSON, JSON)
def test_whatever_a_person_posts_is_no_alert(blocks: Any, attachments: Any) -> None:
    said = {"type": "message", "user": "U1", "text": FIRING, "blocks": blocks, "attachments": attachments}
    assert parse(said) is None
    assert parse(edit(said)) is None


def test_an_alert_is_bounded_whatever_the_post_holds() -> None:
    lines = "".join(f" • *label{index}:* {'v' * 90}\n" for index in range(500))
    alert = parse(
        alertmanager("[FIRING:1] " + "N" * 5_000, lines, fields=[{"title": "a", "value": "b" * 5_000}] * 99)
    )
    assert alert is not None
    assert len(alert.name) <= 200
    assert len(alert.labels) <= 60
    assert len(alert.quoted) <= 3_000
    assert all(len(value) <= 1_000 for value in alert.labels.values())


def test_a_link_that_is_no_web_address_is_not_kept() -> None:
    alert = parse(
        grafana(
            "[FIRING:1] x", "**Firing**\nLabels:\n - a = b\nAnnotations:\n - runbook_url = javascript:x\n"
        )
    )
    assert alert is not None
    assert [link.label for link in alert.links] == ["source"]


def test_deeply_nested_blocks_are_read_to_a_bound() -> None:
    deep = section("ALARM: x")
    for _ in range(50):
        deep = {"type": "context", "elements": [deep]}
    assert parse(app("W", blocks=[deep])) is None


SHARED = sorted(SAMPLES.glob("*.json"))
EXACT = {"alertmanager", "grafana", "robusta"}


@pytest.mark.skipif(not SHARED, reason="the shared samples of alert posts are not here")
@pytest.mark.parametrize("path", SHARED, ids=[path.stem for path in SHARED])
def test_the_shared_samples_are_read_as_they_say(path: Path) -> None:
    sample = json.loads(path.read_text(encoding="utf-8"))
    told, expected = sample["_meta"], sample["_meta"]["expect"]
    alert = parse(sample["body"]["event"])
    assert (alert is not None) is expected["is_alert"]
    if alert is None:
        return
    read = {**alert.labels, "alertname": alert.name, "count": alert.count, "is_alert": True}
    assert {key: read.get(key) for key in expected} == expected
    blind = "no_data" in path.stem
    states = {"resolved": AlertState.RESOLVED, "firing": AlertState.NO_DATA if blind else AlertState.FIRING}
    assert alert.state is states.get(told["state"], AlertState.FIRING)
    assert alert.source == told["source"]


@pytest.mark.skipif(not SHARED, reason="the shared samples of alert posts are not here")
@pytest.mark.parametrize(
    "source", ["alertmanager", "grafana", "robusta", "datadog", "pagerduty", "opsgenie", "cloudwatch"]
)
def test_the_shared_samples_of_one_alert_have_one_fingerprint(source: str) -> None:
    paths = [path for path in SHARED if path.stem.startswith(source)][:2]
    alerts = [parse(json.loads(path.read_text(encoding="utf-8"))["body"]["event"]) for path in paths]
    assert len({alert.fingerprint for alert in alerts if alert}) == 1
