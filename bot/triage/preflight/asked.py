"""Asked: `/lookout preflight` answers with the last one, and queues another if that is older than a minute."""

from collections.abc import Sequence
from datetime import timedelta

from bot.domain.people import Person
from bot.render.preflight import preflight_message, reader_line
from bot.render.rendered import Rendered
from bot.render.rota import duty_lines, pair_line
from bot.render.whispers import error_whisper
from bot.triage.preflight.pair import pair_on_call
from bot.triage.preflight.seen import kept, names_of, table
from bot.triage.world import World

FRESH = timedelta(minutes=1)
NOT_SHOWN = "A preflight is shown to full members of this workspace only."
NOTHING_TO_ASK = (
    "There is no rota and no cluster user in the configuration, so there is nothing to ask. "
    "deploy/lookout.example.yaml shows rotas and identities."
)


async def preflight_by(world: World, user_id: str, _words: str, _channel: str = "") -> Rendered:
    """Who is on call, who of them cannot run which step, which links are gone, and what the reader can run."""
    if not (await world.directory.person(user_id)).is_insider:
        return error_whisper(NOT_SHOWN)
    if not world.instruments.rotas and not world.policy.cluster_users:
        return error_whisper(NOTHING_TO_ASK)
    async with world.step() as tx:
        found = await kept(tx)
        queued = found.checked_at is None or tx.now - found.checked_at > FRESH
        if queued:
            await tx.tasks.add("preflight", f"preflight:asked:{tx.now:%Y-%m-%dT%H:%M}")
    pair = await pair_on_call(world.directory, found.duties, found.now)
    return preflight_message(
        table(world, found, list(dict.fromkeys((*found.on_call, user_id)))),
        found.links,
        found.duties,
        pair,
        reader=user_id,
        names=names_of(world.policy.people, world.policy.cluster_users, found.duties),
        checked_at=found.checked_at,
        queued=queued,
        now=found.now,
    )


async def home_lines(world: World, person: Person) -> Sequence[str]:
    """What App Home says of the rotas and of the person's own access; nothing to guests, or without rotas."""
    if not person.is_insider or not world.instruments.rotas:
        return ()
    async with world.store.read() as tx:
        found = await kept(tx)
    pair = await pair_on_call(world.directory, found.duties, found.now)
    lines = [*duty_lines(found.duties, found.now), *([pair_line(pair)] if pair is not None else [])]
    mine = table(world, found, [person.user_id])
    if mine and found.checked_at is not None:
        lines.append(reader_line(mine, found.checked_at, found.now))
    return lines or ["The rotas were not read yet."]
