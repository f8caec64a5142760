"""Telling English from the rest: a few thousand base forms and the endings that English puts on them.

No statistics and no list of languages: what is not recognisably English prose about systems is not Lookout's voice.
"""

from functools import lru_cache

from bot.voice.lexicon import classes, english_a, english_everyday, english_m, verbs
from bot.voice.lexicon.foreign import FOREIGN
from bot.voice.lexicon.vocabulary import vocabulary

_BASE = vocabulary(english_a.WORDS, english_m.WORDS, english_everyday.WORDS)
_KNOWN = (_BASE | frozenset(classes.LETTER) | classes.PROTOCOL_WORDS | verbs.ALL) - FOREIGN
_PREFIXES = ("un", "re", "non", "mis", "pre", "over", "under", "sub", "multi", "auto", "inter")
_ENDINGS = ("ed", "ing", "er", "ers", "able", "or", "ors", "ings", "ness", "less", "ful", "ment", "ments")
_SHORT = 3
_SHORTEST = 2


@lru_cache(maxsize=16384)
def is_english(word: str) -> bool:
    """Whether a lower-case word is a known English word in any of its common forms."""
    return word in _KNOWN or any(base in _KNOWN for base in _bases(word))


def _bases(word: str) -> list[str]:
    """What a word may be a form of."""
    found = [
        word[: -len(cut)] + put
        for cut, put in _CUTS
        if word.endswith(cut) and len(word) - len(cut) >= _SHORTEST
    ]
    for ending in _ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= _SHORT:
            found += [stem, stem + "e"]
            if len(stem) > _SHORT and stem[-1] == stem[-2]:
                found.append(stem[:-1])
    for prefix in _PREFIXES:
        rest = word.removeprefix(prefix)
        if rest != word and len(rest) > _SHORT:
            found.append(rest)
            if rest.endswith(("ed", "es")):
                found += [rest[:-1], rest[:-2]]
    return found


_CUTS = (
    ("ies", "y"),
    ("es", ""),
    ("s", ""),
    ("ied", "y"),
    ("ily", "y"),
    ("ly", ""),
    ("'s", ""),
    ("s'", ""),
    ("n't", ""),
)
