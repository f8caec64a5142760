"""Acknowledgements that a paging system recorded: its statement about a person, kept as it is written.

It makes nobody the owner here; the status message shows it as that system's record. Only the parser of a paging system
asks for one, and only where the post says so in its headline or status: an alert's own text could claim anything.
"""

import re

from bot.domain.alert import Statement
from bot.listeners.sources.post import Message, fields, headings, texts
from bot.listeners.sources.slack_text import plain, unmarked
from bot.listeners.sources.times import posted_at, read_time

LONGEST = 80

_BY = re.compile(r"(.{0,300}?)\back(?:nowledge)?d(?: in \w{1,20})? by:?\s+(.{1,200})", re.IGNORECASE)
_NOT = re.compile(
    r"\b(?:not|nobody|never|if|until|unless|must|should|can|to) (?:yet )?(?:been |be )?$", re.IGNORECASE
)
_END = re.compile(r"\s+(?:at|on|via|from|through|using)\s+|\s*[\[(|•·,]|\s[-–—]\s|\.$", re.IGNORECASE)
_AT = re.compile(r"\s(?:at|on)\s+(.{5,60})", re.IGNORECASE)
_FIELD = re.compile(r"ack(?:nowledge)?d by", re.IGNORECASE)


def acknowledgement(message: Message, headline: str = "") -> Statement:
    """The statement of a post that says "acknowledged". The time is the one told, else that of the post.

    `headline` is the part of the headline that may name the person; the rest of it is the alert's own words.
    """
    for line in (headline, *_lines(message)):
        said = _BY.match(line)
        if said and not _NOT.search(said.group(1)):
            told = _AT.search(said.group(2))
            at = read_time(told.group(1)) if told else None
            return Statement(by=person(said.group(2)), at=at or posted_at(message))
    return Statement(at=posted_at(message))


def person(text: str) -> str:
    """A name as it is written, without what follows it."""
    return _END.split(text.strip(), maxsplit=1)[0].strip(" *_`")[:LONGEST]


def _lines(message: Message) -> list[str]:
    """Every line below the headlines that may name the person; fields first."""
    named = [
        f"acknowledged by {unmarked(value)}" for title, value in fields(message) if _FIELD.fullmatch(title)
    ]
    heads = frozenset(headings(message))
    told = (unmarked(line) for text in texts(message) for line in plain(text).splitlines()[:200])
    return [*named, *(line for line in told if line not in heads)]
