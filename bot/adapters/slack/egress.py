"""Egress: the one way from Lookout to Slack. Every byte that a person could read goes through here and is judged.

Calls that say something take rendered values only and are screened leaf by leaf (`voice.payload`): what must not be
said is withheld and counted; a message that cannot be mended is replaced by a constant. Calls that only read are
listed by name; any other method is refused. The bodies of acknowledgements and of response_url pass the same screen.
"""

import asyncio
import json
import math
import time
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.errors import VENDOR_ERRORS, translate
from bot.domain.errors import PermanentError, TransientError
from bot.domain.people import HumanAct
from bot.render.fallback import FALLBACK_POST, FALLBACK_VIEW, FALLBACK_WHISPER
from bot.render.rendered import Rendered, RenderedView
from bot.voice.payload import Screened, screen

READS = {
    "auth.test": "POST",
    "users.info": "GET",
    "users.conversations": "GET",
    "usergroups.users.list": "GET",
    "conversations.list": "GET",
    "conversations.info": "GET",
    "conversations.members": "GET",
    "conversations.replies": "GET",
    "conversations.history": "GET",
    "chat.getPermalink": "GET",
}

Note = Callable[[str, Screened], Awaitable[None]]
"""Told of every violation: the method, and what the screen withheld or refused."""


class Egress:
    """Holds the Slack client. `note` is told of what was withheld, so that it is counted and recorded.

    `groups` are the ids of the user groups that a message may mention: those that the configuration names. `elapsed`
    are the seconds of the clock by which a message may be too late.
    """

    def __init__(
        self,
        client: AsyncWebClient,
        session: aiohttp.ClientSession,
        note: Note,
        groups: Collection[str] = (),
        elapsed: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client = client
        self._elapsed = elapsed
        self._session = session
        self._note = note
        self._groups = frozenset(groups)

    async def read(self, method: str, **params: str | int | bool) -> dict[str, Any]:
        """Call a method that says nothing. Raises the three outside errors; `PermanentError` for one not listed."""
        said, _ = await self.heard(method, **params)
        return said

    async def heard(
        self, method: str, **params: str | int | bool
    ) -> tuple[dict[str, Any], Mapping[str, str]]:
        """As `read`, with the answer's headers by their names in small letters, for what only they tell."""
        verb = READS.get(method)
        if verb is None:
            raise PermanentError(f"{method} is not among the reads of Slack that Lookout makes")
        return await self._asked(method, verb, params)

    async def send(
        self,
        method: str,
        address: Mapping[str, Any],
        content: Rendered,
        acts: Sequence[HumanAct] = (),
        *,
        constant: Rendered = FALLBACK_POST,
        before: float = math.inf,
    ) -> dict[str, Any]:
        """Post, edit or whisper a rendered message; what does not pass is withheld, or `constant` goes instead.

        Once `before` has passed nothing is sent: whoever sends it may have stood still, and own it no more.
        """
        body = {**address, "text": content.text, "unfurl_links": False, "unfurl_media": False}
        if content.blocks:
            body["blocks"] = list(content.blocks)
        safe = await self._screened(method, body, acts)
        if safe is None:
            safe = {**body, **_standing_in(constant, body)}
        self._check_in_time(before)
        try:
            return await self._call(method, "POST", safe)
        except PermanentError as problem:
            if "invalid_blocks" not in str(problem):
                raise
            self._check_in_time(before)
            return await self._call(method, "POST", {**safe, **_standing_in(constant, body)})

    async def show(
        self,
        method: str,
        address: Mapping[str, Any],
        view: RenderedView,
        acts: Sequence[HumanAct] = (),
        *,
        constant: RenderedView = FALLBACK_VIEW,
    ) -> dict[str, Any]:
        """Open or update a modal, or publish a Home; one that does not pass is replaced by `constant`."""
        safe = await self._screened(method, {**address, "view": view.view}, acts)
        if safe is None:
            safe = {**address, "view": constant.view}
        return await self._call(method, "POST", safe)

    async def respond(self, url: str, content: Rendered, acts: Sequence[HumanAct] = ()) -> None:
        """Answer a slash command by its response_url, to the asker alone."""
        body = {"response_type": "ephemeral", "text": content.text, "blocks": list(content.blocks)}
        safe = await self._screened("response_url", body, acts)
        if safe is None:
            safe = {"response_type": "ephemeral", **_standing_in(FALLBACK_WHISPER, {})}
        try:
            async with self._in_time(), self._session.post(url, json=safe) as answer:
                if answer.status >= 400:  # noqa: PLR2004 - HTTP's own border between answers and errors
                    raise PermanentError(f"Slack did not take the answer to a command: HTTP {answer.status}")
        except VENDOR_ERRORS as problem:
            raise translate("response_url", problem) from problem

    async def acknowledgement(self, body: str) -> str:
        """The body of an acknowledgement as it may leave: judged, "" (a bare one) if it does not pass."""
        if not body:
            return ""
        try:
            payload = json.loads(body)
        except json.JSONDecodeError:
            payload = {"text": body}
        safe = await self._screened("ack", payload, ())
        return json.dumps(safe) if safe is not None else ""

    async def take_back(self, channel: str, ts: str) -> None:
        """Delete a message that Lookout posted."""
        await self._call("chat.delete", "POST", {"channel": channel, "ts": ts})

    def _check_in_time(self, before: float) -> None:
        """The last thing before a message's first byte."""
        if (late := self._elapsed() - before) > 0:
            raise TransientError(
                f"nothing was sent to Slack: this process stood still and is {late:.1f} s late with it"
            )

    def _in_time(self) -> asyncio.Timeout:
        """The bound of one call: the SDK sets none of its own on a session that it is given."""
        return asyncio.timeout(self._client.timeout)

    async def _screened(
        self, method: str, body: Mapping[str, Any], acts: Sequence[HumanAct]
    ) -> dict[str, Any] | None:
        judged = screen(method, body, acts, groups=self._groups)
        if judged.refused or judged.withheld:
            await self._note(method, judged)
        return None if judged.refused else dict(judged.body)

    async def _call(self, method: str, verb: str, body: Mapping[str, Any]) -> dict[str, Any]:
        said, _ = await self._asked(method, verb, body)
        return said

    async def _asked(
        self, method: str, verb: str, body: Mapping[str, Any]
    ) -> tuple[dict[str, Any], Mapping[str, str]]:
        arguments: dict[str, Any] = {"params": dict(body)} if verb == "GET" else {"json": dict(body)}
        try:
            async with self._in_time():
                answer = await self._client.api_call(method, http_verb=verb, **arguments)
        except VENDOR_ERRORS as problem:
            raise translate(method, problem) from problem
        headers = {str(name).lower(): str(value) for name, value in (answer.headers or {}).items()}
        return answer.data if isinstance(answer.data, dict) else {}, headers


def _standing_in(constant: Rendered, body: Mapping[str, Any]) -> dict[str, Any]:
    """The constant message, keeping the first block's id, by which the message is found again."""
    first: Mapping[str, Any] = next(iter(body.get("blocks") or ()), {})
    blocks = [dict(block) for block in constant.blocks]
    if blocks and "block_id" in first:
        blocks[0]["block_id"] = first["block_id"]
    return {"text": constant.text, "blocks": blocks}
