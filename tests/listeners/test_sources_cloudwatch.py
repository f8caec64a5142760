import json
from typing import Any

import pytest

from tests.listeners.source_posts import Post, app, expect, hook, read, same, section

CONSOLE = "https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#alarmsV2:alarm/cart-5xx"
HEAD = "CloudWatch Alarm | cart-5xx | eu-west-1 | Account: 111122223333"


def q(
    state: str, sign: str, reason: str = "Threshold Crossed", *, name: str = "Amazon Q Developer", **more: Any
) -> Post:
    """An alarm as Amazon Q posts it."""
    fields = [f"*State*\n{state}"] if state else []
    blocks = [
        section(f"{sign} *<{CONSOLE}|{HEAD}>*"),
        section(reason),
        section("more", *fields, "*Namespace*\nAWS/ELB"),
    ]
    return app(name, attachments=[{"blocks": blocks, "fallback": HEAD}], **more)


def sns(state: str, *, username: str = "AWS notifications", **fields: str) -> Post:
    """An alarm as a function forwards it, with a field for everything."""
    told = {
        "Alarm Name": "cart-5xx",
        "Alarm Description": "too many errors",
        "Old State": "OK",
        "Current State": state,
    }
    listed = [{"title": key, "value": value} for key, value in {**told, **fields}.items()]
    return hook(
        {"fallback": "Alarm cart-5xx triggered", "fields": listed},
        text="AWS CloudWatch notification - *cart-5xx*",
        username=username,
    )


@pytest.mark.parametrize(
    ("post", "state"),
    [
        (q("ALARM", ":rotating_light:"), "firing"),
        (q("In alarm", ""), "firing"),
        (q("OK", ":white_check_mark:"), "resolved"),
        (q("INSUFFICIENT_DATA", ":warning:"), "no_data"),
        (q("", "🚨"), "firing"),
        (
            q(
                "",
                "",
                "Threshold Crossed: 1 datapoint [9] was greater (minimum 1 datapoint for OK -&gt; ALARM transition).",
            ),
            "firing",
        ),
        (
            q(
                "",
                "",
                "Threshold Crossed: 1 datapoint was not greater (minimum 1 datapoint for ALARM -&gt; OK transition).",
            ),
            "resolved",
        ),
        (q("", "", name="AWS Chatbot", subtype="bot_message"), None),
    ],
    ids=range(8),
)
def test_the_state_is_a_field_a_sign_or_the_transition(post: Post, state: str | None) -> None:
    assert read(post).get("state") == state
    if state:
        expect(post, source="cloudwatch", name="cart-5xx", region="eu-west-1", account="111122223333")


def test_all_posts_about_one_alarm_are_one_alert_and_other_accounts_are_others() -> None:
    same(q("ALARM", ":rotating_light:"), q("OK", ":white_check_mark:"), q("INSUFFICIENT_DATA", ""))
    other = json.loads(json.dumps(q("ALARM", "")).replace("111122223333", "444455556666"))
    assert read(other)["fingerprint"] != read(q("ALARM", ""))["fingerprint"]


def test_what_a_function_forwards_as_fields_is_read() -> None:
    post = sns(
        "ALARM", Region="EU (Ireland)", Dimensions="ClusterName: eu-1, Namespace: shop, PodName: cart-1"
    )
    expect(
        post,
        source="cloudwatch",
        name="cart-5xx",
        state="firing",
        cluster="eu-1",
        namespace="shop",
        pod="cart-1",
    )
    same(post, sns("OK", Region="EU (Ireland)"), sns("INSUFFICIENT_DATA", Region="EU (Ireland)"))
    expect(sns("OK", username="Ops bot"), source="cloudwatch", state="resolved")


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ('ALARM: "cart-5xx" in EU (Ireland)', "firing"),
        (':white_check_mark: *OK: "cart-5xx" in EU (Ireland)*', "resolved"),
        ('INSUFFICIENT_DATA: "cart-5xx" in EU (Ireland)', "no_data"),
        ("[ALARM] cart-5xx", "firing"),
    ],
)
def test_a_subject_of_sns_is_read(text: str, state: str) -> None:
    expect(hook(text=text, username="CloudWatch"), source="cloudwatch", name="cart-5xx", state=state)


def test_the_notification_itself_is_read() -> None:
    said = {
        "AlarmName": "cart-5xx",
        "NewStateValue": "ALARM",
        "OldStateValue": "OK",
        "AWSAccountId": "111122223333",
        "StateChangeTime": "2026-11-19T10:05:00.000+0000",
        "Trigger": {
            "Namespace": "ContainerInsights",
            "Dimensions": [{"name": "ClusterName", "value": "eu-1"}, "odd"],
        },
    }
    for text in (json.dumps(said), f"```{json.dumps(said, indent=1)}```"):
        post = hook(text=text)
        expect(
            post, source="cloudwatch", name="cart-5xx", state="firing", cluster="eu-1", account="111122223333"
        )
        assert str(read(post)["starts_at"]) == "2026-11-19 10:05:00+00:00"
    assert read(hook(text='{"AlarmName": ')) == {}
    assert read(hook(text='{"AlarmName": 3, "NewStateValue": ["ALARM"]}')) == {}


def test_a_composite_alarm_is_an_alarm() -> None:
    post = app(
        "Amazon Q Developer",
        text=":rotating_light: CloudWatch Composite Alarm | checkout-down | eu-west-1 | Account: 111122223333",
    )
    expect(post, source="cloudwatch", name="checkout-down", state="firing", region="eu-west-1")


def test_another_alert_that_names_no_alarm_is_not_cloudwatchs() -> None:
    assert read(hook(text="ALARM: cart is slow", username="Watcher"))["source"] == "watcher"


@pytest.mark.parametrize(
    "text",
    [
        "Here is what I found about your Lambda functions",
        "Deployment of cart to production succeeded",
        "AWS Budgets: budget monthly was created",
        "Weekly cost report: 1,204 USD",
        "CodePipeline: pipeline 12 succeeded",
        "I can help you investigate. Ask me anything about alarms.",
    ],
)
def test_what_amazon_q_tells_beside_is_no_alert(text: str) -> None:
    assert read(app("Amazon Q Developer", text=text)) == {}


def test_an_unknown_shape_of_amazons_falls_to_the_general_parser() -> None:
    expect(
        app("Amazon Q Developer", text="CRITICAL: GuardDuty finding in eu-1"),
        source="cloudwatch",
        state="firing",
    )
