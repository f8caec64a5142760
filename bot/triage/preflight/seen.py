"""Seen: the last preflight as a thread and a person are shown it. Read from the record, so no triage waits for it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.domain.cluster_user import ClusterUser
from bot.domain.noun import Noun
from bot.domain.preflight import LinkAnswer, Sheet, by_question
from bot.domain.rota import Duty, Known
from bot.domain.target import Target
from bot.render.access import Access
from bot.reports.preflight import StepRow, rows
from bot.triage.ports.store import Transaction
from bot.triage.preflight.plan import askers_of, places_of
from bot.triage.world import World


class Kept(Noun):
    """All that is on the record of preflights, as of `now`."""

    duties: tuple[Duty, ...]
    sheets: tuple[Sheet, ...]
    links: tuple[LinkAnswer, ...]
    now: datetime

    @property
    def checked_at(self) -> datetime | None:
        """When anything was last asked, None if never."""
        return max((one.at for one in self.sheets), default=None)

    @property
    def on_call(self) -> tuple[str, ...]:
        """The accounts of those on call, each once."""
        shifts = (shift for duty in self.duties for shift in duty.on_call(self.now))
        return tuple(dict.fromkeys(shift.user_id for shift in shifts if shift.user_id))


async def kept(tx: Transaction) -> Kept:
    """Everything."""
    return Kept(
        duties=tuple(await tx.preflights.duties()),
        sheets=tuple(await tx.preflights.sheets()),
        links=tuple(await tx.preflights.links()),
        now=tx.now,
    )


async def access_to(world: World, tx: Transaction, target: Target | None) -> Access | None:
    """Who can do what at a target; None without a target, or without a rota."""
    if target is None or not world.instruments.rotas:
        return None
    duties = [one for one in await tx.preflights.duties() if one.is_for(target.service)]
    if not duties:
        return None
    return Access(
        cluster=target.cluster,
        namespace=target.namespace,
        duties=tuple(duties),
        sheets=tuple(await tx.preflights.sheets(target.cluster, (target.namespace, ""))),
        names=names_of(world.policy.people, world.policy.cluster_users, duties),
        now=tx.now,
    )


def names_of(
    people: Mapping[str, Known], users: Mapping[str, ClusterUser], duties: Sequence[Duty]
) -> dict[str, str]:
    """What to call each account: as the configuration or a rota does, else as the cluster does."""
    by_rota = {shift.user_id: shift.name for duty in duties for shift in duty.shifts if shift.name}
    told = {user: one.name for user, one in people.items() if one.name}
    return {user: one.user for user, one in users.items()} | by_rota | told


def table(world: World, found: Kept, who: Sequence[str]) -> list[StepRow]:
    """Each of these people and each step of the loaded runbooks; nothing of those whom nobody could ask about."""
    policy, answers = world.policy, by_question(found.sheets)
    asked = {*askers_of(policy.cluster_users), *(one for duty in found.duties for one in duty.people)}
    return [
        row
        for one in who
        if one in asked
        for row in rows(one, places_of(one, policy.services, found.duties), world.runbooks, answers)
    ]
