"""When an object was last written by somebody, as its managed fields tell; status reports do not count."""

from datetime import datetime
from typing import Any

from bot.facts.raw import items, text
from bot.facts.when import instant, newest


def written_at(raw: Any) -> datetime | None:
    """The newest write of anything but the status; None where it is not told, as in what kubectl prints."""
    fields = items(raw, "metadata", "managedFields")
    return newest(*(instant(text(one, "time")) for one in fields if text(one, "subresource") != "status"))


def last_write(raw: Any) -> list[dict[str, str]]:
    """Managed fields, which are half of many an object, cut down to what `written_at` asks for; [] if nothing tells."""
    at = written_at(raw)
    return [{"time": at.isoformat()}] if at else []
