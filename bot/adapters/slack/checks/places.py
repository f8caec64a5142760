"""The configured channels: they are there, Lookout is in them, and whether alerts in them start a triage."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.adapters.slack.egress import Egress
from bot.adapters.slack.rooms import listed
from bot.domain.check import Check, fail, ok
from bot.domain.errors import PermanentError
from bot.domain.noun import Noun

GONE = frozenset({"channel_not_found"})


class Place(Noun):
    """A channel of the configuration: its id or its name, and whether its alerts start a triage."""

    id: str = ""
    name: str = ""
    alerts: bool = True

    @property
    def title(self) -> str:
        """As the configuration has it."""
        return self.id or f"#{self.name.removeprefix('#')}"


async def channels(egress: Egress, places: Sequence[Place]) -> list[Check]:
    """A line for each. Raises `OutsideError` if Slack does not answer."""
    if not places:
        return [ok("channel", "none is configured: alerts start a triage wherever Lookout is invited")]
    found = await listed(egress, [one.name for one in places if one.name], archived=True)
    return [
        _judged(one, found.get(one.name.removeprefix("#")) if one.name else await _by_id(egress, one.id))
        for one in places
    ]


async def _by_id(egress: Egress, channel: str) -> dict[str, Any] | None:
    try:
        info: dict[str, Any] = (await egress.read("conversations.info", channel=channel)).get("channel", {})
    except PermanentError as problem:
        if problem.code in GONE:
            return None
        raise
    return info


def _judged(place: Place, found: Mapping[str, Any] | None) -> Check:
    if found is None:
        said = "Slack shows no such channel to Lookout, so what is set for it has no effect"
        mend = "check the spelling; a private channel shows after /invite @lookout in it"
        return fail("channel", said, mend, place.title)
    if found.get("is_archived"):
        said = "it is archived, so no alert comes and nothing can be posted"
        return fail("channel", said, "unarchive it, or take it out of the configuration", place.title)
    if not found.get("is_member"):
        said = "Lookout is not a member, so it sees no alert there and cannot answer"
        return fail("channel", said, "type /invite @lookout there", place.title)
    if not place.alerts:
        return ok("channel", "a member; alerts are off, so only people start a triage there", place.title)
    return ok("channel", "a member; alerts start a triage", place.title)
