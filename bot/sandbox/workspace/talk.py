"""What people say: messages, edits, emoji, posts of other vendors' bots, coming into channels and going.

Each verb checks what the client or the server would (who is in which channel), changes the workspace, tells the app.
Next: `people` adds what they click.
"""

from collections.abc import Sequence

from bot.sandbox.workspace import events, posting
from bot.sandbox.workspace.core import Core
from bot.sandbox.workspace.refusal import RefusalError
from bot.sandbox.workspace.state import Channel, Json


class Talk:
    """The voices of everybody but the app under test."""

    def __init__(self, core: Core) -> None:
        self._core = core

    async def say(self, user: str, channel: str, text: str, thread_ts: str = "") -> str:
        """Type a message; its `ts`. `@nora`, `@lookout`, `#incidents` become mentions as in the client."""
        where = self._member_channel(user, channel)
        if thread_ts and thread_ts not in where.messages:
            raise RefusalError("thread_not_found")
        return str(
            posting.post(self._core, where, posting.of_person(self._core, user, text, thread_ts))["ts"]
        )

    async def edit(self, user: str, channel: str, ts: str, text: str) -> None:
        """Change one's own message."""
        where = self._own_message(user, channel, ts)
        typed = posting.of_person(self._core, user, text)
        changes = {name: typed[name] for name in ("text", "blocks")}
        posting.edit(self._core, where, ts, changes, user)

    async def delete(self, user: str, channel: str, ts: str) -> None:
        """Delete one's own message."""
        posting.remove(self._core, self._own_message(user, channel, ts), ts)

    async def react(self, user: str, channel: str, ts: str, name: str, *, add: bool = True) -> None:
        """Put an emoji under a message, or take it away."""
        posting.react(self._core, self._member_channel(user, channel), ts, name, user, add=add)

    async def post_as_bot(
        self,
        bot_id: str,
        channel: str,
        *,
        text: str = "",
        attachments: Sequence[Json] = (),
        blocks: Sequence[Json] = (),
        username: str = "",
        thread_ts: str = "",
    ) -> str:
        """Post as another vendor's integration (subtype `bot_message`); its `ts`."""
        bot = self._core.state.bots[bot_id]
        given = {"text": text, "attachments": list(attachments), "blocks": list(blocks)}
        message: Json = {
            "subtype": "bot_message",
            "bot_id": bot_id,
            "app_id": bot.app_id,
            "username": username or bot.name,
            **posting.content_of(self._core, given),
            **({"thread_ts": thread_ts} if thread_ts else {}),
        }
        return str(posting.post(self._core, self._core.state.channels[channel], message)["ts"])

    async def edit_as_bot(
        self,
        channel: str,
        ts: str,
        *,
        text: str = "",
        attachments: Sequence[Json] = (),
        blocks: Sequence[Json] = (),
    ) -> None:
        """Change another vendor's post in place, as PagerDuty, Sentry and Robusta do when a state changes."""
        given = {"text": text, "attachments": list(attachments), "blocks": list(blocks)}
        changes = {"attachments": [], "blocks": [], **posting.content_of(self._core, given)}
        where = self._core.state.channels[channel]
        posting.edit(self._core, where, ts, changes, str(where.messages[ts].get("bot_id", "")))

    async def join(self, user: str, channel: str, *, inviter: str = "") -> None:
        """Come into a channel, by oneself or invited."""
        where = self._core.state.channels[channel]
        if user in where.members:
            return
        where.members.add(user)
        note = {"subtype": "channel_join", "user": user, "text": f"<@{user}> has joined the channel"}
        posting.post(self._core, where, note | ({"inviter": inviter} if inviter else {}))
        events.moved(self._core, where, user, joined=True, inviter=inviter)

    async def leave(self, user: str, channel: str) -> None:
        """Go out of a channel."""
        where = self._core.state.channels[channel]
        if user in where.members:
            where.members.discard(user)
            events.moved(self._core, where, user, joined=False)

    def _visible_channel(self, user: str, channel: str) -> Channel:
        found = self._core.state.channels.get(channel)
        if user not in self._core.state.users or found is None or not self._core.state.sees(user, found):
            raise RefusalError("channel_not_found")
        return found

    def _member_channel(self, user: str, channel: str) -> Channel:
        found = self._visible_channel(user, channel)
        if user not in found.members:
            raise RefusalError("not_in_channel")
        if found.is_archived:
            raise RefusalError("is_archived")
        return found

    def _own_message(self, user: str, channel: str, ts: str) -> Channel:
        found = self._visible_channel(user, channel)
        if found.messages.get(ts, {}).get("user") != user:
            raise RefusalError("message_not_found")
        return found
