"""What a release touched: the incidents in which it was asked, how often, and what people said of what it made.

Only what went to a thread counts: a replay at a shell touches no incident, and the rules' diagnosis is not its work.
"""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.ledger import Act, LedgerEntry
from bot.domain.model import Purpose
from bot.domain.noun import Noun
from bot.reports.attempts import standing
from bot.reports.verdicts import Verdicts, verdicts_of

ACTS = (Act.ATTEMPTED, Act.REFINED, Act.ANSWERED, Act.RATED)
"""The rows that it is made of."""
IN_EARNEST = (Purpose.INVESTIGATE, Purpose.ANSWER)
"""What attempts are for whose answer is told."""


class Touched(Noun):
    """One incident: `attempts` of the model and `runs` with that release, from the first to the last.

    `diagnoses` are the rules' that it refined, `verdicts` what people said of what the model made of them.
    """

    incident_id: str
    first: datetime
    last: datetime
    attempts: int
    runs: int
    diagnoses: tuple[int, ...] = ()
    verdicts: Verdicts = Verdicts()


def touched(rows: Sequence[LedgerEntry], release: str) -> tuple[Touched, ...]:
    """The incidents that a release touched, the latest first. Rows are of `ACTS`, oldest first, of all incidents."""
    mine: dict[str, list[LedgerEntry]] = {}
    rated: dict[str, list[LedgerEntry]] = {}
    for row in standing(rows):
        if not row.incident_id:
            continue
        if row.act is Act.RATED:
            rated.setdefault(row.incident_id, []).append(row)
        elif row.act in ACTS and row.detail.get("release") == release and _is_in_earnest(row):
            mine.setdefault(row.incident_id, []).append(row)
    found = [_one(incident, its, rated.get(incident, [])) for incident, its in mine.items()]
    return tuple(sorted(found, key=lambda one: one.last, reverse=True))


def _one(incident_id: str, rows: Sequence[LedgerEntry], rated: Sequence[LedgerEntry]) -> Touched:
    refined = [row for row in rows if row.act is Act.REFINED]
    rules = [_number(row.detail.get("diagnosis")) for row in rows]
    models = [_number(row.detail.get("refinement")) for row in refined]
    diagnoses = tuple(dict.fromkeys(one for one in rules if one))
    said = [verdicts_of(rated, one) for one in dict.fromkeys(models) if one]
    return Touched(
        incident_id=incident_id,
        first=rows[0].at,
        last=rows[-1].at,
        attempts=sum(row.act is Act.ATTEMPTED for row in rows),
        runs=len({str(row.detail.get("run", "")) for row in rows}),
        diagnoses=diagnoses,
        verdicts=Verdicts(
            right=sum(one.right for one in said),
            partly=sum(one.partly for one in said),
            wrong=sum(one.wrong for one in said),
            causes=tuple(dict.fromkeys(cause for one in said for cause in one.causes)),
        ),
    )


def _is_in_earnest(row: LedgerEntry) -> bool:
    return row.act is not Act.ATTEMPTED or row.detail.get("purpose") in IN_EARNEST


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0
