"""Judged: what people said of the model's first hypotheses, as its confidence is calibrated by it."""

from collections import defaultdict
from collections.abc import Sequence

from bot.domain.agreement import Accord, Judged
from bot.domain.ledger import Act, LedgerEntry
from bot.reports.verdicts import verdicts_of


def judged(rows: Sequence[LedgerEntry]) -> tuple[Judged, ...]:
    """Those with a verdict among the rows of runs and verdicts, oldest first.

    Where the model says what the rules say, it has no message of its own: the verdict on the rules' one is on both.
    """
    rated: dict[str, list[LedgerEntry]] = defaultdict(list)
    for row in rows:
        if row.act is Act.RATED:
            rated[str(row.detail.get("diagnosis"))].append(row)
    found = []
    for row in rows:
        stated = row.detail.get("stated")
        if row.act is not Act.REFINED or not isinstance(stated, int | float) or not row.detail.get("accord"):
            continue
        accord = Accord(row.detail["accord"])
        told = row.detail["diagnosis"] if accord is Accord.SAME else row.detail["refinement"]
        said = verdicts_of(rated[str(told)], int(told))
        if said.any:
            right = (said.right + said.partly / 2) / (said.right + said.partly + said.wrong)
            found.append(Judged(accord=accord, stated=stated, right=right))
    return tuple(found)
