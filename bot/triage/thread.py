"""The thread: which letters an incident has, and how each is brought up to date from the ledger.

A letter says how a Slack message should look; writing it again is how a message is edited. All of these run inside
the transaction of whatever changed the facts, so the thread can lag behind the ledger but never contradict it for good.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from bot.domain.alert import Alert, Link, Statement
from bot.domain.freeze import Freezes
from bot.domain.incident import Incident
from bot.domain.ledger import Act, LedgerEntry
from bot.domain.proposal import Proposal
from bot.domain.snapshot import Gap, Read
from bot.domain.target import Target
from bot.domain.tool import step_for
from bot.gates.case import Verdict
from bot.render.access import access_line
from bot.render.page import page_line
from bot.render.proposal import proposal_message
from bot.render.rendered import Rendered
from bot.render.status import status_message
from bot.triage import freezes
from bot.triage.ports.store import Transaction
from bot.triage.preflight.seen import access_to
from bot.triage.targets import target_of
from bot.triage.world import World


async def say(tx: Transaction, incident: Incident, key: str, content: Rendered) -> None:
    """Put a letter into the incident's thread, or a new version of it."""
    await tx.outbox.put(
        key, content, incident_id=incident.id, channel=incident.channel, thread_ts=incident.thread_ts
    )


async def show_status(
    world: World, tx: Transaction, incident: Incident, sev1s: Sequence[Incident] | None = None
) -> None:
    """Bring the status message, the one place to look, to what the ledger says now.

    `sev1s` are the open incidents of critical severity, where they were read for many at once; here and below.
    """
    entries = await tx.ledger.of(incident.id)
    reads, gaps = _progress(entries)
    content = status_message(
        incident,
        now=tx.now,
        deployment=world.policy.deployment,
        alert=first_alert(entries),
        reads=reads,
        gaps=gaps,
        diagnosed=any(entry.act is Act.DIAGNOSED for entry in entries),
        switch=await world.switch(tx),
        links=[Link.model_validate(link) for told in _told(entries) for link in told.get("links", ())],
        recoveries=sum(entry.act is Act.RECOVERED for entry in entries),
        also=_others(world, incident, entries),
        acknowledged=statements(entries),
        freezes=await _freezes(world, tx, incident, sev1s),
        pages=_pages(entries, tx.now) if incident.is_open else (),
    )
    await say(tx, incident, f"status:{incident.id}", content)


async def show_card(
    world: World,
    tx: Transaction,
    incident: Incident,
    proposal: Proposal,
    verdicts: Sequence[Verdict] | None = None,
    sev1s: Sequence[Incident] | None = None,
) -> None:
    """Bring a proposal's card to its state. Without `verdicts`, those given when it was opened are shown."""
    rows = await tx.ledger.of(incident.id)
    content = proposal_message(
        proposal,
        verdicts if verdicts is not None else _verdicts_at_opening(rows, proposal),
        incident,
        now=tx.now,
        deployment=world.policy.deployment,
        ended_at=_ended_at(rows, proposal),
        freezes=await freezes.known(world, tx, incident.id, proposal.place, sev1s)
        if proposal.state.is_open
        else None,
        by_hand=await _by_hand(world, tx, proposal) if proposal.state.is_open else "",
    )
    await say(tx, incident, card_key(proposal.id), content)


async def _freezes(
    world: World, tx: Transaction, incident: Incident, sev1s: Sequence[Incident] | None
) -> Freezes:
    """Those in force for the incident's target; a closed one is changed no more."""
    place = freezes.place_of_incident(incident)
    if place is None or not incident.is_open:
        return Freezes()
    return await freezes.known(world, tx, incident.id, place, sev1s)


