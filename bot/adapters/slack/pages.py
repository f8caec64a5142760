"""Pages of a Slack method that lists: one after the other, until Slack names no next one."""

from collections.abc import AsyncIterator
from typing import Any

from bot.adapters.slack.egress import Egress


async def pages(egress: Egress, method: str, **params: Any) -> AsyncIterator[dict[str, Any]]:
    """Every page, each asked for when it is wanted. Raises `OutsideError` as the egress does."""
    cursor = ""
    while True:
        page = await egress.read(method, **params, **({"cursor": cursor} if cursor else {}))
        yield page
        cursor = next_cursor(page)
        if not cursor:
            return


def next_cursor(page: dict[str, Any]) -> str:
    """What the next page is asked for by, "" after the last."""
    return str((page.get("response_metadata") or {}).get("next_cursor", ""))
