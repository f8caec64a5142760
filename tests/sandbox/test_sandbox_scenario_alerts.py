"""Alerts in the formats of their sources, carrying the target."""

from datetime import UTC, datetime
from typing import Any, Literal

import pytest

from bot.sandbox.scenario import load_scenario, scenario_names

SENDERS = {"alertmanager": "B0ALERTMGR", "grafana": "B0GRAFANA", "robusta": "B0ROBUSTA"}


def strings(value: Any) -> str:
    if isinstance(value, dict):
        return "\n".join(strings(item) for item in value.values())
    if isinstance(value, list):
        return "\n".join(strings(item) for item in value)
    return str(value)


@pytest.mark.parametrize("state", ["firing", "resolved"])
@pytest.mark.parametrize("name", scenario_names())
def test_every_alert_carries_its_target(name: str, state: Literal["firing", "resolved"]) -> None:
    scenario = load_scenario(name)
    message = scenario.alert_message(state)
    assert set(message) == {"text", "attachments", "blocks"}
    text = strings(message)
    for value in (scenario.cluster, scenario.namespace, scenario.service, scenario.alert.name):
        assert value in text
    assert scenario.alert.sender == SENDERS[scenario.alert.source]
    assert scenario.alert.channel in {"incidents", "shop-alerts"}


def test_alertmanager_posts_an_attachment_with_its_title_and_the_usual_text() -> None:
    scenario = load_scenario("bad-rollout")
    firing, resolved = scenario.alert_message("firing"), scenario.alert_message("resolved")
    one, other = firing["attachments"][0], resolved["attachments"][0]
    assert (
        one["title"]
        == "[FIRING:1] DeploymentRolloutStuck shop (sandbox checkout checkout critical storefront)"
    )
    assert other["title"].startswith("[RESOLVED] DeploymentRolloutStuck shop (")
    assert (one["color"], other["color"]) == ("a30200", "2eb886")
    assert " • *namespace:* shop\n" in one["text"]
    assert "*Runbook:* <https://runbooks.sandbox.example/rollout-stuck>" in one["text"]
    assert firing["text"] == ""


def test_grafana_writes_labels_line_by_line() -> None:
    scenario = load_scenario("image-pull-credentials")
    at = datetime(2026, 11, 21, 2, 14, tzinfo=UTC)
    one = scenario.alert_message("firing", at)["attachments"][0]
    assert one["text"].startswith("**Firing**\n\nValue: ")
    assert " - namespace = billing\n" in one["text"]
    assert "&amp;matcher=" in one["text"]
    assert one["ts"] == 1795227240
    assert scenario.alert_message("resolved")["attachments"][0]["text"].startswith("**Resolved**")


def test_robusta_writes_blocks_and_a_plain_text() -> None:
    scenario = load_scenario("out-of-memory")
    firing, resolved = scenario.alert_message("firing"), scenario.alert_message("resolved")
    assert firing["text"] == scenario.alert.summary
    assert "Prometheus Alert Firing" in firing["blocks"][0]["text"]["text"]
    assert "Prometheus resolved" in resolved["blocks"][0]["text"]["text"]
    assert "namespace `media`" in firing["attachments"][0]["blocks"][1]["text"]["text"]
    assert len(resolved["attachments"][0]["blocks"]) == 1


def test_what_slack_escapes_is_escaped() -> None:
    scenario = load_scenario("bad-rollout")
    loud = scenario.model_copy(
        update={"alert": scenario.alert.model_copy(update={"summary": "a < b & c > d"})}
    )
    assert "a &lt; b &amp; c &gt; d" in loud.alert_message("firing")["attachments"][0]["text"]
