"""What a reader sees: a text folded to plain letters, and what is wrong with how it was written.

Text that needs folding to read as English is not how Lookout writes: invisible characters, styled letters, foreign
scripts and pictures are flaws, and a flaw blocks. The folded reading is kept for the record. `markup` comes next.
"""

import html
import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from bot.voice.confusables import LOOKS_LIKE


class Folded(NamedTuple):
    """`text` is the folded reading, `flaw` the code of the first thing wrong, "" if nothing."""

    text: str
    flaw: str


# Signs that are pictures to Unicode and typography to us: degree, rules and boxes, blocks of a sparkline, marks.
_PLAIN_SIGNS = frozenset("°©®™─│┌┐└┘├┤┬┴┼▁▂▃▄▅▆▇█░▒▓▪▫◦•●○↑↓⏎␛␀")
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
# NFKC turns these into letters without disguising anything.
_HONEST = frozenset("™ºª№ﬁﬂﬀℓ℃℉Å㎳㎲\u00b5\u03bc")
_UNITS = frozenset("µμσλπΔΩΣΦφ")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,24});")
_QUOTES = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "`": "`", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"'}
)
_FOREIGN = re.compile(r"[^\x00-\x7f]")
_TAGS = ("\U000e0000", "\U000e007f")
_C0 = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def normalise(text: str) -> Folded:
    """The text as a reader sees it, with entities resolved; linear in its length."""
    for _ in range(2):
        if "&" in text:
            text = _ENTITY.sub(lambda found: html.unescape(found.group()), text)
    if text.isascii():
        return Folded(text, "control" if _C0.search(text) else "")
    flaws = [wrong for wrong in map(_flaw_of, _FOREIGN.findall(text)) if wrong]
    seen = _FOREIGN.sub(lambda found: _look(found.group())[0], text)
    return Folded(seen.translate(_QUOTES), flaws[0] if flaws else ("control" if _C0.search(text) else ""))


def _flaw_of(char: str) -> str:
    return _look(char)[1]


@lru_cache(maxsize=8192)
def _look(char: str) -> tuple[str, str]:
    """One character outside ASCII: what it reads as, and the flaw that it is."""
    if char in _PLAIN_SIGNS or char in _UNITS:
        return char, ""
    if char in _BIDI:
        return "", "bidi"
    return _READERS.get(unicodedata.category(char)[0], _as_it_is)(char)


def _as_it_is(char: str) -> tuple[str, str]:
    return char, ""


def _hidden(char: str) -> tuple[str, str]:
    return "", "tag" if _TAGS[0] <= char <= _TAGS[1] else "invisible"


def _mark(char: str) -> tuple[str, str]:
    """An accent may be written apart from its letter; what strikes a letter out or boxes it may not."""
    return "", "" if "\u0300" <= char <= "\u0331" and char not in "\u0305\u0332" else "marks"


def _symbol(char: str) -> tuple[str, str]:
    drawn = unicodedata.category(char) in {"So", "Sk"}
    return (_letters(char), "emoji") if drawn else (char, "")


def _space(char: str) -> tuple[str, str]:
    if char == "\u3000":
        return " ", "styled"
    return ("\n" if unicodedata.category(char) in {"Zl", "Zp"} else " "), ""


def _letters(char: str) -> str:
    """A boxed or circled letter as its letter: the last word of its Unicode name."""
    name = unicodedata.name(char, "").split(" ")
    return name[-1] if len(name[-1]) == 1 else " "


def _letter(char: str) -> tuple[str, str]:
    plain = unicodedata.normalize("NFKC", char)
    if plain.isascii() and plain != char:
        disguised = plain.isalpha() and char not in _HONEST
        return plain, "styled" if disguised else ""
    if char in _HONEST:
        return plain, ""
    base = unicodedata.normalize("NFD", plain)[0]
    looks = LOOKS_LIKE.get(ord(char)) or LOOKS_LIKE.get(ord(base)) or base
    if not unicodedata.name(char, "").startswith("LATIN"):
        return looks, "script"
    phonetic = "\u0250" <= char <= "\u02af" or (char >= "\u1d00" and not "\u1e00" <= char <= "\u1eff")
    if phonetic:
        return looks, "styled"
    # An accented letter stays itself: `tokens` folds it to judge and counts the word as foreign.
    return char, ""


_READERS: dict[str, Callable[[str], tuple[str, str]]] = {
    "C": _hidden,
    "M": _mark,
    "S": _symbol,
    "Z": _space,
    "L": _letter,
    "N": _letter,
}


def fold(word: str) -> str:
    """A word with accents taken off: `résolu` reads as `resolu`."""
    if word.isascii():
        return word
    bare = "".join(LOOKS_LIKE.get(ord(char), char) for char in word)
    return "".join(char for char in unicodedata.normalize("NFD", bare) if not unicodedata.combining(char))
