"""Evidence, findings, hypotheses and the diagnosis they make.

A detector cites `Observation`s; when findings are ranked, each observation used gets an id (E1, E2...) and becomes
`Evidence`. So ids are dense, in the order of first mention, and the same for equal evidence in any order.
"""

from datetime import datetime
from enum import StrEnum

from bot.domain.noun import Noun
from bot.domain.snapshot import Gap, Read
from bot.domain.target import Subject


class Observation(Noun):
    """One thing seen: where, when, and the decisive words, untrusted, at most a few lines.

    `source` is such as "event", "pod" or "log"; `ref` such as "shop/pod/cart-7d9f".
    """

    source: str
    ref: str
    quote: str
    at: datetime | None = None


class Evidence(Noun):
    """An observation with its id in one diagnosis and the digest of its quoted bytes (SHA-256, hex)."""

    id: str
    source: str
    ref: str
    quote: str
    at: datetime | None = None
    digest: str


class Finding(Noun):
    """A detector's certain fact about one subject.

    `cause` is a code of the shared vocabulary ("image-pull-auth"), `subject` the thing a person must change or look
    at, `statement` one English sentence about systems, `strength` in (0, 1] how decisive the cited facts are on their
    own, `explains` the subjects whose trouble this one would cause, `leftover` a fact that does no harm now.
    """

    detector: str
    cause: str
    subject: Subject
    statement: str
    cites: tuple[Observation, ...]
    against: tuple[Observation, ...] = ()
    mechanism: str = ""
    refuted_by: str
    next_check: str
    strength: float = 0.8
    explains: tuple[Subject, ...] = ()
    leftover: bool = False


class Hypothesis(Noun):
    """A candidate cause, ranked (1 is first); `evidence` and `against` are evidence ids of its diagnosis."""

    rank: int
    cause: str
    subject: Subject
    statement: str
    mechanism: str = ""
    confidence: float
    evidence: tuple[str, ...]
    against: tuple[str, ...] = ()
    refuted_by: str
    next_check: str
    source: str = "rules"


class VerdictKind(StrEnum):
    """What a diagnosis comes to. `UNSURE` is "not enough evidence"."""

    FAULT = "fault"
    HEALTHY = "healthy"
    UNSURE = "unsure"


class Diagnosis(Noun):
    """Ranked hypotheses, or an explicit "nothing wrong found" or "not enough evidence", with what was and was not read.

    `made_by` says how it was made ("rules 0.1.0"); `leftovers` are harmless facts, never ranked.
    """

    verdict: VerdictKind
    hypotheses: tuple[Hypothesis, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    leftovers: tuple[str, ...] = ()
    reads: tuple[Read, ...] = ()
    gaps: tuple[Gap, ...] = ()
    findings: int = 0
    taken_at: datetime
    duration_ms: int = 0
    made_by: str

    def quoted(self, evidence_id: str) -> Evidence:
        """The evidence of that id.

        Raises:
            KeyError: no such id in this diagnosis.
        """
        for item in self.evidence:
            if item.id == evidence_id:
                return item
        raise KeyError(evidence_id)
