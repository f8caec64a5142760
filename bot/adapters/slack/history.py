"""History: what stands in Slack's channels and threads, page by page, for what was missed while it was not heard."""

from collections.abc import Sequence
from typing import Any

from bot.adapters.slack.egress import Egress
from bot.adapters.slack.pages import next_cursor

PAGE = 200
ROOMS_PAGE = 500


class SlackHistory:
    """The `History` port."""

    def __init__(self, egress: Egress) -> None:
        self._egress = egress

    async def channels(self) -> Sequence[str]:
        """The ids of the channels that Lookout is in, private ones too, without archived ones."""
        found: list[str] = []
        cursor = ""
        while True:
            page = await self._egress.read(
                "users.conversations",
                types="public_channel,private_channel",
                exclude_archived=True,
                limit=ROOMS_PAGE,
                cursor=cursor,
            )
            found += [str(one["id"]) for one in page.get("channels", ())]
            cursor = next_cursor(page)
            if not cursor:
                return found

    async def messages(
        self, channel: str, oldest: str, cursor: str = ""
    ) -> tuple[Sequence[dict[str, Any]], str]:
        """One page of what stands in a channel itself since that `ts`, newest first, and the next page's cursor."""
        page = await self._egress.read(
            "conversations.history", channel=channel, oldest=oldest, limit=PAGE, cursor=cursor
        )
        return page.get("messages", ()), next_cursor(page)

    async def thread(self, channel: str, thread_ts: str, oldest: str) -> Sequence[dict[str, Any]]:
        """The first message of a thread as it is now, and at most a page of its replies since that `ts`."""
        page = await self._egress.read(
            "conversations.replies", channel=channel, ts=thread_ts, oldest=oldest, limit=PAGE
        )
        found: Sequence[dict[str, Any]] = page.get("messages", ())
        return found
