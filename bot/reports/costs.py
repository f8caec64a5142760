"""What an attempt's row says that it cost: read in one way by budgets, accounts, measurements and the quality.

A row of another version may say something that this one does not know. What it cost was spent all the same.
"""

from pydantic import Field

from bot.domain.ledger import LedgerEntry
from bot.domain.noun import Noun, read_noun


class _Billed(Noun):
    cost: int = Field(default=0, ge=0)


def cost_of(row: LedgerEntry) -> int:
    """Micro-dollars of a row of `Act.ATTEMPTED`; 0 where it says none that can be read."""
    billed = read_noun(_Billed, {"cost": row.detail.get("cost", 0)})
    return billed.cost if billed is not None else 0
