"""Broadcasts: mentions that wake a whole channel or group are taken out of a Slack call before it is judged.

Only the groups that the configuration names may be mentioned; a name that holds such a mention, from an alert or a
model, wakes nobody. What comes next is the walk, which reads what is left.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from bot.voice.slots import is_id_slot

MUTED = "[mention withheld]"
_SPECIAL = re.compile(
    r"<!(?:(?:here|channel|everyone|group)|subteam\^([^<>|]*))(?:\|[^<>]*)?>", re.IGNORECASE
)
_ELEMENTS = frozenset(("broadcast", "usergroup"))


def live(body: Mapping[str, Any]) -> bool:
    """Whether a call asks Slack itself to make mentions of plain names ("@here")."""
    return bool(body.get("link_names")) or body.get("parse") == "full"


def muted(value: Any, groups: Collection[str], found: list[str], path: str = "", key: str = "") -> Any:
    """A copy of a call's value without its broadcasts; `found` gathers where one stood."""
    if isinstance(value, str):
        return value if is_id_slot(key, value) or "<!" not in value else _muted(value, groups, found, path)
    if isinstance(value, Mapping):
        if value.get("type") in _ELEMENTS and value.get("usergroup_id") not in groups:
            found.append(path)
            return {"type": "text", "text": MUTED}
        return {name: muted(one, groups, found, f"{path}.{name}" if path else str(name), str(name))
                for name, one in value.items()}  # fmt: skip
    if isinstance(value, Sequence) and not isinstance(value, bytes):
        return [muted(one, groups, found, f"{path}.{place}", key) for place, one in enumerate(value)]
    return value


def _muted(text: str, groups: Collection[str], found: list[str], path: str) -> str:
    def calm(mention: re.Match[str]) -> str:
        if mention.group(1) in groups:
            return mention.group()
        found.append(path)
        return MUTED

    return _SPECIAL.sub(calm, text)
