"""The inference row from its ledger rows, and whether the postmortem is complete.

Every save adds: a field that was left empty keeps what stood there, an action of the same words gets the owner that
was named last. A save after the end reopens it, since what was signed is not what stands there.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from bot.domain.inference import Action, Inference, Layer
from bot.domain.ledger import Act, LedgerEntry
from bot.domain.noun import Noun


class Ending(Noun):
    """Who recorded the postmortem as complete, and when."""

    by: str
    at: datetime


def inference_of(rows: Sequence[LedgerEntry]) -> Inference:
    """The row as all saves of an incident (oldest first) left it."""
    saves = [row for row in rows if row.act is Act.INFERENCE]
    actions: dict[str, Action] = {}
    for row in saves:
        what, owner = _said(row, "action"), _said(row, "owner")
        if what:
            before = actions.get(what)
            kept = owner or (before.owner if before else "")
            actions[what] = Action(what=what, owner=kept, by=row.actor, at=row.at)
    return Inference(
        truth=_newest(saves, "truth"),
        told=_newest(saves, "told"),
        layer=_layer(_newest(saves, "layer")),
        actions=tuple(actions.values()),
        people=tuple(dict.fromkeys(row.actor for row in saves)),
        saved_at=saves[-1].at if saves else None,
    )


def ending_of(rows: Sequence[LedgerEntry]) -> Ending | None:
    """By whom and when it was recorded as complete; None if nobody did, or the row was changed after that."""
    last = next((row for row in reversed(rows) if row.act in {Act.INFERENCE, Act.POSTMORTEM}), None)
    return Ending(by=last.actor, at=last.at) if last is not None and last.act is Act.POSTMORTEM else None


def _newest(saves: Sequence[LedgerEntry], field: str) -> str:
    return next((said for row in reversed(saves) if (said := _said(row, field))), "")


def _said(row: LedgerEntry, field: str) -> str:
    return str(row.detail.get(field) or "").strip()


def _layer(word: str) -> Layer | None:
    with suppress(ValueError):
        return Layer(word)
    return None
