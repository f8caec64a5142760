"""What a model says it missed, told by the names of sources alone.

It cites nothing for this, so none of its words are told: a sentence in this place would be a claim that nothing backs.
"""

import re
from collections.abc import Iterator
from typing import Any

from bot.diagnosis.wording import words
from bot.facts.raw import dig

MOST = 5
_LONGEST, _LOOKED_AT = 120, 20
_SOURCES = {
    "logs": r"logs?",
    "events": r"events?",
    "metrics": r"metrics?|measurements?|prometheus",
    "traces": r"traces?|tracing",
    "dashboards": r"dashboards?",
    "rollout history": r"rollouts?(?: history)?|revisions?",
    "past diagnoses": r"past (?:diagnoses|incidents)",
    "runbooks": r"runbooks?",
    "source code": r"source code|repository",
    "the database": r"databases?",
    "secrets": r"secrets?",
    "configmaps": r"config ?maps?",
    "nodes": r"nodes?",
    "services": r"services?|endpoints?|endpointslices?",
    "network policies": r"network ?polic(?:y|ies)",
    "volumes": r"volumes?|volume claims?|persistent ?volume(?: ?claim)?s?|pvcs?",
    "workloads": r"deployments?|stateful ?sets?|daemon ?sets?|replica ?sets?|(?:cron ?)?jobs?",
    "pods": r"pods?",
}
_PATTERNS = {name: re.compile(rf"\b(?:{one})\b", re.IGNORECASE) for name, one in _SOURCES.items()}


def missed(answer: dict[str, Any]) -> tuple[str, ...]:
    """The sources that the list `not_read` of an answer names, the first of each line, each once; at most five."""
    told = dig(answer, "not_read")
    lines = (words(one, limit=_LONGEST) for one in (told if isinstance(told, list) else [])[:_LOOKED_AT])
    return tuple(dict.fromkeys(name for line in lines for name in _first(line)))[:MOST]


def _first(line: str) -> Iterator[str]:
    found = [(at.start(), name) for name, one in _PATTERNS.items() if (at := one.search(line))]
    yield from (name for _, name in sorted(found)[:1])
