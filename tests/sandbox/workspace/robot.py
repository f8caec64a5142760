"""A Bolt app for tests, with an ear on everything."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp

Connect = Callable[..., Awaitable["Robot"]]


@dataclass
class Robot:
    """A Bolt app that notes what it hears; `app` takes further listeners."""

    app: AsyncApp
    handlers: list[AsyncSocketModeHandler] = field(default_factory=list)
    heard: list[dict[str, Any]] = field(default_factory=list)
    triggers: list[str] = field(default_factory=list)

    def events(self, kind: str = "message") -> list[dict[str, Any]]:
        return [body["event"] for body in self.heard if body["event"]["type"] == kind]
