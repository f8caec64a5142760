"""Home: what a person's App Home says. Read when they open it; to each only what their channels hold.

Nothing is kept of it, so it may be lost and come again; decisions are made with the buttons in the thread, which are
the only ones that the gate takes.
"""

from collections.abc import Sequence

from bot.domain.alert import Severity
from bot.domain.freeze import Freezes
from bot.domain.incident import Incident
from bot.domain.mute import Mute
from bot.domain.noun import Noun
from bot.domain.people import HumanAct, Person, Role
from bot.domain.proposal import DecisionRole, Proposal, ProposalState
from bot.domain.stop import Switch
from bot.render.drill import drill_lines
from bot.render.home import Seen, Waiting, home_view
from bot.render.rendered import RenderedView
from bot.triage.drills.made import last_made
from bot.triage.freeze import everywhere
from bot.triage.past import way_to
from bot.triage.preflight.asked import home_lines
from bot.triage.quota import quota_for
from bot.triage.thread import card_key
from bot.triage.world import World

URGENCY = list(Severity)
LINKED = 20
"""How many incidents get a link: each takes a call, and more are not shown."""


class Record(Noun):
    """What the record holds at one moment: open incidents, what waits for a decision in them, what is in force."""

    incidents: tuple[Incident, ...]
    proposals: dict[str, tuple[Proposal, ...]]
    switch: Switch
    freezes: Freezes
    mutes: tuple[Mute, ...]
    drills: tuple[str, ...]


async def home_of(world: World, user_id: str) -> tuple[RenderedView, tuple[HumanAct, ...]]:
    """The view, and the deeds that it may name."""
    person = await world.directory.person(user_id)
    record = await _read(world)
    allowed: dict[str, bool] = {}
    seen: list[Incident] = []
    for one in sorted(record.incidents, key=_order):
        if one.channel not in allowed:
            allowed[one.channel] = await world.directory.can_see(user_id, one.channel)
        if allowed[one.channel]:
            seen.append(one)
    shown = [Seen(incident=one, address=await way_to(world, one)) for one in seen[:LINKED]]
    shown += [Seen(incident=one) for one in seen[LINKED:]]
    undecided = [
        (Waiting(proposal=proposal, role=next(iter(_keys(person, one, proposal)), None)), one)
        for one in seen
        for proposal in record.proposals.get(one.id, ())
    ]
    undecided.sort(key=lambda one: (one[0].role is None, one[0].proposal.expires_at))
    waiting = [await _with_card(world, *one) for one in undecided[:LINKED]]
    waiting += [one for one, _ in undecided[LINKED:]]
    mutes, freezes = (record.mutes, record.freezes) if person.is_insider else ((), None)
    drills = record.drills if person.is_insider else ()
    duty = await home_lines(world, person)
    model = await quota_for(world, person)
    now = record.switch.read_at
    view = home_view(
        shown, waiting, record.switch, mutes, freezes, now=now, duty=duty, model=model, drills=drills
    )
    async with world.store.read() as tx:
        acts = [await tx.ledger.acts(one.id) for one in seen[:LINKED]]
    return view, tuple(act for some in acts for act in some)


async def _read(world: World) -> Record:
    async with world.store.read() as tx:
        undecided: dict[str, tuple[Proposal, ...]] = {}
        for one in await tx.proposals.unfinished():
            if one.state is ProposalState.PENDING:
                undecided[one.incident_id] = (*undecided.get(one.incident_id, ()), one)
        return Record(
            incidents=tuple(await tx.incidents.open()),
            proposals=undecided,
            switch=await world.switch(tx),
            freezes=await everywhere(world, tx),
            mutes=tuple(await tx.mutes.standing()),
            drills=tuple(drill_lines(await last_made(tx), tx.now)),
        )


def _order(incident: Incident) -> tuple[bool, int, int]:
    """Those without an owner first, then by urgency, then the oldest."""
    return incident.owner is not None, URGENCY.index(incident.severity), incident.number


def _keys(person: Person, incident: Incident, proposal: Proposal) -> Sequence[DecisionRole]:
    """The key that this person could turn now. The gate asks again, and more, at the click."""
    if not proposal.state.is_open or any(one.user_id == person.user_id for one in proposal.decisions):
        return ()
    owns = incident.owner is not None and incident.owner.user_id == person.user_id
    if owns and person.holds(Role.RESPONDER):
        return (DecisionRole.OWNER,) if proposal.decision(DecisionRole.OWNER) is None else ()
    commands = incident.commander is None or incident.commander.user_id == person.user_id
    may = person.holds(Role.COMMANDER) and commands and proposal.requester != person.user_id
    return (DecisionRole.COMMANDER,) if may and proposal.decision(DecisionRole.COMMANDER) is None else ()


async def _with_card(world: World, one: Waiting, incident: Incident) -> Waiting:
    """The proposal with the way to its card, which has the buttons; to the thread while it has no card yet."""
    async with world.store.read() as tx:
        card = await tx.outbox.posted(card_key(one.proposal.id))
    at = incident.model_copy(update={"thread_ts": card.ts}) if card is not None and card.ts else incident
    return one.model_copy(update={"address": await way_to(world, at)})
