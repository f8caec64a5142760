from typing import Any

import pytest

from bot.domain.alert import Alert, AlertState, Severity
from bot.listeners.sources.catalogue import parse
from tests.listeners.source_posts import Post, app, edit, hook, section

FIRING, RESOLVED, NO_DATA = AlertState.FIRING, AlertState.RESOLVED, AlertState.NO_DATA


def _alert(post: Post) -> Alert:
    alert = parse(post)
    assert alert is not None
    return alert


@pytest.mark.parametrize(
    ("line", "state"),
    [
        ("FIRING: cart is slow", FIRING),
        ("ALARM cart is slow", FIRING),
        ("Alert: cart is slow", FIRING),
        ("Triggered #12 cart is slow", FIRING),
        ("Re-Triggered: [P2] cart is slow", FIRING),
        (":warning: Warning: cart is slow", FIRING),
        ("[CRITICAL] cart is slow", FIRING),
        ("[Open] cart is slow", FIRING),
        ("DOWN cart", FIRING),
        ("Acknowledged: cart is slow", FIRING),
        ('New alert: "cart is slow" [P1]', FIRING),
        ("No data: cart latency", NO_DATA),
        ("Insufficient data for cart latency", NO_DATA),
        ("RESOLVED: cart is slow", RESOLVED),
        ("✅ Recovered: cart is slow", RESOLVED),
        ("[OK] cart is slow", RESOLVED),
        ("Closed - cart is slow", RESOLVED),
        ('Alert "cart is slow" closed by *System* [P1]', RESOLVED),
        ("Incident #12 was resolved by <@U1>", RESOLVED),
    ],
)
def test_the_word_at_the_head_says_the_state(line: str, state: AlertState) -> None:
    assert _alert(hook(text=line)).state is state
    assert _alert(hook({"title": line})).state is state
    assert _alert(app("Watcher", blocks=[section(f"*{line}*")])).state is state


@pytest.mark.parametrize(
    "line",
    [
        "Deployed cart 2.31 to production",
        "Triggered build #12 of main",
        "Open: three pull requests wait for a review",
        "Resolved three comments",
        "Closed for the holidays",
        "Up next: stand-up",
        "Alert fatigue: a reading list for the report",
        "critical thinking workshop today",
        "Down the road we may move this",
        "Good morning! The error budget is fine.",
        "Alert will be closed by Friday if it is not resolved by Sam",
    ],
)
def test_other_bots_talk_is_no_alert(line: str) -> None:
    assert parse(hook(text=line)) is None


@pytest.mark.parametrize(
    ("colour", "line", "state"),
    [
        ("danger", "cart: 5xx exceeds 2 %", FIRING),
        ("#a30200", "cart: connection failures", FIRING),
        ("ff0022", "PoolTimeoutError in cart", FIRING),
        ("danger", "Build 12 failed", None),
        ("danger", "lunch menu", None),
        ("808080", "cart: connection failures", None),
        ("good", "cart: connection failures", None),
        ("2eb886", "Resolved cart is slow", RESOLVED),
        ("warning", "Resolved cart is slow", None),
        ("0000ff", "Resolved cart is slow", None),
        ("daa038", "cart: connection failures", None),
        ("e000e0", "cart: connection failures", None),
        ("f00020", "cart: connection failures", FIRING),
    ],
)
def test_colour_counts_together_with_words(colour: str, line: str, state: AlertState | None) -> None:
    alert = parse(hook({"title": line, "color": colour}))
    assert (alert.state if alert else None) is state


def test_an_alarming_emoji_of_a_known_watcher_counts() -> None:
    blocks = [section(":red_circle: <https://s.example/1|*Something odd*>")]
    assert _alert(app("Sentry", text="[cart] Something odd", blocks=blocks)).state is FIRING
    assert parse(app("Lunch bot", text="Something odd", blocks=blocks)) is None


@pytest.mark.parametrize(
    ("value", "state"),
    [("ALARM", FIRING), ("OK", RESOLVED), ("INSUFFICIENT_DATA", NO_DATA), ("whatever", None)],
)
def test_a_state_field_says_the_state(value: str, state: AlertState | None) -> None:
    block = section("*cart-5xx*", f"*State*\n{value}", "*Metric*\n5xx", "no second line")
    alert = parse(app("Cloud", attachments=[{"blocks": [block]}]))
    assert (alert.state if alert else None) is state
    alert = parse(hook({"title": "cart-5xx", "fields": [{"title": "Status", "value": value}]}))
    assert (alert.state if alert else None) is state


SAME = [
    ["Triggered: [P1] cart is slow on env:prod", "Recovered: [P1] cart is slow on env:prod"],
    ["Triggered #12 cart is slow", "Acknowledged #12 cart is slow", "RESOLVED #12 cart is slow"],
    [
        'New alert: "<https://o.example|#12>: cart is slow" [P2]',
        'Alert "<https://o.example|#12>: cart is slow" closed by *System* [P2]',
    ],
    ["[ALERT - Critical] cart is slow", "[RESOLVED] cart is slow"],
    [":x: CloudWatch Alarm | cart is slow | eu-west-1", "ALARM: CloudWatch Alarm | cart is slow | eu-west-1"],
    ["Critical: cart is slow", "Resolved: cart is slow"],
]


