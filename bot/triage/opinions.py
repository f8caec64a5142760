"""Opinions: what people, the golden incidents and the rules say of how good the diagnoses are, counted from rows."""

from collections import Counter
from dataclasses import dataclass, field

from bot.domain.ledger import Act, LedgerEntry
from bot.domain.noun import read_noun
from bot.reports.replays import REPLAY, Replay
from bot.triage.levels import label

ACTS = (Act.RATED, Act.REFINED, Act.CHECKED)
KEPT, UNBACKED = "kept", "unbacked"
RULES, MODEL = "rules", "model"


@dataclass(slots=True)
class Opinions:
    """Verdicts by their word, runs of the model by whether the rules say the same, and its statements by what became.

    `golden` has the last replay of the golden incidents by who was asked.
    """

    verdicts: Counter[str] = field(default_factory=Counter)
    agreement: Counter[str] = field(default_factory=Counter)
    statements: Counter[str] = field(default_factory=Counter)
    golden: dict[str, Replay] = field(default_factory=dict)

    def count(self, row: LedgerEntry) -> None:
        """Count a row, if it is one of `ACTS`. Raises ValueError or TypeError where it is not as it should be."""
        match row.act:
            case Act.RATED:
                self.verdicts[label(self.verdicts, row.detail.get("verdict"))] += 1
            case Act.REFINED:
                self._refined(row)
            case Act.CHECKED:
                replay = read_noun(Replay, row.detail.get(REPLAY))
                if replay is not None:
                    self.golden[MODEL if replay.is_model else RULES] = replay
            case _:
                pass

    def _refined(self, row: LedgerEntry) -> None:
        if agreement := row.detail.get("agreement"):
            self.agreement[label(self.agreement, agreement)] += 1
        for became in (KEPT, UNBACKED):
            self.statements[became] += int(row.detail.get(became) or 0)
