"""Citing: a model's citations held against the bytes that it was shown.

A citation counts if its id is that of a piece of evidence, whose read was executed in this triage, and if the span
stands in the stored text letter by letter. A span that is too short to say anything is none, unless it is all there is.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from bot.diagnosis.wording import words
from bot.domain.diagnosis import Evidence
from bot.domain.noun import Noun
from bot.facts.raw import items

SHORTEST, LONGEST = 6, 2_000
MOST = 8
"""Citations of one hypothesis or sentence that are looked at; further ones say nothing new."""
TOOL = "tool:"
"""What the source of a model's own reads begins with."""
OF_OTHERS = (f"{TOOL}runbook", f"{TOOL}past_diagnoses")
_ID = re.compile(r"E\d{1,6}")
_WHOLE = 600
_LINES = 4


class Citation(Noun):
    """A span that stands in the stored text of the evidence with this id."""

    id: str
    span: str


class Cited(Noun):
    """What a model cited for one thing: what was found, and why the rest was not."""

    found: tuple[Citation, ...] = ()
    refused: tuple[str, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the evidence, each once."""
        return tuple(dict.fromkeys(one.id for one in self.found))

    @property
    def backed(self) -> float:
        """The share of the citations that were found; 0 if there were none."""
        return len(self.found) / max(1, len(self.found) + len(self.refused))


def cited(raw: Any, key: str, evidence: Sequence[Evidence]) -> Cited:
    """The citations in the list of `{id, span}` objects under a key."""
    known = {one.id: one for one in evidence}
    found: dict[Citation, None] = {}
    refused: list[str] = []
    for one in items(raw, key)[:MOST]:
        citation = Citation(id=words(one, "id"), span=words(one, "span", limit=LONGEST + 1))
        if why := _fault(citation, known.get(citation.id)):
            refused.append(why)
        else:
            found[citation] = None
    return Cited(found=tuple(found), refused=tuple(refused))


def is_read(one: Evidence) -> bool:
    """Whether a tool has looked at it in the model's own run; the rules' evidence was there before."""
    return one.source.startswith(TOOL) and tells_of_now(one)


def tells_of_now(one: Evidence) -> bool:
    """Whether it tells of the system as it is; a runbook and a past incident tell of others."""
    return one.source not in OF_OTHERS


def exhibited(citations: Iterable[Citation], evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """The cited evidence in its own order; of a long text only the lines that were cited.

    The digest stays that of all that was stored, so a shortened quote can be held against it.
    """
    spans: dict[str, list[str]] = {}
    for one in citations:
        spans.setdefault(one.id, []).append(one.span)
    return tuple(_shortened(one, spans[one.id]) for one in evidence if one.id in spans)


def _fault(citation: Citation, seen: Evidence | None) -> str:
    if seen is None:
        named = citation.id if _ID.fullmatch(citation.id) else "what is cited"
        return f"{named} is no evidence of this triage"
    span = citation.span
    if span and span == seen.quote.strip():
        return ""
    if sum(not char.isspace() for char in span) < SHORTEST:
        return f"the span of {citation.id} is too short to say anything"
    if len(span) > LONGEST:
        return f"the span of {citation.id} is longer than {LONGEST} characters"
    return "" if span in seen.quote else f"the span does not stand in {citation.id}"


def _shortened(seen: Evidence, spans: Sequence[str]) -> Evidence:
    if len(seen.quote) <= _WHOLE and seen.quote.count("\n") < _LINES:
        return seen
    lines = dict.fromkeys(line for span in spans for line in _lines_around(seen.quote, span))
    return seen.model_copy(update={"quote": "\n".join(lines)})


def _lines_around(quote: str, span: str) -> list[str]:
    """The whole lines in which a span stands; of a very long line the span alone."""
    place = quote.find(span)
    begin = quote.rfind("\n", 0, place) + 1
    end = quote.find("\n", place + len(span))
    lines = quote[begin : end if end >= 0 else len(quote)]
    return (lines if len(lines) <= len(span) + _WHOLE else span).splitlines()
