"""The outbox: a row says how a Slack message should look, and the deliverer brings Slack to it.

`version` counts contents, `sent` is what Slack shows, `failed` what was given up: a letter waits while its
version is above both. Contents coalesce, because only the newest is ever sent.
"""

import json
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Index,
    Text,
    and_,
    func,
    insert,
    select,
    text,
    update,
)
from sqlmodel import Field, col

from bot.adapters.store.columns import Row, UtcTime, canonical
from bot.adapters.store.outbox_turn import behind, choosing, claiming
from bot.adapters.store.session import Session
from bot.domain.people import HumanAct
from bot.render.rendered import Rendered
from bot.triage.ports.slack import Letter, Terms
from bot.triage.ports.store import Ledger

# Letters stay for ever, so those that wait have an index of their own.
_BEHIND = text("sent < version AND failed < version")
_LONG_AGO = datetime.fromtimestamp(0, UTC)


class LetterRow(Row, table=True):
    """A letter. `wanted_at` is since when Slack is behind, `ts` is "" until it was first posted."""

    __tablename__ = "letter"
    __table_args__ = (Index("ix_letter_behind", "wanted_at", sqlite_where=_BEHIND, postgresql_where=_BEHIND),)

    seq: int = Field(primary_key=True)
    id: str = Field(unique=True)
    key: str = Field(unique=True)
    incident_id: str = Field(index=True)
    channel: str
    thread_ts: str
    content: str = Field(sa_type=Text)
    version: int
    sent: int
    failed: int
    ts: str
    attempts: int
    wanted_at: datetime = Field(sa_type=UtcTime)
    due_at: datetime = Field(sa_type=UtcTime)
    sent_at: datetime | None = Field(sa_type=UtcTime)
    worker: str
    lease_until: datetime | None = Field(sa_type=UtcTime)
    why: str = Field(sa_type=Text)


