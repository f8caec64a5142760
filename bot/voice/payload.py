"""The egress's judge: a whole Slack call, every string of it, as it will be rendered.

What may not be said is withheld, sentence by sentence in prose and whole in other slots, and the rest goes out; a label
or id that may not be said refuses the call, and the caller sends its constant fallback. Whatever goes wrong in here
counts as a violation: never a crash, never silence.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from pydantic import Field

from bot.domain.noun import Noun
from bot.domain.people import HumanAct
from bot.voice.broadcasts import live, muted
from bot.voice.judge import BOT_IDS
from bot.voice.slots import METHODS
from bot.voice.walk import Walk

LARGEST = 200_000


class Withheld(Noun):
    """One string that was not let through: where it stood ("blocks.0.text.text") and the rule it broke."""

    path: str
    rule: str


class Screened(Noun):
    """`body` is fit to be sent, unless `refused`: then it is empty. `rendered` is what was read, for the record."""

    body: dict[str, Any] = Field(default_factory=dict)
    withheld: tuple[Withheld, ...] = ()
    refused: bool = False
    rendered: str = ""


def screen(
    method: str,
    body: Mapping[str, Any],
    acts: Sequence[HumanAct] = (),
    *,
    bot_ids: Sequence[str] = BOT_IDS,
    groups: Collection[str] = (),
) -> Screened:
    """Judge the arguments of a Web API method, or the body of an `ack` or a `response_url`. Never raises.

    `groups` are the ids of the user groups that may be mentioned; every other broadcast is taken out.
    """
    if method not in METHODS:
        return _refusal("method", "unknown-method")
    try:
        if _size(body) > LARGEST:
            return _refusal("", "too-large")
        if live(body):
            return _refusal("parse", "broadcast")
        found: list[str] = []
        calm = muted(body, groups, found)
        walk = Walk(acts, bot_ids, one_reader=method == "chat.postEphemeral")
        walk.withheld += [(path, "broadcast") for path in found]
        return _screened(calm, walk)
    except Exception:  # noqa: BLE001 - a guard that fails must count as a violation, whatever failed
        return _refusal("", "guard-error")


def _refusal(path: str, rule: str) -> Screened:
    return Screened(withheld=(Withheld(path=path, rule=rule),), refused=True)


def _screened(body: Mapping[str, Any], walk: Walk) -> Screened:
    safe = walk.top(body)
    withheld = tuple(Withheld(path=path, rule=rule) for path, rule in walk.withheld)
    rendered = " | ".join(walk.seen)
    if walk.refused:
        return Screened(withheld=withheld, refused=True, rendered=rendered)
    return Screened(body=safe, withheld=withheld, rendered=rendered)


def _size(value: Any) -> int:
    if isinstance(value, str):
        return len(value)
    if isinstance(value, Mapping):
        return sum(len(str(key)) + _size(item) for key, item in value.items())
    if isinstance(value, Sequence) and not isinstance(value, bytes):
        return sum(map(_size, value))
    return 8