@pytest.mark.parametrize("lines", SAME, ids=[lines[0][:12] for lines in SAME])
def test_all_posts_about_one_alert_have_one_name_and_fingerprint(lines: list[str]) -> None:
    alerts = [_alert(app("Amazon Q", text=line, attachments=[{"color": "danger"}])) for line in lines]
    assert {alert.name.removesuffix(" on env:prod") for alert in alerts} == {"cart is slow"}
    assert len({alert.fingerprint for alert in alerts}) == 1


def test_the_same_headline_of_another_bot_is_another_alert() -> None:
    one, other = (_alert(app(name, text="ALARM: cart is slow", bot_id=name)) for name in ("Acme", "Umbrella"))
    assert one.fingerprint != other.fingerprint


def test_fields_tags_and_pairs_become_labels() -> None:
    post = app(
        "Watcher",
        text="Triggered: [P2] slow on env:prod,service:cart",
        blocks=[
            section(
                "Project: <https://w.example/p|cart-api>  release: `2.31`\nRunbook: <https://r.example/x|slow>"
            )
        ],
        attachments=[
            {
                "fields": [{"title": "Routed Team", "value": "`shop`"}, {"title": "", "value": "x"}, "odd"],
                "text": "`avg{kube_namespace:shop,kube_cluster_name:eu-1} &gt; 2`",
            }
        ],
    )
    alert = _alert(post)
    assert alert.labels == {
        "routed_team": "shop",
        "env": "prod",
        "service": "cart",
        "namespace": "shop",
        "cluster": "eu-1",
        "kube_cluster_name": "eu-1",
        "project": "cart-api",
        "release": "2.31",
        "runbook": "slow",
    }
    assert alert.severity is Severity.HIGH
    assert [(link.label, link.url) for link in alert.links] == [("runbook", "https://r.example/x")]


def test_a_project_stands_for_a_service_that_is_not_named() -> None:
    assert _alert(app("W", text="ALARM: x", blocks=[section("Project: `cart`")])).labels["service"] == "cart"


def test_a_metrics_namespace_is_none_of_the_clusters() -> None:
    block = section("*x*", "*State*\nALARM", "*Namespace*\nAWS/ELB")
    labels = _alert(app("Amazon Q Developer", attachments=[{"blocks": [block]}])).labels
    assert labels["metric_namespace"] == "AWS/ELB"
    assert "namespace" not in labels


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("PagerDuty", "pagerduty"),
        ("AWS Chatbot", "cloudwatch"),
        ("Jira Service Management", "jira-service-management"),
        ("", "generic"),
    ],
)
def test_the_source_is_the_bots_name_as_a_word(name: str, source: str) -> None:
    assert _alert(app(name, text="ALARM: x")).source == source


@pytest.mark.parametrize(
    ("more", "severity"),
    [
        ({"text": "[CRITICAL] x"}, Severity.CRITICAL),
        ({"text": "[ALERT - Critical] x"}, Severity.CRITICAL),
        ({"text": "ALARM: x"}, Severity.HIGH),
        (
            {"text": "ALARM: x", "attachments": [{"fields": [{"title": "Priority", "value": "P4"}]}]},
            Severity.INFO,
        ),
        (
            {"text": "ALARM: x", "attachments": [{"fields": [{"title": "Urgency", "value": "Low"}]}]},
            Severity.INFO,
        ),
    ],
)
def test_severity_is_a_field_else_a_bracket_else_high(more: dict[str, Any], severity: Severity) -> None:
    assert _alert(app("Watcher", **more)).severity is severity


def test_an_edit_is_read_as_the_message_is_now() -> None:
    assert _alert(edit(app("Watcher", text="Resolved: x"))).state is RESOLVED


def test_a_bots_reply_in_a_thread_is_no_new_alert() -> None:
    assert parse(app("Watcher", text="ALARM: x", thread_ts="0.9")) is None
    assert parse(app("Watcher", text="ALARM: x", thread_ts="1.1")) is not None


@pytest.mark.parametrize("name", ["GitHub", "Lookout", "Google Calendar"])
def test_some_bots_never_alert(name: str) -> None:
    assert parse(app(name, text="ALARM: x")) is None


def test_rich_text_is_read() -> None:
    rich = {
        "type": "rich_text",
        "elements": [
            {
                "type": "rich_text_section",
                "elements": [
                    {"type": "text", "text": "ALARM: "},
                    {"type": "link", "url": "https://x.example"},
                ],
            },
            {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "line"}]},
        ],
    }
    alert = _alert(app("Watcher", blocks=[rich]))
    assert alert.quoted == "ALARM: https://x.example\nline"


def test_a_preview_that_slack_added_is_not_the_bots_word() -> None:
    assert parse(hook({"title": "ALARM: x", "from_url": "https://x.example"}, text="good morning")) is None


def test_a_name_made_of_state_words_alone_is_the_headline() -> None:
    assert _alert(
        hook(
            text="[FIRED] [ALARM]: ",
            bot_id="B9",
            attachments=[{"fields": [{"title": "State", "value": "ALARM"}]}],
        )
    ).name
