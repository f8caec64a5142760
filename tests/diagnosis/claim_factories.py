"""What a model might answer, and the evidence it was shown, with every field open to change."""

import hashlib
from datetime import UTC, datetime
from typing import Any

from bot.domain.diagnosis import Diagnosis, Evidence, Hypothesis, VerdictKind
from bot.domain.target import Subject

AT = datetime(2026, 11, 20, 2, 14, tzinfo=UTC)
CART = Subject(kind="Deployment", namespace="shop", name="cart")
KILLED = 'last state: terminated, reason OOMKilled, exit code 137, limit "128Mi"'
LOG = "\n".join(
    [
        *(f"02:0{minute} GET /cart 200 in {minute} ms" for minute in range(9)),
        "02:09 java.lang.OutOfMemoryError: Java heap space",
        *(f"line {number} of many" for number in range(200)),
    ]
)


def seen(
    number: int, quote: str, *, source: str = "pod", ref: str = "shop/pod/cart-7d9f8b6c5-x2x4z"
) -> Evidence:
    """A piece of evidence as it is stored."""
    digest = hashlib.sha256(quote.encode()).hexdigest()
    return Evidence(id=f"E{number}", source=source, ref=ref, quote=quote, digest=digest)


EVIDENCE = (seen(1, KILLED), seen(2, LOG, source="tool:logs"))


def claim(**fields: Any) -> dict[str, Any]:
    """A hypothesis that is backed."""
    return {
        "cause": "oom-killed",
        "subject": {"kind": "Deployment", "namespace": "shop", "name": "cart"},
        "statement": "The container of Deployment shop/cart is killed at its memory limit of 128Mi.",
        "mechanism": "The heap grows until the limit is reached, then the kernel kills the process.",
        "confidence": 0.86,
        "evidence": [{"id": "E1", "span": "reason OOMKilled"}],
        "against": [],
        "refuted_by": "A pod with a higher limit that is killed all the same.",
        "next_check": "kubectl -n shop describe pod cart-7d9f8b6c5-x2x4z",
    } | fields


def answer(*claims: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """An answer of these hypotheses, of one that is backed if none is given."""
    return {"verdict": "fault", "hypotheses": list(claims or (claim(),)), "not_read": []} | fields


def hypothesis(rank: int = 1, **fields: Any) -> Hypothesis:
    """One of the rules."""
    usual: dict[str, Any] = {
        "rank": rank,
        "cause": "oom-killed",
        "subject": CART,
        "statement": "cart is killed at its memory limit.",
        "confidence": 0.8,
        "evidence": ("E1",),
        "refuted_by": "no kill",
        "next_check": "kubectl -n shop get pods",
    }
    return Hypothesis(**(usual | fields))


def diagnosis(*hypotheses: Hypothesis, verdict: VerdictKind = VerdictKind.FAULT, **fields: Any) -> Diagnosis:
    """A diagnosis of these hypotheses."""
    usual: dict[str, Any] = {"evidence": EVIDENCE[:1], "taken_at": AT, "made_by": "rules 0.1.0"}
    return Diagnosis(verdict=verdict, hypotheses=hypotheses, **(usual | fields))
