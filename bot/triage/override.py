"""Override: a commander approves one change in spite of one named freeze, by a typed reason that the digest holds.

The reason makes the proposal another one: the owner's key on the former content is taken back, and both keys are for
what the card says from now on. Whether the freeze is still the same is asked again at send. Nothing overrides the stop,
the tiers or the two humans.
"""

from bot.domain.freeze import Freezes, Override
from bot.domain.proposal import DecisionRole, Proposal
from bot.render.frozen import frozen_click, override_refused
from bot.render.rendered import Rendered
from bot.render.whispers import reason_needed
from bot.triage import freezes
from bot.triage.inbox import Click
from bot.triage.ports.store import Transaction
from bot.triage.world import World


async def standing(world: World, tx: Transaction, proposal: Proposal, user_id: str) -> Freezes:
    """The freezes in the way of a person's approval, as far as can be told at once: none that they override already.

    What another commander overrode stands in the way again: the reason was theirs.
    """
    found = await freezes.known(world, tx, proposal.incident_id, proposal.place)
    mine = proposal.override is not None and proposal.override.by == user_id
    override = proposal.override.freeze if proposal.override and mine else ""
    return found.model_copy(update={"windows": tuple(one for one in found.windows if one.id != override)})


async def overridden(
    world: World, tx: Transaction, proposal: Proposal, click: Click
) -> tuple[Proposal, Click] | Rendered:
    """The proposal and the click as they count from now on; or why this approval cannot count.

    The caller has made sure that the click counts but for the freeze.
    """
    in_the_way = (await standing(world, tx, proposal, click.user_id)).windows
    chosen = click.fields.get("freeze", "")
    if not chosen:
        return frozen_click(in_the_way, tx.now) if in_the_way else (proposal, click)
    freeze = next((one for one in in_the_way if one.id == chosen), None)
    reason = click.fields.get("override", "").strip()
    if freeze is None or len(in_the_way) > 1:
        return frozen_click(in_the_way, tx.now) if len(in_the_way) > 1 else override_refused()
    if not reason:
        return reason_needed()
    override = Override(
        freeze=freeze.id, scope=freeze.scope, source=freeze.source, reason=reason, by=click.user_id
    )
    await tx.proposals.drop(proposal.id, DecisionRole.OWNER)
    changed = await tx.proposals.override(proposal.id, proposal.digest, override)
    if changed is None:
        return override_refused()
    return changed, click.model_copy(update={"digest": changed.digest})
