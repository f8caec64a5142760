"""Whose turn it is of the letters that wait: the statements by which the outbox looks and claims.

Made once each, for every idle loop asks them.
"""

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, bindparam, case, false, or_, select, update
from sqlalchemy.sql.dml import ReturningUpdate

from bot.adapters.store.columns import METADATA, UtcTime


def behind(letter: FromClause | None = None) -> ColumnElement[bool]:
    """That Slack does not show all of a letter yet."""
    told = (METADATA.tables["letter"] if letter is None else letter).c
    return and_(told.sent < told.version, told.failed < told.version)


@cache
def choosing(first: tuple[str, ...], unordered: tuple[str, ...]) -> Select[Any]:
    """The letter whose turn it is; made once, for every idle loop asks it.

    Parameters: `now`, `late` and `edited` (letters from before are late, may be edited again), `closed_to_posts`,
    `closed_to_edits`.
    """
    table, now = METADATA.tables["letter"], bindparam("now", type_=UtcTime)
    letter = table.alias()
    free = or_(letter.c.lease_until.is_(None), letter.c.lease_until <= now)
    late = letter.c.wanted_at <= bindparam("late", type_=UtcTime)
    may_leave = _may_leave(letter, unordered)
    return (
        select(letter.c.seq)
        .where(behind(letter), free, letter.c.due_at <= now, may_leave)
        .order_by(case((or_(late, _keyed(letter, first)), 0), else_=1))
        .order_by(letter.c.wanted_at, letter.c.seq)
        .limit(1)
    )


@cache
def claiming(first: tuple[str, ...], unordered: tuple[str, ...]) -> ReturningUpdate[Any]:
    """Takes the letter that `choosing` chooses, by parameters `mine` and `until` beside its own."""
    table = METADATA.tables["letter"]
    return (
        update(table)
        .where(table.c.seq == choosing(first, unordered).scalar_subquery())
        .values(
            worker=bindparam("mine"),
            lease_until=bindparam("until", type_=UtcTime),
            attempts=table.c.attempts + 1,
        )
        .returning(*table.c)
    )


def _may_leave(letter: FromClause, unordered: tuple[str, ...]) -> ColumnElement[bool]:
    """A first post in its turn, or an edit whose gap has passed, to a channel that is not closed to it."""
    earlier = METADATA.tables["letter"].alias()
    unposted_before = and_(
        earlier.c.incident_id == letter.c.incident_id,
        earlier.c.seq < letter.c.seq,
        earlier.c.ts == "",
        earlier.c.failed < earlier.c.version,
    )
    blocked = select(earlier.c.seq).where(letter.c.incident_id != "", unposted_before).exists()
    in_turn = or_(~blocked, _keyed(letter, unordered))
    open_to_posts = letter.c.channel.not_in(bindparam("closed_to_posts", expanding=True))
    open_to_edits = letter.c.channel.not_in(bindparam("closed_to_edits", expanding=True))
    due = letter.c.sent_at <= bindparam("edited", type_=UtcTime)
    edit = and_(letter.c.ts != "", due, open_to_edits)
    return or_(and_(letter.c.ts == "", in_turn, open_to_posts), edit)


def _keyed(letter: FromClause, beginnings: tuple[str, ...]) -> ColumnElement[bool]:
    return or_(false(), *(letter.c.key.startswith(one) for one in beginnings))
