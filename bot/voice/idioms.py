"""Idioms: what English glues or splits written as the rules know it, and phrases that only look like claims.

What comes next is `spelling`, then `sentences`.
"""

import re

_NO_ONE = re.compile(r"\bno[ -]one\b", re.IGNORECASE)
_ON_CALL = re.compile(r"\bon call\b", re.IGNORECASE)
# Of a bug in a release, not of the incident.
_RELEASED = re.compile(
    r"\b(?:fixed|resolved) (?=(?:upstream )?in (?:release|version|v?\d+\.\d))", re.IGNORECASE
)
# Of an object, as ownerReferences tell.
_CONTROLLED = re.compile(
    r"\bowner (?=of (?:the |this )?\w+ is the (?:replicaset|deployment|statefulset|daemonset|job|cronjob|node)\b)",
    re.IGNORECASE,
)
_ARE = re.compile(r"\b(you|they|we|there|who|these|those)'re\b", re.IGNORECASE)
_IS = re.compile(
    r"\b(it|that|there|this|what|who|he|she|here|everything|nothing|everyone|everybody|"
    r"somebody|someone|nobody|anyone|all|one|now)'s\b",
    re.IGNORECASE,
)


def plainly(line: str) -> str:
    """Two words where English glues or splits them: "no one", "it's"."""
    if "'" in line:
        line = _ARE.sub(r"\1 are", _IS.sub(r"\1 is", line))
    line = _CONTROLLED.sub("controller ", _RELEASED.sub("changed ", line))
    return _ON_CALL.sub("on-call", _NO_ONE.sub("nobody", line))
