"""PagerDuty's Events API version 2: `trigger`, and `resolve` once a named human closed the incident.

Never `acknowledge`: that is a statement of a human, which Lookout makes for nobody. A dedup key that PagerDuty has open
makes no second incident, so an attempt can be repeated. https://developer.pagerduty.com/docs/send-alert-event
"""

import asyncio
import json
from typing import Any

from bot.adapters.paging.post import Post
from bot.adapters.paging.secret import Secret
from bot.domain.alert import Severity
from bot.domain.errors import TransientError
from bot.domain.page import Page, Receipt
from bot.triage.ports.clock import Clock

SEVERITIES = {
    Severity.CRITICAL: "critical",
    Severity.HIGH: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "info",
}
ENQUEUE = "/v2/enqueue"
_LONGEST_SUMMARY = 1024


class PagerDuty:
    """The `Pager` port over one integration; `url` is the API's base, `key` the integration's routing key."""

    system = "PagerDuty"

    def __init__(self, name: str, *, url: str, key: Secret, post: Post, clock: Clock) -> None:
        self.name = name
        self._url = f"{url.rstrip('/')}{ENQUEUE}"
        self._key = key
        self._post = post
        self._clock = clock

    async def close(self) -> None:
        """End the connections."""
        await self._post.close()

    async def trigger(self, page: Page) -> Receipt:
        """Open or repeat it. Raises `OutsideError`."""
        return await self._send(triggered(page))

    async def resolve(self, page: Page) -> Receipt:
        """Close what the page opened. Raises `OutsideError`."""
        return await self._send({"event_action": "resolve", "dedup_key": page.key})

    async def _send(self, event: dict[str, Any]) -> Receipt:
        key = await asyncio.to_thread(self._key.required)
        body = json.dumps({"routing_key": key, **event}).encode()
        answer = await self._post(self._url, body, {"Accept": "application/json"}, self._clock.now())
        if not _accepted(answer.body):
            # Something on the way answered in its place: a gateway, a login page.
            raise TransientError(f"{self.system} answers {answer.status}, but not in its own words")
        return Receipt(by=self.system, status=answer.status)


def triggered(page: Page) -> dict[str, Any]:
    """The event of a page, all but the routing key."""
    payload = {
        "summary": page.headline[:_LONGEST_SUMMARY],
        "source": page.source,
        "severity": SEVERITIES[page.severity],
        "custom_details": page.facts,
    }
    if page.component:
        payload["component"] = page.component
    if page.at is not None:
        payload["timestamp"] = page.at.isoformat()
    return {
        "event_action": "trigger",
        "dedup_key": page.key,
        "client": "Lookout",
        "payload": payload,
        "links": [{"href": one.url, "text": one.label} for one in page.links],
    }


def _accepted(body: bytes) -> bool:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return False
    return isinstance(told, dict) and told.get("status") == "success"
