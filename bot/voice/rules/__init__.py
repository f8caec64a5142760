"""The rules of prose, in the order in which they are asked; the first that is broken names the verdict.

Attribution comes first, since what the record bears out is no claim; then the positive rules of form (English, no first
person, no speaking names; no piece without a subject or a verb that begins with a deed or with progress; no deed in the
passive without its doer, time or source), then what the words of each sense say, one file with one tuple of claims a
kind of sense; last the positive rules of matter: what may be said of people, of the incident and of proposals is a
closed list, and a sentence is about something that Lookout knows.
"""

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from bot.domain.people import HumanAct
from bot.voice.rules import (
    aftermath,
    consent,
    deeds,
    downgrade,
    ending,
    gate,
    improvement,
    notices,
    ownership,
    people,
    progress,
    promise,
    reassurance,
    receipt,
    release,
    work,
)
from bot.voice.rules.anchors import anchors
from bot.voice.rules.answers import answered
from bot.voice.rules.attribution import attribute
from bot.voice.rules.claim import Claim
from bot.voice.rules.excuses import excused
from bot.voice.rules.figures import figure
from bot.voice.rules.fragments import fragment
from bot.voice.rules.humans import unlicensed
from bot.voice.rules.labels import label
from bot.voice.rules.language import language
from bot.voice.rules.names import speaks
from bot.voice.rules.passive import undated
from bot.voice.rules.persons import first_person, named_deed, rhetorical
from bot.voice.rules.told import unlisted
from bot.voice.rules.topic import off_topic
from bot.voice.rules.verbless import verbless
from bot.voice.sentences import Sentence, reshaped, uncited

_NO = frozenset(("no", "not", "none", "false", "never", "unknown", "null"))
CLAIMS: tuple[Claim, ...] = (
    *receipt.CLAIMS,
    *ownership.CLAIMS,
    *people.CLAIMS,
    *work.CLAIMS,
    *progress.CLAIMS,
    *release.CLAIMS,
    *reassurance.CLAIMS,
    *promise.CLAIMS,
    *gate.CLAIMS,
    *consent.CLAIMS,
    *deeds.CLAIMS,
    *ending.CLAIMS,
    *aftermath.CLAIMS,
    *downgrade.CLAIMS,
    *notices.CLAIMS,
    *improvement.CLAIMS,
)


def broken(sentence: Sentence, acts: Sequence[HumanAct]) -> str:
    """The code of the first rule that a sentence of prose breaks, "" if it breaks none."""
    attributed = attribute(sentence.shape, acts)
    if attributed.rule:
        return attributed.rule
    if attributed.shape != sentence.shape:
        sentence = reshaped(sentence, attributed.shape)
    if any(token.tag.startswith(("D:", "H:", "C:")) and speaks(token.raw) for token in sentence.tokens):
        return "name"
    return (
        language(sentence)
        or first_person(sentence)
        or named_deed(sentence)
        or rhetorical(sentence)
        or figure(sentence)
        or label(sentence)
        or answered(sentence)
        or claimed(sentence)
        or unlicensed(sentence)
        or unlisted(sentence)
        or off_topic(sentence)
    )


def claimed_beside(sentence: Sentence) -> str:
    """The rule that a sentence breaks once the evidence it cites is left out, "" if none; only claims count."""
    bare = uncited(sentence)
    return "" if bare is None else label(bare) or claimed(bare)


def claimed(sentence: Sentence) -> str:
    """The rule broken by one of the pieces, "" if none."""
    return _claimed(sentence._replace(tokens=(), machine=()))


@lru_cache(maxsize=4096)
def _claimed(sentence: Sentence) -> str:
    compiled = _compiled()
    for piece in sentence.pieces:
        if _answered_no(sentence.shape, piece):
            continue
        rule = "" if sentence.question else fragment(piece) or verbless(piece) or undated(sentence, piece)
        if rule and not excused("s", sentence, piece, 0):
            return rule
        for place in _candidates(piece):
            rule, pattern, excuses = compiled[place]
            found = pattern.search(piece)
            while found is not None:
                if not excused(excuses, sentence, piece, found.start()):
                    return rule
                found = pattern.search(piece, found.end())
    return ""


def _answered_no(shape: str, piece: str) -> bool:
    """Whether a key has the value "no": "Acknowledged: no"."""
    value = (shape.partition(f"{piece}: ")[2] or shape.partition(f'{piece}" : ')[2]).partition(" ")[0]
    return value in _NO or value == "N:0" or value.startswith("O:")


@cache
def _compiled() -> tuple[tuple[str, re.Pattern[str], str], ...]:
    """The claims ready to be matched; compiled at first use, so that importing costs nothing."""
    return tuple((one.rule, re.compile(one.source), one.excuses) for one in CLAIMS)


@cache
def _index() -> dict[str, tuple[int, ...]]:
    """Which claims a tag, or the class letter of a tag, can be part of."""
    index: dict[str, list[int]] = {}
    for place, one in enumerate(CLAIMS):
        for anchor in anchors(one.source):
            index.setdefault(anchor, []).append(place)
    return {anchor: tuple(places) for anchor, places in index.items()}


def _candidates(piece: str) -> list[int]:
    """The claims that a piece could make, in the order of the catalogue."""
    index = _index()
    places: set[int] = set()
    for tag in set(piece.split()):
        places.update(index.get(tag, ()))
        if tag[1:2] == ":":
            places.update(index.get(tag[:2], ()))
    return sorted(places)
