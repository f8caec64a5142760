"""Idioms: what English glues or splits, written as the rules know it, and phrases that only look like claims.

What comes next is `spelling`, then `sentences`.
"""

import re
from typing import NamedTuple


class Idiom(NamedTuple):
    """What is written (any case) and what the rules read in its place."""

    written: re.Pattern[str]
    read: str


def _idiom(written: str, read: str) -> Idiom:
    return Idiom(re.compile(rf"\b(?:{written})", re.IGNORECASE), read)


_GLUED = (
    _idiom(r"let's encrypt\b", "lets-encrypt"),  # an authority that signs certificates
    _idiom(
        r"(it|that|there|this|what|who|he|she|here|everything|nothing|everyone|everybody|somebody|someone|nobody|"
        r"anyone|"
        r"all|one|now)'s\b",
        r"\1 is",
    ),
    # A noun's own verb: "the storm's passed".
    _idiom(
        r"([a-z]+)'s (?=(?:passed|gone|over|done|been|on it|on this|back|up again|fixed|resolved|handled|sorted|"
        r"clear|"
        r"fine|good|got|taken|taking|looking|working|handling|checking|fixing|investigating|watching|settled|closed|"
        r"solved)\b)",
        r"\1 is ",
    ),
    _idiom(r"(you|they|we|there|who|these|those)'re\b", r"\1 are"),
    _idiom(r"(you|they|who|these|those)'ve\b", r"\1 have"),
    _idiom(r"(?!i\b|we\b)([a-z]+)'ll\b", r"\1 will"),
)
_PHRASES = (
    _idiom(r"no[ -]one\b", "nobody"),
    _idiom(r"grafana oncall\b", "grafana"),  # a product
    _idiom(r"on call\b", "on-call"),
    _idiom(r"status[ -]page\b", "statuspage"),
    # Of a bug in a release, not of the incident.
    _idiom(r"(?:fixed|resolved) (?=(?:upstream )?in (?:release|version|v?\d+\.\d))", "changed "),
    # Of an object, as ownerReferences tell.
    _idiom(
        r"owner (?=of (?:the |this )?\w+ is the (?:replicaset|deployment|statefulset|daemonset|job|cronjob|node)\b)",
        "controller ",
    ),
    # Of traffic and machines, not of people.
    _idiom(r"shift (?=(?:in|of|to|from) )", "change "),
    _idiom(r"disruption (?=budgets?\b)", "eviction "),  # of a PodDisruptionBudget
    _idiom(r"duty (?=cycles?\b)", "load "),
)
_ANY = re.compile("|".join(idiom.written.pattern for idiom in _PHRASES), re.IGNORECASE)
# The condition of an object has a name, which is no claim.
_CONDITION = re.compile(
    r"\b(condition|reason|phase) (?=(?:Approved|Denied|Completed|Resolved|Failed|Succeeded)\b)"
)


def plainly(line: str) -> str:
    """A line with its idioms read: two words where English glues or splits them, phrases by their meaning."""
    if "'" in line:
        for idiom in _GLUED:
            line = idiom.written.sub(idiom.read, line)
    if _ANY.search(line):
        for idiom in _PHRASES:
            line = idiom.written.sub(idiom.read, line)
    return _CONDITION.sub(r"\1-", line)
