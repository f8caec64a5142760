"""Delivery over HTTP, for an app without a socket: signed requests to one URL, each answer its ack.

Events are JSON, clicks and modals a form with the payload as JSON, commands a form. `socket_mode` repeats what is not
acked in three seconds, on either way.
"""

import hashlib
import hmac
import json
from dataclasses import dataclass
from urllib.parse import urlencode

import aiohttp

from bot.sandbox.clock import SandboxClock
from bot.sandbox.workspace.state import Json

FINE = range(200, 300)


@dataclass(frozen=True)
class Sent:
    """What came back: `heard` is whether the app acked, `payload` what its ack said."""

    heard: bool
    payload: Json | None = None


class HttpDelivery:
    """Where an app listens, and the secret by which it knows who calls."""

    def __init__(self, clock: SandboxClock, url: str, signing_secret: str) -> None:
        self._clock = clock
        self._url = url
        self._secret = signing_secret.encode()
        self._session: aiohttp.ClientSession | None = None

    async def send(self, envelope: Json) -> Sent:
        """One request, and its answer as an ack."""
        kind, body = _encoded(envelope)
        if self._session is None:
            self._session = aiohttp.ClientSession(trust_env=False)
        headers = {"Content-Type": kind, **self._signed(body), **_retry(envelope)}
        try:
            async with self._session.post(self._url, data=body, headers=headers) as answer:
                said = await answer.text()
                return Sent(answer.status in FINE, _payload(said))
        except (aiohttp.ClientError, OSError, TimeoutError):
            return Sent(heard=False)

    async def close(self) -> None:
        """Let go of the connections."""
        if self._session is not None:
            await self._session.close()

    def _signed(self, body: bytes) -> dict[str, str]:
        stamp = str(int(self._clock.now().timestamp()))
        digest = hmac.new(self._secret, f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}


def _encoded(envelope: Json) -> tuple[str, bytes]:
    """The content type and the body of an envelope."""
    payload = envelope["payload"]
    match envelope["type"]:
        case "events_api":
            return "application/json", json.dumps(payload).encode()
        case "slash_commands":
            return "application/x-www-form-urlencoded", urlencode(payload).encode()
        case _:
            return "application/x-www-form-urlencoded", urlencode({"payload": json.dumps(payload)}).encode()


def _retry(envelope: Json) -> dict[str, str]:
    attempt = envelope.get("retry_attempt", 0)
    if not attempt:
        return {}
    return {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": "http_timeout"}


def _payload(said: str) -> Json | None:
    """The JSON in an answer; a command may be answered by plain text."""
    if not said:
        return None
    try:
        found = json.loads(said)
    except json.JSONDecodeError:
        return {"text": said}
    return found if isinstance(found, dict) else None
