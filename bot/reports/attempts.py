"""Which rows of attempts stand: one that was asked and not heard may have two, and counts once.

A row is written without an answer before a shell asks, and by whoever takes up a run that was cut off. If the answer
came after all, to a process that was only slow, its own row has what it cost, and the other one is dropped.
"""

from collections.abc import Sequence

from bot.domain.ledger import Act, LedgerEntry

Key = tuple[str, int, int]


def key_of(row: LedgerEntry) -> Key:
    """Which attempt a row is of: its run, its turn, and how often that was tried before."""
    step, again = (row.detail.get(name) for name in ("step", "again"))
    return (
        str(row.detail.get("run", "")),
        step if isinstance(step, int) else 0,
        again if isinstance(again, int) else 0,
    )


def is_unheard(row: LedgerEntry) -> bool:
    """Whether an attempt's row was written without an answer."""
    return row.act is Act.ATTEMPTED and row.detail.get("heard") is False


def standing(rows: Sequence[LedgerEntry]) -> list[LedgerEntry]:
    """All rows but those of an attempt that has a better one: one that was heard, else one before it."""
    known = {key_of(row) for row in rows if row.act is Act.ATTEMPTED and not is_unheard(row)}
    found = []
    for row in rows:
        if is_unheard(row):
            if key_of(row) in known:
                continue
            known.add(key_of(row))
        found.append(row)
    return found
