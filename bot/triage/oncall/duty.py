"""Duty: who is on call for Lookout itself now: those whom the configuration names, and whoever the rota has."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.rota import Duty, Shift
from bot.triage.policy import Policy
from bot.triage.ports.store import Transaction
from bot.triage.world import World


async def to_tell(world: World, tx: Transaction) -> tuple[str, ...]:
    """The Slack accounts of all of them, each once."""
    own = duty_of(world.policy, await tx.preflights.duties())
    on_call = () if own is None else tuple(one.user_id for one in own.on_call(tx.now) if one.user_id)
    return tuple(dict.fromkeys((*world.policy.bot_oncall, *on_call)))


def duty_of(policy: Policy, duties: Sequence[Duty]) -> Duty | None:
    """The rota of those who answer for Lookout, as it was last read; None if there is none, or it was not read yet."""
    return next(
        (one for one in duties if policy.bot_oncall_rota and one.rota == policy.bot_oncall_rota), None
    )


def names(shifts: Sequence[Shift]) -> str:
    """What they are called."""
    return ", ".join(dict.fromkeys(one.name or one.user_id for one in shifts))


def empty(duty: Duty | None, now: datetime) -> str:
    """Why it is not known that somebody is on call, as a sentence's end; "" if somebody is, or no rota was read yet."""
    if duty is None or duty.read_at is None:
        return ""
    if not duty.known(now):
        return (
            f"who is on call by rota {duty.rota} is not known: {duty.problem or 'it was not read that far'}"
        )
    return "" if duty.on_call(now) else f"nobody is on call by rota {duty.rota} now"
