"""Verdicts: what people said of a diagnosis by its buttons; one for each person, whatever they said last."""

from collections.abc import Sequence

from bot.domain.ledger import Act, LedgerEntry
from bot.domain.noun import Noun

WORDS = ("right", "partly", "wrong")


class Verdicts(Noun):
    """How many people said what, and what they said it was: cause codes or their own words, the newest last."""

    right: int = 0
    partly: int = 0
    wrong: int = 0
    causes: tuple[str, ...] = ()

    @property
    def any(self) -> bool:
        """Whether anybody said anything."""
        return bool(self.right or self.partly or self.wrong)


NO_VERDICTS = Verdicts()


def ratings_of(rows: Sequence[LedgerEntry], diagnosis_id: int) -> tuple[LedgerEntry, ...]:
    """The rows that count for one diagnosis, one for each person, of rows that stand oldest first."""
    latest: dict[str, LedgerEntry] = {}
    for row in rows:
        if row.act is Act.RATED and str(row.detail.get("diagnosis")) == str(diagnosis_id):
            latest.pop(row.actor, None)  # so that the newest stands last
            latest[row.actor] = row
    return tuple(latest.values())


def verdicts_of(rows: Sequence[LedgerEntry], diagnosis_id: int) -> Verdicts:
    """The verdicts on one diagnosis, from its incident's rows (oldest first)."""
    latest = ratings_of(rows, diagnosis_id)
    said = [str(row.detail.get("verdict")) for row in latest]
    causes = [str(row.detail.get("cause") or row.detail.get("note") or "") for row in latest]
    counts = {word: said.count(word) for word in WORDS}
    return Verdicts(**counts, causes=tuple(dict.fromkeys(cause for cause in causes if cause)))
