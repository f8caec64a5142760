"""One Web API call: its arguments, read with Slack's refusals."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.sandbox.workspace.core import Core
from bot.sandbox.workspace.events import HISTORY_SCOPE
from bot.sandbox.workspace.refusal import RefusalError
from bot.sandbox.workspace.state import Channel, Json

_FALSE = {"", "0", "false", "none"}


@dataclass(frozen=True)
class Call:
    """A call of one method; `token` is "bot" or "app" (whose it is), "" for a method that asks for none."""

    core: Core
    method: str
    args: Json
    token: str

    def text(self, name: str) -> str:
        """A required string."""
        value = self.maybe(name)
        if not value:
            raise RefusalError("invalid_arguments", [f"missing required field: {name}"])
        return value

    def maybe(self, name: str) -> str:
        """A string, "" when it was not given."""
        value = self.args.get(name)
        return "" if value is None else str(value)

    def flag(self, name: str, default: bool = False) -> bool:
        """A boolean, in any of the ways that clients write it."""
        value = self.args.get(name)
        return default if value is None else str(value).lower() not in _FALSE

    def number(self, name: str, default: int, most: int) -> int:
        """A count from 1 to `most`."""
        value = self.maybe(name)
        if not value:
            return default
        if not value.isdecimal() or not 1 <= int(value) <= most:
            raise RefusalError("invalid_limit" if name == "limit" else "invalid_arguments")
        return int(value)

    def structure(self, name: str, refusal: str) -> Any:
        """A JSON value, given as such or as a string; None when it was not given."""
        value = self.args.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except json.JSONDecodeError:
            raise RefusalError(refusal) from None

    def need(self, *scopes: str) -> None:
        """Refuse the call when the app has none of these scopes."""
        if not self.core.scopes.intersection(scopes):
            provided = ",".join(sorted(self.core.scopes))
            raise RefusalError("missing_scope", needed=",".join(scopes), provided=provided)

    def channel(self, *, member: bool = False) -> Channel:
        """The channel named by id; one that the app cannot see does not exist. `member`: the app must be in it."""
        channel = self.core.state.channels.get(self.text("channel"))
        return self.visible(channel, member=member)

    def visible(self, channel: Channel | None, *, member: bool) -> Channel:
        """As `channel`, for one that was found otherwise."""
        if channel is None:
            raise RefusalError("channel_not_found")
        if not self.core.state.my_channel(channel):
            if channel.kind != "channel":
                raise RefusalError("channel_not_found")
            if member:
                raise RefusalError("not_in_channel")
        return channel

    def readable(self) -> Channel:
        """The channel, whose history the app may read."""
        channel = self.channel()
        self.need(HISTORY_SCOPE[channel.kind])
        return self.visible(channel, member=True)

    def page(self, items: Sequence[Json], default: int = 100, most: int = 1000) -> tuple[list[Json], str]:
        """One page of items and the cursor of the next ("" at the end), by `limit` and `cursor`."""
        limit = self.number("limit", default, most)
        start = self._start()
        end = start + limit
        return list(items[start:end]), f"next:{end}" if end < len(items) else ""

    def _start(self) -> int:
        cursor = self.maybe("cursor")
        if not cursor:
            return 0
        place = cursor.removeprefix("next:")
        if place == cursor or not place.isdecimal():
            raise RefusalError("invalid_cursor")
        return int(place)


def paged(name: str, items: list[Any], cursor: str) -> Json:
    """The common answer of a listing."""
    return {name: items, "response_metadata": {"next_cursor": cursor}}