async def _by_hand(world: World, tx: Transaction, proposal: Proposal) -> str:
    """Who of those on call can do by hand what the runbook's step says, as far as a preflight knows."""
    books = (book for book in world.runbooks if book.id == proposal.runbook)
    step = next((step for book in books for step in book.steps if step.id == proposal.step), None)
    subject = proposal.mitigation.subject
    where = Target(cluster=proposal.cluster, namespace=subject.namespace, service=proposal.service)
    access = await access_to(world, tx, where) if step is not None else None
    return (
        access_line(access, step_for(step, subject.kind)) if access is not None and step is not None else ""
    )


def card_key(proposal_id: str) -> str:
    """The key of a proposal's letter."""
    return f"proposal:{proposal_id}"


def first_alert(entries: Sequence[LedgerEntry]) -> Alert | None:
    """The alert that opened the incident."""
    told = next(_told(entries), None)
    return None if told is None else Alert.model_validate(told)


def _told(entries: Sequence[LedgerEntry]) -> Iterator[dict[str, Any]]:
    """Every alert of the incident as it was kept, the one that opened it first; in a storm they are hundreds."""
    return (entry.detail["alert"] for entry in entries if entry.act in (Act.ALERT, Act.JOINED))


def _others(world: World, incident: Incident, entries: Sequence[LedgerEntry]) -> tuple[str, ...]:
    """What else alerts in this incident: the targets of alerts that joined it in a storm, or their names."""
    found: dict[str, None] = {}
    for entry in entries:
        if entry.act is Act.JOINED:
            alert = entry.detail["alert"]
            target = target_of(world.policy, dict(alert["labels"]), incident.channel)
            found[str(target or alert["name"])] = None
    return tuple(one for one in found if one not in (str(incident.target or ""), incident.title))


def statements(entries: Sequence[LedgerEntry]) -> dict[str, Statement]:
    """What each paging system recorded last; what it no longer says, or says of an alert that is over, is gone."""
    said: dict[str, tuple[str, Statement]] = {}
    for entry in entries:
        if entry.act is Act.RECOVERED:
            mark = entry.detail.get("fingerprint")
            said = {mine: kept for mine, kept in said.items() if mine != mark}
        elif entry.act in (Act.ALERT, Act.JOINED):
            told = entry.detail["alert"]
            said.pop(told["fingerprint"], None)
            if told.get("acknowledged") is not None:
                statement = Statement.model_validate(told["acknowledged"])
                said[told["fingerprint"]] = (told["source"], statement)
    return dict(said.values())


def _verdicts_at_opening(rows: Sequence[LedgerEntry], proposal: Proposal) -> tuple[Verdict, ...]:
    for row in rows:
        if row.act is Act.PROPOSED and row.detail.get("proposal") == proposal.id:
            return tuple(Verdict.model_validate(one) for one in row.detail["verdicts"])
    return ()


def _ended_at(rows: Sequence[LedgerEntry], proposal: Proposal) -> datetime | None:
    ends = (Act.REJECTED, Act.EXPIRED, Act.WITHDRAWN)
    mine = (row.at for row in rows if row.act in ends and row.detail.get("proposal") == proposal.id)
    return next(mine, None)


def _pages(entries: Sequence[LedgerEntry], now: datetime) -> tuple[str, ...]:
    """What became of the last attempt to page by each way."""
    last = {row.source: row for row in entries if row.act in (Act.PAGED, Act.NOT_PAGED)}
    return tuple(page_line(row.detail, row.at, now) for row in last.values())


def _progress(entries: Sequence[LedgerEntry]) -> tuple[tuple[Read, ...], tuple[Gap, ...]]:
    """The reads and gaps of the newest triage: those rows that carry the run of the last such row."""
    rows = [entry for entry in entries if entry.act in (Act.READ, Act.NOT_READ)]
    run = rows[-1].detail["run"] if rows else ""
    mine = [entry for entry in rows if entry.detail["run"] == run]
    reads = tuple(Read.model_validate(entry.detail["read"]) for entry in mine if entry.act is Act.READ)
    gaps = tuple(Gap.model_validate(entry.detail["gap"]) for entry in mine if entry.act is Act.NOT_READ)
    return reads, gaps
