"""Agreement: how the model's diagnosis stands to the rules', which is shown and counted whatever it is."""

from enum import StrEnum

from pydantic import Field

from bot.domain.noun import Noun


class Accord(StrEnum):
    """What the first hypotheses of both have in common; "unsure" and "healthy" are verdicts, not silence."""

    SAME = "same cause and subject"
    SUBJECT = "same cause, other subject"
    OTHER = "other cause"
    MODEL_UNSURE = "the model is unsure"
    MODEL_HEALTHY = "the model finds nothing wrong"
    RULES_UNSURE = "the rules are unsure"
    RULES_HEALTHY = "the rules find nothing wrong"
    NEITHER = "neither names a cause"

    @property
    def word(self) -> str:
        """How it is counted: "same", "other", or "none" where one of them names no cause."""
        if self is Accord.SAME:
            return "same"
        return "other" if self in (Accord.SUBJECT, Accord.OTHER) else "none"

    @property
    def same_cause(self) -> bool | None:
        """Whether both name one cause, None where there is nothing to compare."""
        return None if self.word == "none" else self is not Accord.OTHER


class Agreement(Noun):
    """How two diagnoses compare; `further` are the ranks of the model's hypotheses that the rules do not have."""

    accord: Accord
    further: tuple[int, ...] = ()

    @property
    def word(self) -> str:
        """How a run's row counts it: "same", "other" or "none"."""
        return self.accord.word

    @property
    def adds(self) -> bool:
        """Whether the model says something that the rules' message does not."""
        apart = self.accord in (Accord.SUBJECT, Accord.OTHER, Accord.MODEL_HEALTHY)
        return apart or bool(self.further)


class Judged(Noun):
    """A model's first hypothesis of which people said what it was worth.

    `stated` is the model's own number, `right` the mean of their verdicts: 1 right, 0.5 partly, 0 wrong.
    """

    accord: Accord
    stated: float = Field(ge=0, le=1)
    right: float = Field(ge=0, le=1)
