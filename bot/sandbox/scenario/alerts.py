"""The alert in Slack, each source in its own format: Alertmanager's attachment, Grafana's, Robusta's blocks."""

from datetime import datetime
from typing import Any, Literal

from bot.sandbox.scenario.schema import Script

State = Literal["firing", "resolved"]
Message = dict[str, Any]

_AM = "http://alertmanager.sandbox.example/#/alerts?receiver=slack"
_GRAFANA = "http://grafana.sandbox.example"
_ROBUSTA = "https://platform.robusta.dev/?finding=sandbox"


def message(script: Script, state: State, at: datetime | None = None) -> Message:
    """`{text, attachments, blocks}` as the source posts it. `at` is the post's time, where the format carries one."""
    if script.alert.source == "alertmanager":
        return _alertmanager(script, state)
    if script.alert.source == "grafana":
        return _grafana(script, state, at)
    return _robusta(script, state)


def escape(text: str) -> str:
    """Slack's three escapes."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _title(script: Script, state: State, group: tuple[str, ...]) -> str:
    """`[FIRING:1] <group values> (<other common values>)`, the title of Alertmanager's and Grafana's templates."""
    labels = script.alert_labels()
    head = f"[FIRING:{script.alert.count}]" if state == "firing" else "[RESOLVED]"
    first = " ".join(labels[key] for key in group)
    rest = " ".join(value for key, value in sorted(labels.items()) if key not in group)
    return escape(f"{head} {first} ({rest})" if rest else f"{head} {first}")


def _alertmanager(script: Script, state: State) -> Message:
    alert = script.alert
    title = _title(script, state, ("alertname", "namespace"))
    lines = [f"*Alert:* {escape(alert.summary)} `{alert.severity}`"]
    if alert.description:
        lines.append(f"*Description:* {escape(alert.description)}")
    if alert.runbook_url:
        lines.append(f"*Runbook:* <{alert.runbook_url}>")
    if alert.dashboard_url:
        lines.append(f"*Dashboard:* <{alert.dashboard_url}>")
    lines.append("*Labels:*")
    lines += [f" • *{key}:* {escape(value)}" for key, value in sorted(script.alert_labels().items())]
    attachment = {
        "title": title,
        "title_link": _AM,
        "text": "\n".join(lines),
        "fallback": f"{title} | {_AM}",
        "color": "a30200" if state == "firing" else "2eb886",
        "mrkdwn_in": ["fallback", "pretext", "text"],
        "id": 1,
    }
    return {"text": "", "attachments": [attachment], "blocks": []}


def _grafana(script: Script, state: State, at: datetime | None) -> Message:
    alert = script.alert
    labels = script.alert_labels() | {"grafana_folder": "Sandbox"}
    annotations = {
        "description": alert.description,
        "runbook_url": alert.runbook_url,
        "summary": alert.summary,
    }
    source = f"{_GRAFANA}/alerting/grafana/sandbox/view?orgId=1"
    lines = ["**Firing**" if state == "firing" else "**Resolved**", ""]
    lines += ["Value: A=1, C=1" if state == "firing" else "Value: A=0, C=0", "Labels:"]
    lines += [f" - {key} = {escape(value)}" for key, value in sorted(labels.items())]
    lines.append("Annotations:")
    lines += [f" - {key} = {escape(value)}" for key, value in annotations.items() if value]
    lines.append(f"Source: <{source}>")
    silence = f"{_GRAFANA}/alerting/silence/new?alertmanager=grafana&matcher=alertname%3D{alert.name}&orgId=1"
    lines.append(f"Silence: <{escape(silence)}>")
    if alert.dashboard_url:
        lines.append(f"Dashboard: <{escape(alert.dashboard_url)}>")
    title = _title(script, state, ("alertname",))
    attachment: dict[str, Any] = {
        "title": title,
        "title_link": source,
        "text": "\n".join(lines) + "\n",
        "fallback": title,
        "color": "d63232" if state == "firing" else "36a64f",
        "footer": "Grafana v12.3.0",
        "id": 1,
    }
    if at is not None:
        attachment["ts"] = int(at.timestamp())
    return {"text": "", "attachments": [attachment], "blocks": []}


def _robusta(script: Script, state: State) -> Message:
    alert = script.alert
    severity = {"critical": "🔴 *High*", "warning": "🟡 *Medium*"}.get(alert.severity, "🟢 *Low*")
    head = (
        f"🔥 `Prometheus Alert Firing` 🔥 {severity}"
        if state == "firing"
        else f"✅ *Prometheus resolved* {severity}"
    )
    labels = ", ".join(f"{key} `{escape(value)}`" for key, value in sorted(script.alert_labels().items()))
    sections = [f"*labels*: {labels}"]
    if state == "firing" and alert.description:
        sections.insert(0, escape(alert.description))
    blocks: list[dict[str, Any]] = [
        _section(f"{head}\n<{_ROBUSTA}|*{escape(alert.summary)}*>", "b0"),
        _section(f"*Source:* `{script.cluster}`", "b1"),
        {
            "type": "actions",
            "block_id": "b2",
            "elements": [
                {
                    "type": "button",
                    "action_id": "rb_investigate",
                    "text": {"type": "plain_text", "text": "Investigate 🔎", "emoji": True},
                    "value": "1",
                    "url": _ROBUSTA,
                }
            ],
        },
    ]
    attachment = {
        "color": "ef311f" if state == "firing" else "00b302",
        "blocks": [_section(text, f"a1b{index}") for index, text in enumerate(sections)],
        "fallback": "[no preview available]",
        "id": 1,
    }
    return {"text": alert.summary, "attachments": [attachment], "blocks": blocks}


def _section(text: str, block_id: str) -> dict[str, Any]:
    return {
        "type": "section",
        "block_id": block_id,
        "text": {"type": "mrkdwn", "text": text, "verbatim": False},
    }
