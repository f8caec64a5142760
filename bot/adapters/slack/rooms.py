"""Rooms: channel names of the configuration as the ids that events carry."""

from collections.abc import Collection

from bot.adapters.slack.egress import Egress

PAGE = 500


async def ids_of(egress: Egress, names: Collection[str]) -> dict[str, str]:
    """The ids of channels by name (with or without "#"); a name that Lookout cannot see is left out."""
    wanted = {name.removeprefix("#") for name in names}
    found: dict[str, str] = {}
    cursor = ""
    while wanted - found.keys():
        page = await egress.read(
            "conversations.list",
            types="public_channel,private_channel",
            exclude_archived=True,
            limit=PAGE,
            cursor=cursor,
        )
        found |= {one["name"]: one["id"] for one in page.get("channels", ()) if one.get("name") in wanted}
        cursor = (page.get("response_metadata") or {}).get("next_cursor", "")
        if not cursor:
            break
    return found
