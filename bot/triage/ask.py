"""Ask: what `/lookout` answers. Everyone is told only of incidents in channels that they can see."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta

from bot.domain.freeze import Freezes
from bot.domain.noun import Noun
from bot.domain.people import HumanAct
from bot.redaction import redact
from bot.render.drill import drill_lines
from bot.render.help import help_message, unknown_command
from bot.render.history import fleet_status_message, history_message, show_message
from bot.render.rendered import Rendered
from bot.render.whispers import error_whisper
from bot.reports.past import PastLine
from bot.reports.timeline import timeline
from bot.reports.verdicts import verdicts_of
from bot.triage import levers
from bot.triage.command import hand_command
from bot.triage.drills.made import last_made
from bot.triage.freeze import everywhere, freeze, unfreeze
from bot.triage.mute import mute, unmute
from bot.triage.names import near
from bot.triage.past import lines_of
from bot.triage.ports.diagnoses import Glance
from bot.triage.ports.store import Transaction
from bot.triage.postmortem import postmortem_by
from bot.triage.preflight.asked import preflight_by
from bot.triage.quality.asked import quality_by
from bot.triage.quota import quota_for
from bot.triage.release import release
from bot.triage.similar import similar_by
from bot.triage.since import since_of
from bot.triage.world import World

DEFAULT_SINCE = timedelta(days=30)
SHOWN = 10
READS, SEARCHES = (100, 1_000), (1_000,)
"""How many rows are looked at, each time from the first on, until enough of them can be seen: to find words costs more
than to read on."""


class Answer(Noun):
    """What is said to the asker, and the deeds of humans that it may name."""

    content: Rendered
    acts: tuple[HumanAct, ...] = ()


async def answer(world: World, user_id: str, text: str, channel: str = "") -> Answer:
    """The ephemeral answer to one slash command, typed in that channel."""
    typed, _, rest = redact(text, world.key).strip().partition(" ")
    verb = typed.strip("?!.,").lower()
    if verb in LOOK_UPS:
        return await LOOK_UPS[verb](world, user_id, rest.strip())
    if verb in COMMANDS:
        return _plain(await COMMANDS[verb](world, user_id, rest.strip(), channel))
    if verb in {"", "help"}:
        return _plain(help_message())
    return _plain(unknown_command(typed, near(verb, (*LOOK_UPS, *COMMANDS, "help"))))


async def _history(world: World, user_id: str, words: str) -> Answer:
    since, service, rest = DEFAULT_SINCE, "", words.split()
    if "--since" in rest:
        at = rest.index("--since")
        found = since_of(rest[at + 1]) if at + 1 < len(rest) else None
        if found is None:
            return _plain(
                error_whisper("--since takes a number and h, d or w: /lookout history checkout --since 7d")
            )
        since = found
        del rest[at : at + 2]
    if rest:
        service = rest[0]

    async def read(tx: Transaction, limit: int) -> Sequence[Glance]:
        return await tx.diagnoses.listed(service=service, since=tx.now - since, limit=limit)

    title = f"Diagnoses of {service}" if service else "Diagnoses"
    return _plain(history_message(await _visible(world, user_id, read), title=title))


async def _search(world: World, user_id: str, words: str) -> Answer:
    if not words:
        return _plain(error_whisper("Search for what? /lookout search image pull"))

    async def read(tx: Transaction, limit: int) -> Sequence[Glance]:
        return await tx.diagnoses.found(words, limit=limit)

    return _plain(history_message(await _visible(world, user_id, read, SEARCHES), title="Search results"))


async def _show(world: World, user_id: str, word: str) -> Answer:
    number = word.lstrip("#").removeprefix("D-").removeprefix("d-")
    if not number.isdecimal():
        return _plain(
            error_whisper("Show which diagnosis? /lookout show 12 (numbers are in /lookout history)")
        )
    async with world.store.read() as tx:
        past = await tx.diagnoses.get(int(number[:12]))
        entries = await tx.ledger.of(past.incident.id) if past else ()
        acts = await tx.ledger.acts(past.incident.id) if past else ()
        now = tx.now
    if past is None or not await world.directory.can_see(user_id, past.incident.channel):
        return _plain(error_whisper(f"There is no diagnosis {number[:12]} that you can see."))
    said = verdicts_of(entries, past.id)
    content = show_message(
        past.incident, past.diagnosis, timeline(entries), diagnosis_id=past.id, now=now, verdicts=said
    )
    return Answer(content=content, acts=acts)


async def _postmortem(world: World, user_id: str, words: str) -> Answer:
    content, acts = await postmortem_by(world, user_id, words)
    return Answer(content=content, acts=acts)


async def _status(world: World, user_id: str, _words: str) -> Answer:
    async with world.store.read() as tx:
        incidents = await tx.incidents.open()
        switch, mutes, now = await world.switch(tx), await tx.mutes.standing(), tx.now
        frozen, drilled = await everywhere(world, tx), await last_made(tx)
        deeds = {incident.id: await tx.ledger.acts(incident.id) for incident in incidents}
    allowed: dict[str, bool] = {}
    seen = [one for one in incidents if await _may_see(world, user_id, one.channel, allowed)]
    acts = tuple(act for one in seen for act in deeds[one.id])
    person = await world.directory.person(user_id)
    if not person.is_insider:
        mutes, frozen = (), Freezes()
    content = fleet_status_message(
        seen,
        switch,
        mutes=mutes,
        freezes=frozen,
        drill="\n".join(drill_lines(drilled, now)),
        model=await quota_for(world, person),
        now=now,
    )
    return Answer(content=content, acts=acts)


async def _visible(
    world: World,
    user_id: str,
    read: Callable[[Transaction, int], Awaitable[Sequence[Glance]]],
    reads: Sequence[int] = (),
) -> list[PastLine]:
    """The first that the asker can see: more is read until there are enough, so no busy channel hides another."""
    allowed: dict[str, bool] = {}
    seen: list[Glance] = []
    looked = 0
    for limit in reads or READS:
        async with world.store.read() as tx:
            past = await read(tx, limit)
        new = past[looked:]
        seen += [one for one in new if await _may_see(world, user_id, one.channel, allowed)]
        looked = len(past)
        if len(seen) >= SHOWN or looked < limit:
            break
    async with world.store.read() as tx:
        shown = await tx.diagnoses.some([one.id for one in seen[:SHOWN]])
    return await lines_of(world, shown)


async def _may_see(world: World, user_id: str, channel: str, allowed: dict[str, bool]) -> bool:
    if channel not in allowed:
        allowed[channel] = await world.directory.can_see(user_id, channel)
    return allowed[channel]


def _plain(content: Rendered) -> Answer:
    return Answer(content=content)


COMMANDS: Mapping[str, Callable[[World, str, str, str], Awaitable[Rendered]]] = {
    "similar": similar_by,
    "stop": levers.stop,
    "resume": levers.resume,
    "freeze": freeze,
    "unfreeze": unfreeze,
    "mute": mute,
    "unmute": unmute,
    "command": hand_command,
    "preflight": preflight_by,
    "quality": quality_by,
    "release": release,
}
LOOK_UPS: Mapping[str, Callable[[World, str, str], Awaitable[Answer]]] = {
    "history": _history,
    "search": _search,
    "show": _show,
    "status": _status,
    "postmortem": _postmortem,
}
