"""Words spelt so that a filter misses them and a reader does not: leet, spaced, broken, stretched or glued.

Only a spelling that comes out as a claim is changed; every other odd string (`x2k9q`, `a / b / c`) stays as it is.
"""

import re
from collections import Counter
from functools import lru_cache

from bot.voice.lexicon.claims import CLAIM_WORDS, GLUED, MISSPELT, PAIRS, SEGMENTS
from bot.voice.lexicon.english import is_english

_LEET = str.maketrans("013457@$!|+€8", "oieastasiltcb")
_LEET_ELL = str.maketrans("013457@$!|+€8", "oleastasiltcb")
_SPACED = re.compile(
    r"(?<![^\s(\"'>|*_])(?:[A-Za-z0-9@$!][ \t._*/|-]{1,4}){2,40}[A-Za-z0-9@$!](?![^\s).!?,\"'…*_])"
)
_INSIDE = re.compile(r"[a-z][013457@$!|]+[a-z]")
_JOINTS = re.compile(r"[._\-/*|+~:']+")
_STRETCHED = re.compile(r"([A-Za-z])\1{2,}")
_SHORT_LEET = re.compile(r"(?=[a-zA-Z013457@$!|.,]*\d)[a-zA-Z013457@$!|]{1,12}[.,!?]*")
_EDGES = re.compile(r"^([(\[\"'>*_]*)(.*?)([)\]\"'.,!?;:…*_]*)$", re.DOTALL)
_TALL = re.compile(r"(?<=[a-z])I(?=[a-z])")
_ELL = re.compile(r"\b[l|1]'(m|ve|ll|d)\b")
_LONGEST = 24
_PAIR = 2
_SHORT = 3
_SPELT = 6
"""Letters below which a word with one wrong letter may be any other word."""


def _shortened(word: str) -> set[str]:
    return {word[:place] + word[place + 1 :] for place in range(len(word))}


_NEAR: dict[str, list[str]] = {}
for _claimed in sorted(CLAIM_WORDS | MISSPELT):
    if len(_claimed) >= _SPELT and _claimed.isalpha():
        for _variant in (_claimed, *_shortened(_claimed)):
            _NEAR.setdefault(_variant, []).append(_claimed)


def respell(line: str) -> str:
    """One line with every disguised claim written plainly; linear in its length."""
    line = _ELL.sub(r"i'\1", line)
    line = _SPACED.sub(_close_up, line)
    chunks = [_plain(chunk) for chunk in _unleeted(line.split(" "))]
    return " ".join(_mend(chunks))


def _unleeted(chunks: list[str]) -> list[str]:
    """`1 0wn th1s`: a line in which most words are leet is read as leet."""
    leet = [chunk for chunk in chunks if _SHORT_LEET.fullmatch(chunk)]
    if len(leet) < _PAIR or 2 * len(leet) < len(chunks):
        return chunks
    guesses = [chunk.lower().translate(_LEET) for chunk in chunks]
    bare = [guess.strip(".,!?") for guess in guesses]
    return guesses if all(guess in SEGMENTS or is_english(guess) for guess in bare) else chunks


def _close_up(found: re.Match[str]) -> str:
    """`o n  i t` and `A.c.k`: the letters closed up, by wide gaps or else by known words."""
    spread = found.group()
    if sum(map(str.isdigit, spread)) >= sum(map(str.isalpha, spread)):
        return spread  # `1.1 s` is a number with its unit
    groups = re.split(r"[ \t]{2,}", spread)
    words = [re.sub(r"[^A-Za-z0-9@$!]", "", group).lower().translate(_LEET) for group in groups]
    if len(words) > 1 and all(word in SEGMENTS for word in words):
        return " ".join(words)
    return _segmented("".join(words)) or spread


@lru_cache(maxsize=1024)
def _segmented(letters: str) -> str:
    """Letters without gaps as claim words with gaps, "" if they are anything else."""
    best: list[str | None] = [""] + [None] * len(letters)
    for end in range(1, len(letters) + 1):
        for begin in range(max(0, end - _LONGEST), end):
            head = best[begin]
            if head is not None and letters[begin:end] in SEGMENTS:
                best[end] = f"{head} {letters[begin:end]}".strip()
                break
    return best[-1] or ""


@lru_cache(maxsize=32768)
def _plain(chunk: str) -> str:
    if chunk.isalpha() and chunk.isascii() and is_english(chunk.lower()):
        return chunk
    edges = _EDGES.match(chunk)
    if edges is None or not edges.group(2) or len(chunk) > 2 * _LONGEST:
        return chunk
    plain = _respelt(edges.group(2))
    return f"{edges.group(1)}{plain}{edges.group(3)}" if plain else chunk


def _respelt(core: str) -> str:
    """The claim that a word spells, "" if it spells none."""
    low = core.lower()
    leet = _TALL.sub("l", core).lower().translate(_LEET)
    ell = core.lower().translate(_LEET_ELL)
    for guess in (leet, ell, _STRETCHED.sub(r"\1", leet), _STRETCHED.sub(r"\1\1", leet)):
        if guess != low and guess in CLAIM_WORDS:
            return guess
        if guess in GLUED and not is_english(guess):
            return GLUED[guess]
    if near := _misspelt(low):
        return near
    if _INSIDE.search(low) and len(leet) > _SHORT and leet.isalpha() and is_english(leet):
        return leet
    parts = [part for part in _JOINTS.split(leet) if part]
    squashed = "".join(parts)
    broken = len(parts) > 1 and any(not is_english(part) or len(part) == 1 for part in parts)
    if broken and squashed in CLAIM_WORDS and low not in CLAIM_WORDS and not low.endswith(("'d", "'s")):
        return squashed
    return ""


def _misspelt(low: str) -> str:
    """The claim word that differs by one letter (left out, put in, exchanged or swapped), "" if there is none."""
    if len(low) < _SPELT or not (low.isalpha() and low.isascii()) or is_english(low):
        return ""
    for variant in (low, *_shortened(low)):
        for word in _NEAR.get(variant, ()):
            wrong, missing = Counter(low) - Counter(word), Counter(word) - Counter(low)
            if word[0] == low[0] and max(wrong.total(), missing.total()) <= 1:
                return word
    return ""


def _mend(chunks: list[str]) -> list[str]:
    """`ack nowledged` and `0n 1t`: two chunks that make one claim."""
    out: list[str] = []
    for chunk in chunks:
        if out and chunk and out[-1] and not (_is_plain(chunk) and _is_plain(out[-1])):
            joined = _mended(out[-1], chunk)
            if joined:
                out[-1] = joined
                continue
        out.append(chunk)
    return out


@lru_cache(maxsize=32768)
def _is_plain(chunk: str) -> bool:
    """An English word as it should be spelt, with its punctuation."""
    bare = chunk.strip(".,!?:;\"'()")
    return bare.isascii() and bare.isalpha() and len(bare) > 1 and is_english(bare.lower())


@lru_cache(maxsize=32768)
def _mended(left: str, right: str) -> str:
    tail = right.rstrip(".,!?;:…\"')")
    first, second = left.lower().lstrip("\"'("), tail.lower()
    if first.isalpha() and second.isalpha():
        odd = not is_english(first) or not is_english(second)
        return first + second + right[len(tail) :] if odd and first + second in CLAIM_WORDS else ""
    guess = f"{first.translate(_LEET)} {second.translate(_LEET)}"
    if guess == f"{first} {second}" or guess not in PAIRS:
        return ""
    return guess + right[len(tail) :]
