"""The provider's quota by the record: used up by its own word, until it answers or a person lets the model ask again.

Whoever resumes the model or puts another release to use knows something that the provider's last word does not say.
"""

from datetime import datetime, timedelta

from bot.domain.ledger import Act, LedgerEntry
from bot.domain.model import Ended
from bot.domain.noun import Noun, read_noun
from bot.domain.stop import EVERYTHING, MODEL

ACTS = (Act.ATTEMPTED, Act.RESUMED, Act.CHOSE)
"""The rows that say something of it."""
WITHOUT_WORD = timedelta(minutes=15)
"""How long a used-up quota counts as such where the provider did not say until when."""
TOLD = frozenset({Ended.ANSWER.value, Ended.TOOLS.value, Ended.QUOTA.value})
"""The ends of an attempt that say whether it is open."""


class _Back(Noun):
    back_at: datetime | None = None


def last_word(known: LedgerEntry | None, row: LedgerEntry) -> LedgerEntry | None:
    """The row that says whether the quota is open, after one row more; None: as if nothing was ever said."""
    if row.act is Act.CHOSE or (row.act is Act.RESUMED and _is_of_model(str(row.detail.get("scope", "")))):
        return None
    return row if row.act is Act.ATTEMPTED and row.detail.get("ended") in TOLD else known


def shut_until(word: LedgerEntry | None) -> datetime | None:
    """Until when the quota is used up by that row; None where it does not say so."""
    if word is None or word.detail.get("ended") != Ended.QUOTA:
        return None
    told = read_noun(_Back, {"back_at": word.detail.get("back_at")})
    return (told and told.back_at) or word.at + WITHOUT_WORD


def _is_of_model(scope: str) -> bool:
    return scope in (EVERYTHING, MODEL) or scope.startswith("release:")
