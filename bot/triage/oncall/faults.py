"""Faults: what is wrong with Lookout itself, as values with one name each: from its vitals, and from its record.

A fault is here while it lasts: whoever looks again finds it, or does not. Headlines are our own words, and pass the
guard that stands before every page; so do the facts, of which some are another system's words.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.domain.alert import Severity
from bot.domain.drill import Drilled, DrillName, unfit
from bot.domain.ledger import Act, LedgerEntry
from bot.domain.page import Fault
from bot.domain.rota import Duty
from bot.triage.oncall.shift import duty_of, empty
from bot.triage.oncall.vitals import EVENTS, LOOPS, RECORD, SLACK, TASKS, Ill
from bot.triage.paging.call import Came
from bot.triage.world import World
from bot.voice.judge import judge

SOON = timedelta(minutes=1)
"""How long a vital is not well before it is a fault: one look that failed is none."""
LATELY, A_DAY = timedelta(hours=1), timedelta(days=1)
HEADS_EVERY = timedelta(days=2)
"""Heads leave the database every day."""
ELSEWHERE = "the log has the reason"
SLOW_BACKUP = timedelta(hours=2)
ROWS = 200


class Kind(NamedTuple):
    """What a vital that is not well is told as."""

    fault: str
    headline: str
    severity: Severity


KINDS: Mapping[str, Kind] = {
    RECORD: Kind(
        "record", "Lookout cannot write its record: new alerts get a constant only", Severity.CRITICAL
    ),
    LOOPS: Kind("loops", "The loops of Lookout do not turn", Severity.CRITICAL),
    TASKS: Kind("tasks", "Lookout's tasks are minutes late", Severity.HIGH),
    SLACK: Kind("slack", "Lookout cannot reach Slack: threads and reminders wait", Severity.CRITICAL),
    EVENTS: Kind("slack", "Lookout hears no events of Slack: alerts and clicks wait", Severity.CRITICAL),
}
REFUSED = "Slack refuses Lookout: nothing is posted until that is mended"


def fit(why: str) -> str:
    """A sentence as a page may have it: one that the guard would withhold is in the log alone, and that is said."""
    return why if judge(f"why: {why}").passed else ELSEWHERE


def of_vitals(ill: Mapping[str, Ill], since: Mapping[str, timedelta], slack: timedelta) -> Iterator[Fault]:
    """Those that have lasted; `since` is for how long each vital is not well, `slack` the patience with Slack."""
    for name, one in ill.items():
        kind = KINDS.get(name)
        if kind is None:
            continue
        patience = slack if name in (SLACK, EVENTS) and not one.is_refused else SOON
        if name == TASKS:  # it counts minutes itself
            patience = timedelta(0)
        if since[name] >= patience:
            headline = REFUSED if one.is_refused and name == SLACK else kind.headline
            yield Fault(
                name=kind.fault, headline=headline, severity=kind.severity, facts={"why": fit(one.why)}
            )


async def recorded(world: World) -> tuple[list[Fault], Duty | None]:
    """Those that the record tells of, and the rota of those who answer for Lookout.

    Raises:
        OutsideError: the record cannot be read.
    """
    await world.tally.read(world.store)
    async with world.store.read() as tx:
        duty = duty_of(world.policy.bot_oncall_rota, await tx.preflights.duties())
        since = await tx.tasks.first_at()
        rows = await tx.ledger.since((Act.UNDELIVERED, Act.NOT_PAGED), tx.now - LATELY, limit=ROWS)
        checks = await tx.ledger.since((Act.CHECKED,), tx.now - A_DAY, limit=ROWS)
        heads = await tx.ledger.latest(Act.HEADS, 1)
        backups = await tx.ledger.latest(Act.BACKED_UP, 1)
        now = tx.now
    found = [
        *_drills(world.tally.drills, now, since),
        *_undelivered(rows),
        *_ways(rows),
        *_drift(checks),
        *_heads(heads, now, since),
        *_backup(backups, now, since, world.policy.backup_every),
        *_rota(duty, now),
    ]
    return found, duty


def _drills(last: Mapping[DrillName, Drilled], now: datetime, since: datetime | None) -> Iterator[Fault]:
    for name in DrillName:
        if why := unfit(last.get(name), now, since):
            yield Fault(
                name=f"drill:{name.value}",
                headline=f"The {name.value} drill of Lookout is not to be relied on",
                severity=Severity.WARNING,
                facts={"why": fit(f"it {why}"), "command": f"lookout drill {name.value}"},
            )


def _undelivered(rows: Sequence[LedgerEntry]) -> Iterator[Fault]:
    lost = [one for one in rows if one.act is Act.UNDELIVERED]
    if lost:
        yield Fault(
            name="undelivered",
            headline="Slack refuses messages of Lookout for good",
            severity=Severity.HIGH,
            facts={
                "messages within an hour": str(len(lost)),
                "channel": str(lost[-1].detail.get("channel", "")),
                "why": fit(str(lost[-1].detail.get("why", ""))),
            },
        )


def _ways(rows: Sequence[LedgerEntry]) -> Iterator[Fault]:
    """A way that refuses, or did not take an incident's page: told by the others, and by itself once it is mended."""
    refused = {
        str(one.detail.get("way")): str(one.detail.get("said", ""))
        for one in rows
        if one.act is Act.NOT_PAGED and _given_up(one)
    }
    for way, why in sorted(refused.items()):
        yield Fault(
            name=f"page-way:{way}"[:80],
            headline="A configured way to page does not take Lookout's pages",
            severity=Severity.HIGH,
            facts={"setting": f"paging.{way}", "why": fit(why)},
        )


def _given_up(row: LedgerEntry) -> bool:
    """Whether nothing more was tried; those of Lookout's own pages and of the end of one are tried again elsewhere."""
    if row.detail.get("came") == Came.REFUSED:
        return True
    return bool(row.incident_id) and not row.detail.get("over") and "again_at" not in row.detail


def _drift(rows: Sequence[LedgerEntry]) -> Iterator[Fault]:
    told = [str(one.detail.get("what", "")) for one in rows if "drift" in one.detail]
    if told:
        yield Fault(
            name="drift",
            headline="The quality of Lookout's answers drifted",
            severity=Severity.WARNING,
            facts={
                "findings within a day": str(len(told)),
                "newest": fit(told[-1]),
                "see": "lookout quality",
            },
        )


def _heads(newest: Sequence[LedgerEntry], now: datetime, since: datetime | None) -> Iterator[Fault]:
    last = newest[0].at if newest else since
    if last is not None and now - last > HEADS_EVERY:
        yield Fault(
            name="heads",
            headline="The heads of the record's chains did not leave the database for two days",
            severity=Severity.WARNING,
            facts={"last": f"{last:%Y-%m-%d %H:%M} UTC"},
        )


def _backup(
    newest: Sequence[LedgerEntry], now: datetime, since: datetime | None, every: timedelta | None
) -> Iterator[Fault]:
    """One that was missed, where backups are kept on a schedule; a slow one gets two more hours."""
    last = newest[0].at if newest else since
    if every is not None and last is not None and now - last > 2 * every + SLOW_BACKUP:
        yield Fault(
            name="backup",
            headline="No backup of Lookout's record was kept as often as is configured",
            severity=Severity.HIGH,
            facts={"last": f"{last:%Y-%m-%d %H:%M} UTC"},
        )


def _rota(duty: Duty | None, now: datetime) -> Iterator[Fault]:
    if why := empty(duty, now):
        yield Fault(
            name="rota",
            headline="It is not known that anybody is on call for Lookout itself",
            severity=Severity.HIGH,
            facts={"why": fit(why)},
        )
