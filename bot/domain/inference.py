"""The postmortem's row for the inference, as far as people fill it in: what was true, and where the difference arose.

What was seen, concluded and how sure it was stands in the record; a person adds what it turned out to be, which
evidence would have told, one of four layers, and what is to be done, each with an owner. Each save is a row of the
ledger (`Act.INFERENCE`).
"""

from datetime import datetime
from enum import StrEnum

from bot.domain.noun import Noun


class Layer(StrEnum):
    """Where it arose that a conclusion was what it was, right or wrong."""

    MODEL = "model"
    PROMPT = "prompt and context"
    DATA = "data, retrieval and tools"
    PLATFORM = "platform and monitoring"


class Action(Noun):
    """What is to be done; `owner` is a Slack user's id, "" while nobody is named. `by` recorded it, at that time."""

    what: str
    owner: str = ""
    by: str
    at: datetime


class Inference(Noun):
    """The row as it stands; "" and None is what nobody filled in. `people` saved some of it, the newest last."""

    truth: str = ""
    told: str = ""
    layer: Layer | None = None
    actions: tuple[Action, ...] = ()
    people: tuple[str, ...] = ()
    saved_at: datetime | None = None

    @property
    def missing(self) -> tuple[str, ...]:
        """What is still to be filled in, as phrases; none if the row is complete."""
        parts = (
            ("what was true", not self.truth),
            ("which evidence would have told", not self.told),
            ("the layer that it is attributed to", self.layer is None),
            ("at least one action", not self.actions),
        )
        unowned = (f"an owner of the action {one.what!r}" for one in self.actions if not one.owner)
        return (*(phrase for phrase, lacking in parts if lacking), *unowned)
