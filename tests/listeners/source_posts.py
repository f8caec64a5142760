"""Slack posts as alert sources make them, written for these tests."""

from collections.abc import Mapping
from typing import Any

from bot.listeners.sources.catalogue import parse

Post = dict[str, Any]


def hook(*attachments: Mapping[str, Any], text: str = "", **more: Any) -> Post:
    """A post by an incoming webhook."""
    base: Post = {"type": "message", "subtype": "bot_message", "bot_id": "B1", "ts": "1.1", "channel": "C1"}
    return {**base, "text": text, "attachments": [*attachments], **more}


def app(name: str, *, text: str = "", **more: Any) -> Post:
    """A post by a Slack app of that name."""
    base: Post = {"type": "message", "bot_id": "B2", "user": "U2", "ts": "1.1", "channel": "C1"}
    return {**base, "text": text, "bot_profile": {"name": name}, **more}


def edit(post: Post) -> Post:
    """The event by which Slack tells that the post looks like this now."""
    plain = {key: value for key, value in post.items() if key != "subtype"}
    return {"type": "message", "subtype": "message_changed", "message": plain, "ts": "2.2", "channel": "C1"}


def section(text: str, *fields: str) -> Post:
    """A section block."""
    told = [{"type": "mrkdwn", "text": field} for field in fields]
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **({"fields": told} if told else {})}


def alertmanager(title: str, text: str = "", **more: Any) -> Post:
    """Alertmanager's one attachment."""
    link = "https://am.example/#/alerts?receiver=slack"
    return hook({"title": title, "title_link": link, "text": text, "fallback": f"{title} | {link}", **more})


def grafana(title: str, text: str, **more: Any) -> Post:
    """Grafana's one attachment."""
    return hook(
        {
            "title": title,
            "title_link": "https://g.example/view",
            "text": text,
            "footer": "Grafana v12",
            **more,
        }
    )


def robusta(head: str, title: str, *inner: str, name: str = "Robusta") -> Post:
    """Robusta's header and source block, with its enrichment in an attachment."""
    blocks = [section(f"{head}\n<https://platform.robusta.dev/?f=1|*{title}*>"), section("*Source:* `eu-1`")]
    return app(name, text=title, blocks=blocks, attachments=[{"blocks": [section(text) for text in inner]}])


def read(post: Post) -> dict[str, Any]:
    """What is read of a post, flat: labels beside the alert's own parts. {} for what is no alert."""
    alert = parse(post)
    if alert is None:
        return {}
    own = alert.model_dump(
        include={"source", "name", "state", "severity", "count", "fingerprint", "starts_at"}
    )
    links = {f"{link.label} link": link.url for link in reversed(alert.links)}
    by = alert.acknowledged.by if alert.acknowledged else None
    return {**alert.labels, **links, **own, "by": by}


def expect(post: Post, **wanted: Any) -> dict[str, Any]:
    """Assert that these parts are read so; the rest of what was read is given back."""
    found = read(post)
    assert {key: found.get(key) for key in wanted} == wanted
    return found


def same(*posts: Post) -> None:
    """Assert that all posts are about one alert."""
    assert len({read(post).get("fingerprint", index) for index, post in enumerate(posts)}) == 1
