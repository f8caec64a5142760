"""Release: which release a model is asked under, chosen by a person as a row that is read before every run.

So a choice holds from the next run on, in every process, without a restart. A rollback is a choice of what was in use
before, and tells which incidents the other one touched. Commanders may, and who answers for Lookout itself.
"""

from collections.abc import Awaitable, Callable, Mapping

from bot.domain.incident import Incident
from bot.domain.ledger import Act, LedgerEntry
from bot.domain.people import Role
from bot.domain.release import Releases
from bot.render import release as words
from bot.render.release import Choice, Reach
from bot.render.rendered import Rendered
from bot.reports.choices import BACK, back_to
from bot.reports.touched import ACTS, Touched, touched
from bot.triage.model.choice import choices, name_in_use
from bot.triage.names import near
from bot.triage.past import way_to
from bot.triage.ports.store import Transaction
from bot.triage.world import World

WHY = 300
USE, COMMAND, SHELL = "use", "command", "shell"


async def release(world: World, user_id: str, text: str, _channel: str = "") -> Rendered:
    """`/lookout release [list | use NAME [why] | rollback [why] | touched NAME]`."""
    verb, _, rest = text.strip().partition(" ")
    part = _PARTS.get(verb.lower() or "list")
    return words.release_usage() if part is None else await part(world, user_id, rest.strip())


async def choose(
    tx: Transaction, releases: Releases, name: str, *, by: str, source: str, why: str = "", back: bool = False
) -> Choice | None:
    """Put a release to use and record it; None (and no row) if it is in use already. It is one of `releases`.

    `by` is a Slack account's id, or the user of a shell where that is the `source`.
    """
    before = await name_in_use(tx, releases)
    if name == before:
        return None
    made = Choice(release=name, before=before, by=by, source=source, at=tx.now, why=why[:WHY])
    detail = {"release": name, "before": before, "by": by, "why": made.why, "way": BACK if back else USE}
    actor = "" if source == SHELL else by
    row = LedgerEntry(
        incident_id="", at=tx.now, act=Act.CHOSE, actor=actor, source=source, detail=dict(detail)
    )
    await tx.ledger.append(row)
    return made


async def target_of_rollback(tx: Transaction, releases: Releases) -> str:
    """The release that a rollback goes to, "" if there is none."""
    names = [one.name for one in releases.known]
    return back_to(await choices(tx), names, names)


async def all_touched(tx: Transaction, name: str) -> list[tuple[Incident, Touched]]:
    """The incidents that a release touched, the latest first."""
    rows = await tx.ledger.after(ACTS, 0)
    return [(await tx.incidents.get(one.incident_id), one) for one in touched(rows, name)]


async def _list(world: World, user_id: str, _rest: str) -> Rendered:
    if not (await world.directory.person(user_id)).is_insider:
        return words.for_members()
    async with world.store.read() as tx:
        rows, now, switch = await choices(tx), tx.now, await world.switch(tx)
    stopped = [one.name for one in world.releases.known if switch.standing(f"release:{one.name}")]
    return words.releases_message(world.releases, _choice(rows), stopped, now)


async def _use(world: World, user_id: str, rest: str) -> Rendered:
    name, _, why = rest.partition(" ")
    if not name:
        return words.release_usage()
    if not await _may(world, user_id):
        return words.only_they()
    known = [one.name for one in world.releases.known]
    if name not in known:
        return words.no_such_release(name, near(name, known) or known)
    async with world.step(urgent=True) as tx:
        made = await choose(tx, world.releases, name, by=user_id, source=COMMAND, why=why.strip())
        stop = (await world.switch(tx)).standing(f"release:{name}")
    return (
        words.already_in_use(name) if made is None else words.chosen_message(made, stopped=stop is not None)
    )


async def _rollback(world: World, user_id: str, rest: str) -> Rendered:
    if not await _may(world, user_id):
        return words.only_they()
    async with world.step(urgent=True) as tx:
        name, bad = await target_of_rollback(tx, world.releases), await name_in_use(tx, world.releases)
        if not name:
            return words.nothing_before(bad) if bad else words.no_releases()
        made = await choose(tx, world.releases, name, by=user_id, source=COMMAND, why=rest, back=True)
        stop = (await world.switch(tx)).standing(f"release:{name}")
    assert made is not None  # noqa: S101 # narrows the type: a rollback goes to another than the present one
    return words.chosen_message(made, await _reach(world, user_id, bad), stopped=stop is not None)


async def _touched(world: World, user_id: str, rest: str) -> Rendered:
    if not rest:
        return words.release_usage()
    reach = await _reach(world, user_id, rest.split(maxsplit=1)[0])
    return words.reach_message(reach, world.clock.now())


async def _reach(world: World, user_id: str, name: str) -> Reach:
    async with world.store.read() as tx:
        found = await all_touched(tx, name)
    allowed: dict[str, bool] = {}
    seen: list[tuple[int, str, Touched]] = []
    for incident, one in found:
        if incident.channel not in allowed:
            allowed[incident.channel] = await world.directory.can_see(user_id, incident.channel)
        if allowed[incident.channel]:
            address = await way_to(world, incident) if len(seen) < words.SHOWN else ""
            seen.append((incident.number, address, one))
    return Reach(release=name, seen=tuple(seen), hidden=len(found) - len(seen))


async def _may(world: World, user_id: str) -> bool:
    person = await world.directory.person(user_id)
    return person.holds(Role.COMMANDER) or (person.is_insider and user_id in world.policy.bot_oncall)


def _choice(rows: list[LedgerEntry]) -> Choice | None:
    if not rows:
        return None
    row = rows[-1]
    told = {key: str(row.detail.get(key, "")) for key in ("release", "before", "by", "why")}
    return Choice(source=row.source, at=row.at, **told)


_PARTS: Mapping[str, Callable[[World, str, str], Awaitable[Rendered]]] = {
    "list": _list,
    "use": _use,
    "rollback": _rollback,
    "touched": _touched,
}
