"""Similar: past incidents with like causes, services and evidence, in the order of likeness.

To each asker only what their channels hold; in a thread, where the answer is likely to be passed on, only what every
member could have seen: incidents of the same channel and of public ones.
"""

import re
from collections.abc import Awaitable, Callable, Sequence

from bot.domain.incident import Incident
from bot.domain.ledger import Act, LedgerEntry
from bot.domain.people import HumanAct
from bot.domain.proposal import Proposal, ProposalState
from bot.render.rendered import Rendered
from bot.render.similar import similar_message
from bot.render.whispers import error_whisper
from bot.reports.likeness import Likeness, likeness
from bot.reports.past import PastIncident, PastLine, Tried
from bot.triage.past import lines_of
from bot.triage.ports.store import PastDiagnosis, Transaction
from bot.triage.world import World

MOST_READ, COMPARED, SHOWN = 300, 40, 5
"""Diagnoses that are found, those of them that are compared, one of each incident, and those that are told."""
REFERENCE = re.compile(r"^([id])-?([0-9]{1,9})$", re.IGNORECASE)
Sees = Callable[[str], Awaitable[bool]]
USAGE = "Similar to what? An incident, a diagnosis or words: /lookout similar I-12, similar D-3, similar image pull"
TRIED = frozenset({ProposalState.DONE, ProposalState.FAILED, ProposalState.UNKNOWN})


async def similar_to(world: World, incident: Incident, asker: str) -> tuple[Rendered, tuple[HumanAct, ...]]:
    """What is like the incident of a thread."""

    async def sees(channel: str) -> bool:
        if channel != incident.channel and not await world.directory.is_public(channel):
            return False
        return await world.directory.can_see(asker, channel)

    async with world.store.read() as tx:
        past = await tx.diagnoses.of(incident.id)
    about = f"I-{incident.number}"
    if not past:
        return error_whisper(f"There is no diagnosis of {about} yet, so nothing to compare."), ()
    found = await _alike(world, past[0], sees)
    return similar_message(found, about=about), ()


async def similar_by(world: World, user_id: str, words: str, channel: str) -> Rendered:
    """What is like `I-12`, `D-3` or these words; without any, like the only open incident of this channel."""

    async def sees(place: str) -> bool:
        return await world.directory.can_see(user_id, place)

    reference = REFERENCE.match(words)
    if words and reference is None:
        return similar_message(await _by_words(world, words, sees), about="these words")
    subject = await _subject(world, reference, channel)
    if subject is None or not await sees(subject.incident.channel):
        return error_whisper(f"There is no diagnosis of {words} that you can see." if words else USAGE)
    found = await _alike(world, subject, sees)
    return similar_message(found, about=f"I-{subject.incident.number}")


async def _subject(world: World, reference: re.Match[str] | None, channel: str) -> PastDiagnosis | None:
    async with world.store.read() as tx:
        if reference is not None and reference[1].lower() == "d":
            return await tx.diagnoses.get(int(reference[2]))
        if reference is not None:
            incident = await tx.incidents.numbered(int(reference[2]))
        else:
            here = [one for one in await tx.incidents.open() if one.channel == channel]
            incident = here[0] if len(here) == 1 else None
        past = await tx.diagnoses.of(incident.id) if incident else ()
    return past[0] if past else None


async def _alike(world: World, subject: PastDiagnosis, sees: Sees) -> list[PastIncident]:
    """Candidates share a cause, the service or the namespace, which is what makes two diagnoses alike enough.

    Causes are looked for by themselves too: of all that share a namespace only the newest are compared.
    """
    target = subject.incident.target
    places = (target.service, target.namespace) if target else ()
    causes = " ".join(one.cause for one in subject.diagnosis.hypotheses)
    searches = (causes, " ".join((causes, *places)))
    past = await _candidates(world, searches, sees, without=subject.incident.id)
    scored = [(alike, one) for one in past if (alike := _compared(subject, one)).enough]
    ranked = sorted(scored, key=lambda pair: (pair[0].score, pair[1].at), reverse=True)
    return await _shown(world, ranked)


async def _by_words(world: World, words: str, sees: Sees) -> list[PastIncident]:
    return await _shown(world, [(None, one) for one in await _candidates(world, (words,), sees, most=SHOWN)])


async def _candidates(
    world: World, searches: Sequence[str], sees: Sees, *, without: str = "", most: int = COMPARED
) -> Sequence[PastDiagnosis]:
    """The best of each incident that may be seen, an equal share by each search; each channel is asked about once."""
    async with world.store.read() as tx:
        found = [await tx.diagnoses.found(words, limit=MOST_READ) for words in searches]
    allowed: dict[str, bool] = {}
    first: dict[str, int] = {}
    for turn, glances in enumerate(found, start=1):
        for one in glances:
            if len(first) >= most * turn // len(found):
                break
            if one.incident_id == without or one.incident_id in first:
                continue
            if one.channel not in allowed:
                allowed[one.channel] = await sees(one.channel)
            if allowed[one.channel]:
                first[one.incident_id] = one.id
    async with world.store.read() as tx:
        return await tx.diagnoses.some(list(first.values()))


def _compared(subject: PastDiagnosis, other: PastDiagnosis) -> Likeness:
    return likeness(subject.diagnosis, subject.incident.target, other.diagnosis, other.incident.target)


async def _shown(world: World, ranked: Sequence[tuple[Likeness | None, PastDiagnosis]]) -> list[PastIncident]:
    """The first few, as they are told."""
    shown = ranked[:SHOWN]
    lines = await lines_of(world, [one for _, one in shown])
    async with world.store.read() as tx:
        return [await _told(tx, one, alike, line) for (alike, one), line in zip(shown, lines, strict=True)]


async def _told(tx: Transaction, one: PastDiagnosis, alike: Likeness | None, line: PastLine) -> PastIncident:
    rows = await tx.ledger.of(one.incident.id)
    tried = [
        _tried(rows, proposal)
        for proposal in reversed(await tx.proposals.of(one.incident.id))
        if proposal.state in TRIED
    ]
    return PastIncident(
        line=line, likeness=alike, is_open=one.incident.is_open, ending=one.incident.cause, tried=tuple(tried)
    )


def _tried(rows: Sequence[LedgerEntry], proposal: Proposal) -> Tried:
    checks = [row for row in rows if row.act is Act.VERIFIED and row.detail.get("proposal_id") == proposal.id]
    return Tried(
        number=proposal.number,
        mitigation=proposal.mitigation,
        outcome=proposal.state.value.lower(),
        helped=bool(checks[-1].detail.get("ok")) if checks else None,
    )
