"""Label: what was true of an incident, as far as people said; with its snapshot it is a case to be judged by."""

from bot.domain.diagnosis import VerdictKind
from bot.domain.noun import Noun
from bot.domain.snapshot import Snapshot
from bot.domain.target import Subject


class Label(Noun):
    """What a right diagnosis says: the verdict; of a fault one of these causes, and the object where it is known.

    `why` tells in a few words where the label is from ("2 people said right").
    """

    verdict: VerdictKind
    causes: tuple[str, ...] = ()
    subject: Subject | None = None
    why: str = ""

    def __str__(self) -> str:
        """`readiness-probe-port of Deployment shop/checkout`, `healthy`."""
        named = " or ".join(self.causes) or self.verdict.value
        return f"{named} of {self.subject}" if self.subject else named


class LabelledCase(Noun):
    """A snapshot with its label; `name` is unique within its folder."""

    name: str
    snapshot: Snapshot
    label: Label
