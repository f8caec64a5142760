"""Levels: how well Lookout serves, counted from the rows of its record: how long people waited for what it owes them.

Each is a spread of seconds that only grows, and is the same in every process that reads the record. What a stop held
back is not in them: it was meant. Where each promise begins and ends stands in `deploy/README.md`.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.ledger import Act, LedgerEntry
from bot.triage.spread import DECISION, DELIVERY, DIAGNOSIS, REMINDER, REPLY, Spread

ACTS = (
    *(Act.OPENED, Act.DIAGNOSED, Act.POSTED, Act.UNDELIVERED, Act.WITHHELD, Act.REMINDED, Act.ESCALATED),
    *(Act.TOOK, Act.RELEASED, Act.LAPSED, Act.CLOSED, Act.APPROVED, Act.CONFIRMED, Act.REJECTED),
)
AWAITED = 5_000
"""So many answers are awaited at a time; a longer list forgets what it has waited for longest."""
LABELS, OTHER, UNTOLD = 40, "other", "not told"
LONGEST = 60
"""How many values of one label are told apart, and how long one may be."""
ANSWERED = "answered"
_REPLY, _DIAGNOSIS = "status", "diagnosis"


@dataclass(slots=True)
class Levels:
    """The spreads; `undelivered` by Slack's word for why, `withheld` by rule, `reads` by cluster and outcome."""

    reply: Spread = field(default_factory=lambda: Spread(REPLY))
    diagnosis: Spread = field(default_factory=lambda: Spread(DIAGNOSIS))
    delivery: Spread = field(default_factory=lambda: Spread(DELIVERY))
    decision: Spread = field(default_factory=lambda: Spread(DECISION))
    reminder: Spread = field(default_factory=lambda: Spread(REMINDER))
    undelivered: Counter[str] = field(default_factory=Counter)
    withheld: Counter[str] = field(default_factory=Counter)
    reads: Counter[tuple[str, str]] = field(default_factory=Counter)
    _awaited: dict[str, datetime] = field(default_factory=dict)
    _released: dict[str, datetime] = field(default_factory=dict)

    def count(self, row: LedgerEntry) -> None:
        """Count a row of one of `ACTS`. Raises ValueError, TypeError or KeyError where it is not as it should be."""
        match row.act:
            case Act.OPENED:
                self._await(f"{_REPLY}:{row.incident_id}", row.detail.get("heard"))
            case Act.DIAGNOSED:
                key = f"{_DIAGNOSIS}:{row.incident_id}:{row.detail['diagnosis']}"
                self._await(key, row.detail.get("since"))
                self._read(str(row.detail.get("cluster", "")), row.detail)
            case Act.POSTED:
                self._posted(row)
            case Act.UNDELIVERED:
                self.undelivered[label(self.undelivered, row.detail.get("code"))] += 1
            case Act.WITHHELD:
                rules = row.detail.get("rules")
                for rule in rules if isinstance(rules, list) and rules else [UNTOLD]:
                    self.withheld[label(self.withheld, str(rule).split(" at ", 1)[0])] += 1
            case Act.REMINDED | Act.ESCALATED:
                if "late" in row.detail:
                    self.reminder.add(float(row.detail["late"]))
            case _:
                self._decided(row)

    def unowned_since(self, incident_id: str, opened_at: datetime) -> datetime:
        """Since when nobody owns an incident that has no owner."""
        return self._released.get(incident_id, opened_at)

    def _decided(self, row: LedgerEntry) -> None:
        if row.act in (Act.RELEASED, Act.LAPSED):
            self._released[row.incident_id] = row.at
        elif row.act in (Act.TOOK, Act.CLOSED):
            self._released.pop(row.incident_id, None)
        if "waited" in row.detail:
            self.decision.add(float(row.detail["waited"]))

    def _await(self, key: str, since: object) -> None:
        if not isinstance(since, str):
            return  # of a version that did not write it
        self._awaited[key] = datetime.fromisoformat(since)
        if len(self._awaited) > AWAITED:
            del self._awaited[next(iter(self._awaited))]

    def _posted(self, row: LedgerEntry) -> None:
        key, held = str(row.detail["key"]), bool(row.detail.get("held"))
        since = self._awaited.pop(key, None)
        if held:
            return
        self.delivery.add(float(row.detail["waited"]))
        if since is not None:
            first = self.reply if key.startswith(_REPLY) else self.diagnosis
            first.add((row.at - since).total_seconds())

    def _read(self, cluster: str, detail: Mapping[str, object]) -> None:
        answered, failed = detail.get("reads"), detail.get("not_read")
        if not isinstance(answered, int) or not isinstance(failed, Mapping):
            return  # of a version that did not write it
        cluster = label({name for name, _ in self.reads}, cluster)
        self.reads[cluster, ANSWERED] += answered
        for why, many in failed.items():
            self.reads[cluster, label({said for _, said in self.reads}, why)] += int(many)


def label(known: "Counter[str] | set[str]", value: object) -> str:
    """The value, or "other" past so many of them: a label of a measurement must not grow without end."""
    said = str(value or UNTOLD)[:LONGEST]
    return said if said in known or len(known) < LABELS else OTHER
