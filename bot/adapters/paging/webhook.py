"""A generic webhook: the page as JSON, signed if it has a secret.

The signature is that of Slack's requests, under names of ours: a receiver computes
`v1=` and the hexadecimal HMAC-SHA-256, keyed with the secret, of `v1:<X-Lookout-Timestamp>:<body>`, compares it in
constant time with `X-Lookout-Signature`, and takes no request whose timestamp is older than five minutes.
`Idempotency-Key` is equal for what is sent again, so a receiver can tell it.
"""

import asyncio
import hmac
import json
from hashlib import sha256
from typing import Any

from bot.adapters.paging.post import Post
from bot.adapters.paging.secret import Secret
from bot.domain.page import Page, Receipt
from bot.triage.ports.clock import Clock

VERSION = 1


class Webhook:
    """The `Pager` port over one address; `url` and `token` (a bearer token) may be secrets of files."""

    def __init__(
        self, name: str, url: Secret, *, signing: Secret, token: Secret, post: Post, clock: Clock
    ) -> None:
        self.name = name
        self.system = f"webhook {name}"
        self._url = url
        self._signing = signing
        self._token = token
        self._post = post
        self._clock = clock

    async def close(self) -> None:
        """End the connections."""
        await self._post.close()

    async def trigger(self, page: Page) -> Receipt:
        """Send the page. Raises `OutsideError`."""
        return await self._send("trigger", page)

    async def resolve(self, page: Page) -> Receipt:
        """Send that it is over. Raises `OutsideError`."""
        return await self._send("resolve", page)

    async def _send(self, event: str, page: Page) -> Receipt:
        url = await asyncio.to_thread(self._url.required)
        body = json.dumps(document(event, page), ensure_ascii=False, sort_keys=True).encode()
        now = self._clock.now()
        headers = {"Idempotency-Key": idempotency_key(event, page)}
        if token := await asyncio.to_thread(self._token.read):
            headers["Authorization"] = f"Bearer {token}"
        if key := await asyncio.to_thread(self._signing.read):
            stamp = str(int(now.timestamp()))
            headers["X-Lookout-Timestamp"] = stamp
            headers["X-Lookout-Signature"] = signature(key, stamp, body)
        answer = await self._post(url, body, headers, now)
        return Receipt(by=self.system, status=answer.status)


def idempotency_key(event: str, page: Page) -> str:
    """Equal for what is sent again, and for nothing else: a fault that comes back has its key, but not its time."""
    since = f":{int(page.at.timestamp())}" if page.at is not None else ""
    return f"{event}:{page.key}:{page.repetition}{since}"


def document(event: str, page: Page) -> dict[str, Any]:
    """The page as the receiver gets it; `event` is "trigger" or "resolve"."""
    return {
        "version": VERSION,
        "event": event,
        "key": page.key,
        "headline": page.headline,
        "severity": page.severity.value,
        "source": page.source,
        "component": page.component,
        "at": page.at.isoformat() if page.at is not None else None,
        "facts": page.facts,
        "repetition": page.repetition,
        "links": [{"label": one.label, "url": one.url} for one in page.links],
    }


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """`v1=` and the HMAC of version, timestamp (seconds since 1970) and body."""
    return f"v1={hmac.new(secret.encode(), f'v1:{timestamp}:'.encode() + body, sha256).hexdigest()}"
