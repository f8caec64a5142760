"""Command: handed to another commander, or taken, by `/lookout command`; a commander who sleeps locks nothing.

The term rises with every change and the approvals of the earlier term are dropped: a key belongs to whoever turned it
while holding the office. What comes next is `decide.approve` by the new commander.
"""

import re
from collections.abc import Sequence

from bot.domain.incident import Incident
from bot.domain.ledger import Act, LedgerEntry
from bot.domain.noun import Noun
from bot.domain.people import Holder, Person, Role
from bot.domain.proposal import DecisionRole
from bot.render import admission
from bot.render.rendered import Rendered
from bot.render.whispers import error_whisper
from bot.triage.ownership import drop_keys, show_offices
from bot.triage.ports.store import ConflictError, Transaction
from bot.triage.world import World

NUMBER = re.compile(r"^(?:I-)?([0-9]{1,9})$", re.IGNORECASE)
USER = re.compile(r"^(?:<@([UW][A-Z0-9]{1,30})(?:\|[^<>]*)?>|([UW][A-Z0-9]{3,30}))$")
PLAIN_NAME = "Slack sent a name instead of a mention; the manifest's slash command needs should_escape: true."


class Wish(Noun):
    """What a person typed: the incident's number, 0 for the only one of this channel, and who is to command."""

    number: int = 0
    user_id: str


async def hand_command(world: World, user_id: str, words: str, channel: str) -> Rendered:
    """Give command of an open incident to a member of the commanders group, as one of them: `[I-12] @user`."""
    wish = wish_of(words)
    if wish is None:
        return _not_understood(words)
    asker = await world.directory.person(user_id)
    if not asker.holds(Role.COMMANDER):
        return admission.only_commanders_command()
    receiver = asker if wish.user_id == user_id else await world.directory.person(wish.user_id)
    if not receiver.holds(Role.COMMANDER):
        return admission.not_for_command(wish.user_id)
    async with world.store.read() as tx:
        found = await _meant(tx, wish, channel)
    seen = [one for one in found if await world.directory.can_see(user_id, one.channel)]
    if len(seen) != 1:
        return admission.command_which(seen) if seen else admission.command_usage()
    [incident] = seen
    try:
        async with world.step() as tx:
            return await _hand(world, tx, await tx.incidents.get(incident.id), asker, receiver)
    except ConflictError:
        return error_whisper("The incident changed meanwhile; this command changed nothing.")


def wish_of(words: str) -> Wish | None:
    """What `[I-12] @user` means, or None."""
    *before, last = words.split() or [""]
    user = USER.match(last)
    number = NUMBER.match(before[0]) if before else None
    if user is None or len(before) > 1 or (before and number is None):
        return None
    return Wish(number=int(number[1]) if number else 0, user_id=user[1] or user[2])


def _not_understood(words: str) -> Rendered:
    typed_name = any(word.startswith("@") for word in words.split())
    return error_whisper(PLAIN_NAME) if typed_name else admission.command_usage()


async def _meant(tx: Transaction, wish: Wish, channel: str) -> Sequence[Incident]:
    """The incident of that number, open or not; without a number those that are open in the channel."""
    if wish.number:
        incident = await tx.incidents.numbered(wish.number)
        return [incident] if incident is not None else []
    return [one for one in await tx.incidents.open() if one.channel == channel]


async def _hand(
    world: World, tx: Transaction, incident: Incident, asker: Person, receiver: Person
) -> Rendered:
    if not incident.is_open:
        return admission.command_too_late(incident)
    if incident.owner is not None and incident.owner.user_id == receiver.user_id:
        return admission.owner_cannot_command(incident)
    if incident.commander is not None and incident.commander.user_id == receiver.user_id:
        return admission.command_stands(incident)
    term = incident.command_term + 1
    holder = Holder(user_id=receiver.user_id, since=tx.now, term=term)
    saved = await tx.incidents.save(incident.model_copy(update={"commander": holder, "command_term": term}))
    await tx.ledger.append(
        LedgerEntry(
            incident_id=saved.id,
            at=tx.now,
            act=Act.ROLE,
            actor=asker.user_id,
            source="command",
            detail={"role": "commander", "to": receiver.user_id, "term": term},
        )
    )
    await drop_keys(world, tx, saved, DecisionRole.COMMANDER)
    await show_offices(world, tx, saved)
    return admission.command_recorded(saved, receiver.user_id)
