"""Messenger: letters as Slack messages, each findable by the id in its first block."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.adapters.slack.egress import Egress
from bot.adapters.slack.pages import pages
from bot.domain.errors import PermanentError
from bot.domain.people import HumanAct
from bot.render.fallback import FALLBACK_POST, FALLBACK_STATUS, FALLBACK_WHISPER
from bot.render.rendered import Rendered
from bot.triage.ports.slack import Letter

MARK = "lookout"
PAGE = 200
PERSON = ("U", "W")
"""How the id of a person begins: one can be written to by it, but the conversation cannot be read by it."""


class SlackMessenger:
    """The `Messenger` port over the egress."""

    def __init__(self, egress: Egress) -> None:
        self._egress = egress

    async def post(self, letter: Letter) -> str:
        """Send a new message; its `ts`."""
        address = {"channel": letter.channel}
        if letter.thread_ts:
            address["thread_ts"] = letter.thread_ts
        answer = await self._egress.send(
            "chat.postMessage",
            address,
            _marked(letter),
            letter.acts,
            constant=_constant(letter),
            before=letter.before,
        )
        return str(answer["ts"])

    async def update(self, letter: Letter) -> None:
        """Bring the message at `letter.ts` to the letter's content."""
        address = {"channel": letter.channel, "ts": letter.ts}
        await self._egress.send(
            "chat.update",
            address,
            _marked(letter),
            letter.acts,
            constant=_constant(letter),
            before=letter.before,
        )

    async def find(self, letter: Letter) -> str:
        """The `ts` of the message that bears the letter's id, "" if there is none, or no such thread (any more)."""
        try:
            return await self._search(letter)
        except PermanentError as problem:
            gone = "thread_not_found" if letter.thread_ts else "channel_not_found"
            if problem.code == gone and (letter.thread_ts or letter.channel.startswith(PERSON)):
                return ""
            raise

    async def remove(self, channel: str, ts: str) -> None:
        """Delete a message of Lookout's own; nothing if it is gone already."""
        try:
            await self._egress.take_back(channel, ts)
        except PermanentError as problem:
            if problem.code != "message_not_found":
                raise

    async def permalink(self, channel: str, ts: str) -> str:
        """The address of a message."""
        answer = await self._egress.read("chat.getPermalink", channel=channel, message_ts=ts)
        return str(answer["permalink"])

    async def whisper(
        self,
        channel: str,
        user_id: str,
        content: Rendered,
        *,
        thread_ts: str = "",
        acts: tuple[HumanAct, ...] = (),
    ) -> None:
        """An ephemeral answer to one person."""
        address = {"channel": channel, "user": user_id}
        if thread_ts:
            address["thread_ts"] = thread_ts
        await self._egress.send("chat.postEphemeral", address, content, acts, constant=FALLBACK_WHISPER)

    async def _search(self, letter: Letter) -> str:
        method = "conversations.replies" if letter.thread_ts else "conversations.history"
        params: dict[str, Any] = {"channel": letter.channel, "limit": PAGE}
        if letter.thread_ts:
            params["ts"] = letter.thread_ts
        async for page in pages(self._egress, method, **params):
            for message in page.get("messages", ()):
                blocks: Sequence[Mapping[str, Any]] = message.get("blocks") or ({},)
                if str(blocks[0].get("block_id", "")).startswith(_mark(letter)):
                    return str(message["ts"])
        return ""


def _constant(letter: Letter) -> Rendered:
    """What goes out when the content may not: a status message says where the owner stands, others refer to it."""
    return FALLBACK_STATUS if letter.key.startswith("status:") else FALLBACK_POST


def _mark(letter: Letter) -> str:
    return f"{MARK}:{letter.id}:"


def _marked(letter: Letter) -> Rendered:
    """The content with the letter's id in its first block; Slack wants a new block_id for each edit."""
    blocks: list[dict[str, Any]] = [dict(block) for block in letter.content.blocks]
    if not blocks:
        blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": letter.content.text[:3000]}}]
    blocks[0]["block_id"] = f"{_mark(letter)}{letter.version}"
    return Rendered(text=letter.content.text, blocks=tuple(blocks))
