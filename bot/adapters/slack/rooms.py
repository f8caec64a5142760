"""Rooms: channel names of the configuration as the ids that events carry."""

from collections.abc import Collection
from typing import Any

from bot.adapters.slack.egress import Egress
from bot.adapters.slack.pages import pages

PAGE = 500


async def ids_of(egress: Egress, names: Collection[str]) -> dict[str, str]:
    """The ids of channels by name (with or without "#"); a name that Lookout cannot see is left out."""
    return {name: str(one["id"]) for name, one in (await listed(egress, names)).items()}


async def listed(
    egress: Egress, names: Collection[str], *, archived: bool = False
) -> dict[str, dict[str, Any]]:
    """Slack's own records of those channels, by name without "#"; `archived` ones only if they are asked for."""
    wanted = {name.removeprefix("#") for name in names}
    found: dict[str, dict[str, Any]] = {}
    if not wanted:
        return found
    kinds = "public_channel,private_channel"
    async for page in pages(
        egress, "conversations.list", types=kinds, exclude_archived=not archived, limit=PAGE
    ):
        found |= {one["name"]: one for one in page.get("channels", ()) if one.get("name") in wanted}
        if not wanted - found.keys():
            break
    return found
