"""Muted: hypotheses that people do not want first are told last; nothing found is left out."""

from collections.abc import Collection

from bot.domain.diagnosis import Diagnosis


def told_last(diagnosis: Diagnosis, causes: Collection[str]) -> Diagnosis:
    """The diagnosis with hypotheses of these causes behind all others, each kind in its own order."""
    ordered = sorted(diagnosis.hypotheses, key=lambda one: one.cause in causes)
    ranked = (one.model_copy(update={"rank": place}) for place, one in enumerate(ordered, start=1))
    return diagnosis.model_copy(update={"hypotheses": tuple(ranked)})