class SqlOutbox:
    """The `Outbox` port."""

    def __init__(self, session: Session, ledger: Ledger) -> None:
        self._session = session
        self._ledger = ledger

    async def put(
        self, key: str, content: Rendered, *, incident_id: str, channel: str, thread_ts: str = ""
    ) -> None:
        """A new letter, or a new version of the one with this key (whose place does not change)."""
        body = canonical(content.model_dump(mode="json"))
        row = await self._session.first(select(LetterRow).where(col(LetterRow.key) == key))
        if row is None:
            await self._add(key, body, incident_id=incident_id, channel=channel, thread_ts=thread_ts)
        elif row.content != body:
            await self._rewrite(row, body)

    async def claim(self, worker: str, lease: timedelta, terms: Terms) -> Letter | None:
        """Take the letter that has waited longest and whose turn it is, with the deeds its text may name."""
        values = {"mine": worker, "until": self._session.now + lease, **self._by(terms)}
        row = await self._session.row(claiming(terms.first, terms.unordered), values)
        return None if row is None else _letter(row, await self._ledger.acts(row.incident_id))

    async def is_due(self, terms: Terms) -> bool:
        """Whether `claim` would take one now."""
        return await self._session.row(choosing(terms.first, terms.unordered), self._by(terms)) is not None

    def _by(self, terms: Terms) -> dict[str, Any]:
        now = self._session.now
        return {
            "now": now,
            "late": now - terms.patience,
            "edited": _LONG_AGO if terms.no_edits else now - terms.edit_gap,
            "closed_to_posts": sorted(terms.closed_to_posts),
            "closed_to_edits": sorted(terms.closed_to_edits),
        }

    async def holds(self, letter: Letter, worker: str) -> bool:
        """Whether the claim is still this worker's and has not lapsed."""
        alive = col(LetterRow.lease_until) > self._session.now
        held = select(col(LetterRow.seq)).where(_claimed(letter, worker), alive)
        return await self._session.first(held) is not None

    async def delivered(self, letter: Letter, worker: str, ts: str) -> bool:
        """Slack shows `letter.version` at `ts`: a fact, so it is noted also when the lease was lost.

        False if the letter stands elsewhere, so that this is a copy. What Slack shows in place of a newer version is
        sent anew.
        """
        now = self._session.now
        await self._release(letter, worker, attempts=0, why="")
        this = update(LetterRow).where(col(LetterRow.id) == letter.id)
        await self._session.change(this.where(col(LetterRow.ts) == "").values(ts=ts))
        elsewhere = select(col(LetterRow.seq)).where(col(LetterRow.id) == letter.id, col(LetterRow.ts) != ts)
        if await self._session.first(elsewhere) is not None:
            return False
        older = this.where(
            col(LetterRow.sent) > letter.version, col(LetterRow.sent) == col(LetterRow.version)
        )
        await self._session.change(older.values(version=col(LetterRow.version) + 1, wanted_at=now))
        newer = this.where(col(LetterRow.sent) < letter.version)
        await self._session.change(newer.values(sent=letter.version, sent_at=now, wanted_at=now))
        return True

    async def defer(
        self, letter: Letter, worker: str, due_at: datetime, why: str, *, tried: bool = True
    ) -> bool:
        """Try again at that time, nothing if the lease was lost; whether no letter waited for this reason before."""
        same = select(col(LetterRow.seq)).where(behind(), col(LetterRow.why) == why).limit(1)
        known = await self._session.first(same) is not None
        attempts = letter.attempts if tried else letter.attempts - 1
        await self._release(letter, worker, due_at=due_at, why=why, attempts=attempts)
        return not known

    async def fail(self, letter: Letter, worker: str, why: str) -> bool:
        """Give up on this version, nothing if the lease was lost; whether this is news of this channel."""
        same = and_(col(LetterRow.channel) == letter.channel, col(LetterRow.why) == why)
        given_up = and_(same, col(LetterRow.failed) > 0, col(LetterRow.id) != letter.id)
        known = await self._session.first(select(col(LetterRow.seq)).where(given_up).limit(1)) is not None
        await self._release(letter, worker, failed=letter.version, why=why)
        return not known

    async def repost(self, letter: Letter, worker: str, *, thread_ts: str | None = None) -> bool:
        """Post it anew, in that thread (None: as it was). The new id keeps the old message from being found again."""
        place = {} if thread_ts is None else {"thread_ts": thread_ts}
        return await self._release(letter, worker, **self._unposted(), **place)

    async def surface(self, key: str) -> bool:
        """Post the letter with this key anew at top level, whoever holds it; False if none, or given up there."""
        row = await self._session.first(select(LetterRow).where(col(LetterRow.key) == key))
        if row is None:
            return False
        if row.ts or row.thread_ts:
            values = {**self._unposted(), "thread_ts": "", "sent": 0, "failed": 0, "lease_until": None}
            await self._session.change(
                update(LetterRow).where(col(LetterRow.seq) == row.seq).values(**values)
            )
            return True
        return row.failed < row.version

    async def retarget(self, incident_id: str, channel: str, thread_ts: str) -> None:
        """Let the letters of an incident to that channel that were never posted go into that thread."""
        unposted = and_(col(LetterRow.incident_id) == incident_id, col(LetterRow.ts) == "")
        there = update(LetterRow).where(unposted, col(LetterRow.channel) == channel)
        await self._session.change(there.values(thread_ts=thread_ts))

    async def waiting(self) -> int:
        """How many letters Slack does not yet show, without those given up."""
        return await self._session.one(select(func.count()).select_from(LetterRow).where(behind()))

    async def all_of(self, incident_id: str) -> Sequence[Letter]:
        """Every letter of an incident, as `posted`."""
        mine = select(LetterRow).where(col(LetterRow.incident_id) == incident_id).order_by(col(LetterRow.seq))
        return [_letter(row, ()) for row in await self._session.all(mine)]

    async def posted(self, key: str) -> Letter | None:
        """The letter with this key; its `acts` are left out, as nothing is sent of it."""
        row = await self._session.first(select(LetterRow).where(col(LetterRow.key) == key))
        return None if row is None else _letter(row, ())

    async def _add(self, key: str, body: str, *, incident_id: str, channel: str, thread_ts: str) -> None:
        now = self._session.now
        self._session.tell()
        await self._session.run(
            insert(LetterRow).values(
                id=uuid.uuid4().hex,
                key=key,
                incident_id=incident_id,
                channel=channel,
                thread_ts=thread_ts,
                content=body,
                version=1,
                sent=0,
                failed=0,
                ts="",
                attempts=0,
                wanted_at=now,
                due_at=now,
                worker="",
                why="",
            )
        )

    async def _rewrite(self, row: LetterRow, body: str) -> None:
        self._session.tell()
        values: dict[str, Any] = {"content": body, "version": row.version + 1}
        if row.version == max(row.sent, row.failed):
            values["wanted_at"] = self._session.now
        if row.version == row.failed:
            # A fresh start; but a first post that was tried may stand in Slack: it never counts as untried.
            values |= {"attempts": 0 if row.ts else 1, "due_at": self._session.now}
        await self._session.change(update(LetterRow).where(col(LetterRow.seq) == row.seq).values(**values))

    def _unposted(self) -> dict[str, Any]:
        """As if it were put just now: no message, and no try that could have left one."""
        now = self._session.now
        return {"id": uuid.uuid4().hex, "ts": "", "attempts": 0, "why": "", "due_at": now}

    async def _release(self, letter: Letter, worker: str, **values: Any) -> bool:
        released = update(LetterRow).where(_claimed(letter, worker)).values(lease_until=None, **values)
        return await self._session.change(released) == 1


def _claimed(letter: Letter, worker: str) -> ColumnElement[bool]:
    """The letter's row, while the claim is this one: every claim counts an attempt."""
    return and_(
        col(LetterRow.id) == letter.id,
        col(LetterRow.worker) == worker,
        col(LetterRow.attempts) == letter.attempts,
        col(LetterRow.lease_until).is_not(None),
    )


def _letter(row: Any, acts: tuple[HumanAct, ...]) -> Letter:
    return Letter(
        id=row.id,
        key=row.key,
        incident_id=row.incident_id,
        channel=row.channel,
        thread_ts=row.thread_ts,
        content=Rendered.model_validate(json.loads(row.content)),
        version=row.version,
        sent=row.sent,
        ts=row.ts,
        attempts=row.attempts,
        acts=acts,
        wanted_at=row.wanted_at,
    )
