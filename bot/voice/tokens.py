"""Words, signs and marks: a text cut into tokens, each with the tag by which the rules know it.

A tag is the lower-case word itself, or a letter of `lexicon.classes` before it ("H:team"), or "@:" a mention, "D:" an
identifier, "C:" machine text, "Z:" a time of day, "N:" a number. Chunks repeat, so their tokens are kept.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from bot.voice.lexicon.claims import CLAIM_WORDS
from bot.voice.lexicon.classes import LETTER, PHRASED
from bot.voice.lexicon.english import is_english
from bot.voice.lexicon.foreign import FOREIGN
from bot.voice.lexicon.names import ODD_CAPITALS
from bot.voice.markup import CHANNEL, CODE, GROUP, LINK, MARKS, MENTION
from bot.voice.normalise import fold


class Speech:
    """How a token counts when a sentence is asked whether it is English."""

    SILENT, ENGLISH, UNKNOWN, FOREIGN = range(4)


class Token(NamedTuple):
    """`tag` for the rules, `raw` as written, `speech` one of `Speech`, `capital` if a capital begins it."""

    tag: str
    raw: str
    speech: int = Speech.SILENT
    capital: bool = False


_OPEN = "([{\"'“<,;:!?|/=…-–—→"
_CLOSE = ")]}\"'”>,;:!?.|…-–—→"
MARKED = re.compile(f"([{MARKS}][^{MARKS}]*[{MARKS}])")
_SHORT_FORMS = frozenset(
    (
        "e.g.",
        "i.e.",
        "vs.",
        "etc.",
        "approx.",
        "resp.",
        "incl.",
        "no.",
        "a.m.",
        "p.m.",
        "p.s.",
        "max.",
        "min.",
    )
)
_TIME = re.compile(r"\d{1,2}:\d\d(?::\d\d(?:[.,]\d+)?)?(?:am|pm|z|utc)?")
_NUMBER = re.compile(
    r"[+-]?[\d.,:/%x×-]*\d[\d.,:/%x×-]*(?:%|ms|s|m|h|d|min|gi?b?|mi?b?|ki?b?|x|k|st|nd|rd|th|μs|µs)?"
)
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*'?")
_HYPHENED = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)+")
_BOT = "[bot"  # of "lookout[bot]", without what closes it
_HUMPS = re.compile(r"[A-Z]+(?=[A-Z][a-z]{2}|s?$)|[A-Z][a-z]+|[A-Z]+|[^A-Z]+")
_HUMP = 2
_CAMEL = re.compile(r"(?:[A-Z][a-z]+){2,}")
_ACRONYMS = re.compile(r"[A-Z]{2,}s|X?N?ACK(?:ed|ing|s)")
_INCIDENT_ID = re.compile(r"(?:inc|incident|ops|sev|pd|case)-?\d+", re.IGNORECASE)
_PROPOSAL_ID = re.compile(r"p-\d+", re.IGNORECASE)
_HANDLE = re.compile(r"@[a-z][\w.-]*", re.IGNORECASE)
_SHAPES = ((_TIME, "Z:"), (_INCIDENT_ID, "I:"), (_PROPOSAL_ID, "P:"), (_NUMBER, "N:"))
_SPOKEN_NUMBERS = frozenset(("10-4", "ten-four"))
_SIGN_TAGS = {
    "–": "—",
    "--": "—",
    "“": '"',
    "”": '"',
    "=": ":",
    "→": ":",
    "[": "(",
    "]": ")",
    "{": "(",
    "}": ")",
}
_HUMAN_PART = frozenset(word for word, letter in LETTER.items() if letter == "H") - {
    "support",
    "security",
    "secondary",
    "lead",
}


@lru_cache(maxsize=32768)
def cut(chunk: str) -> tuple[Token, ...]:
    """The tokens of one run of characters without white space."""
    if not chunk.isascii() and any(mark in chunk for mark in MARKS):
        return tuple(token for part in MARKED.split(chunk) if part for token in _marked(part))
    return _peel(chunk)


def _marked(part: str) -> tuple[Token, ...]:
    tags = {MENTION: "@:", GROUP: "H:", CHANNEL: "D:", CODE: "C:", LINK: "D:"}
    prefix = tags.get(part[0])
    if prefix is None:
        return _peel(part)
    return (Token(prefix + part[1:-1].lower().replace(" ", "-"), part),)


def _peel(chunk: str) -> tuple[Token, ...]:
    """Leading and trailing signs taken off, the core classified."""
    chunk = chunk.replace("...", "…")
    begin, end = 0, len(chunk)
    while begin < end and chunk[begin] in _OPEN:
        begin += 1
    while end > begin and chunk[end - 1] in _CLOSE:
        end -= 1
    if chunk[begin:].lower() in _SHORT_FORMS:
        end = len(chunk)
    core = chunk[begin:end]
    lead = tuple(_sign(sign) for sign in chunk[:begin])
    trail = tuple(_sign(sign) for sign in chunk[end:])
    return (*lead, *_core(core), *trail) if core else (*lead, *trail)


def _sign(sign: str) -> Token:
    return Token(_SIGN_TAGS.get(sign, sign), sign)


def _core(core: str) -> tuple[Token, ...]:
    for sign in "—–…":
        if sign in core:
            left, right = core.split(sign, 1)
            return (*cut(left), _sign(sign), *cut(right))
    return (_classify(core),)


def _classify(core: str) -> Token:
    low = fold(core).lower()
    capital = core[0].isupper()
    if _WORD.fullmatch(core):
        return _word(core, low, capital=capital)
    if low in LETTER or low in _SPOKEN_NUMBERS:
        return Token(f"{LETTER[low]}:{low}" if low in LETTER else low, core, Speech.ENGLISH, capital)
    for shape, prefix in _SHAPES:
        if shape.fullmatch(low):
            return Token(prefix + low, core)
    if _HANDLE.fullmatch(low) or low.endswith(_BOT):
        machine = low.endswith(_BOT) or LETTER.get(low[1:]) == "B"
        return Token(("B:" if machine else "H:") + low.lstrip("@"), core)
    if _HYPHENED.fullmatch(core):
        return _hyphened(core, low, capital=capital)
    return Token("D:" + low, core)


def _word(core: str, low: str, *, capital: bool) -> Token:
    bare = low.strip("'")
    stem = bare.removesuffix("'s") if bare.endswith("'s") else bare
    letter = LETTER.get(bare)
    if core.isupper() and len(core) > 1 and bare in {"it", "us"} and bare != core:
        return Token(bare if bare == "it" else "D:us", core, Speech.ENGLISH, capital)
    camel = "'" not in core and not core.isupper() and core[1:] != core[1:].lower()
    if camel and not letter and bare not in CLAIM_WORDS and _is_name(core, bare):
        return Token("D:" + bare, core)
    if bare in FOREIGN:
        return Token(bare, core, Speech.FOREIGN, capital)
    if len(bare) == 1 and bare not in "ai":
        return Token(bare, core)
    known = core.isascii() and (is_english(bare) or is_english(stem))
    speech = Speech.ENGLISH if known else Speech.UNKNOWN
    # An English word in odd capitals ("rEsTaRt") is a disguise, like one in styled letters.
    disguised = camel and known and not (_is_name(core, bare) or _CAMEL.fullmatch(core))
    return Token(
        f"{letter}:{bare}" if letter else bare, core, Speech.FOREIGN if disguised else speech, capital
    )


def _is_name(core: str, bare: str) -> bool:
    """Whether capitals within a word make it a name (ConfigMap, OOMKilled), or only disguise a word (rEsTaRt)."""
    if bare in ODD_CAPITALS or _ACRONYMS.fullmatch(core):
        return True
    humps = _HUMPS.findall(core)
    if not is_english(bare) and bare not in FOREIGN:
        return len(humps) <= _HUMP or len(core) > _HUMP * len(humps) + 1
    return all(
        len(one) > 1 if one.isupper() else len(one) > _HUMP and is_english(one.lower()) for one in humps
    )


def _hyphened(core: str, low: str, *, capital: bool) -> Token:
    parts = low.split("-")
    if low in {"self-assigned", "self-healed"} or (
        parts[0] in {"auto", "self", "re", "pre"} and not parts[2:]
    ):
        return Token(low, core, Speech.ENGLISH, capital)
    if low in PHRASED:
        return Token(low, core, Speech.ENGLISH, capital)
    if parts[0] in {"team", "squad"} or parts[-1] in _HUMAN_PART:
        return Token("H:" + low, core)
    return Token("D:" + low, core)
