"""Choice: the release in use, read again before every run, so that a person's choice holds from the next one on."""

from typing import NamedTuple

from bot.domain.ledger import Act, LedgerEntry
from bot.domain.release import Release, Releases
from bot.triage.ports.store import Transaction

CHOICES = 200
"""How many of the newest choices a rollback looks back on."""


class Choice(NamedTuple):
    """The release to ask under, or None and why there is none, as a phrase."""

    release: Release | None
    why: str = ""


async def in_use(tx: Transaction, releases: Releases) -> Choice:
    """The one that a person chose last, else the newest.

    A chosen one that is not there any more is not replaced by another: whoever chose it left the others on purpose.
    """
    name = await name_in_use(tx, releases)
    if not name:
        return Choice(None, "not asked: there is no release to ask under")
    found = releases.named(name)
    why = "not asked: the release that was chosen is not one of this version; choose another"
    return Choice(found, "" if found is not None else why)


async def name_in_use(tx: Transaction, releases: Releases) -> str:
    """The name of the release in use, whether this version has it or not; "" if there are none."""
    newest = releases.newest
    return await chosen(tx) or (newest.name if newest is not None else "")


async def chosen(tx: Transaction) -> str:
    """The name that a person chose last, whether this version has it or not; "" if nobody ever chose."""
    rows = await tx.ledger.latest(Act.CHOSE, 1)
    return str(rows[0].detail.get("release", "")) if rows else ""


async def choices(tx: Transaction) -> list[LedgerEntry]:
    """The choices on the record, oldest first."""
    return list(await tx.ledger.latest(Act.CHOSE, CHOICES))[::-1]
