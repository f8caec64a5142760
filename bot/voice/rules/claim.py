"""Claim: one pattern of meaning over a piece, and what excuses it.

Patterns are regular expressions over tags, written in plain words: `claim` puts the class letters in, so "the page "
"was
acknowledged" is written as such although its tag is "I:page". A match is a violation unless one of the named excuses
holds in the words before it, in the same comma-bounded scope.
"""

import re
from typing import NamedTuple

from bot.voice.lexicon import verbs
from bot.voice.lexicon.classes import LETTER, PROTOCOL_WORDS


class Claim(NamedTuple):
    """`rule` is the code said in the verdict, `source` the pattern, `excuses` letters of `excuses.EXCUSES`."""

    rule: str
    source: str
    excuses: str


_LITERAL = re.compile(r"(?<![\w\\{'-])(?<![A-Z]:)([a-z][a-z]*(?:[-.][a-z]+)*)(?![\w:'}-])")


def words(*sources: str) -> str:
    """An alternation of whole tags, longest first."""
    known = sorted(
        {word for source in sources for word in source.split()}, key=lambda word: (-len(word), word)
    )
    return "(?:" + "|".join(re.escape(tagged(word)) for word in known) + ")"


def tagged(word: str) -> str:
    """The tag of a word: `page` -> `I:page`."""
    return f"{LETTER[word]}:{word}" if word in LETTER else word


_MACROS = {
    "it": r"(?:it|this|(?<=^ )that|(?<= and )that|(?<= , )that|(?<= but )that|(?<= so )that|these|"
    r"those|them|things|everything|this one|that one|all of it|stuff|P:\S+)",
    "inc": r"(?:I:\S+)",
    "own": r"(?:(?:(?:the|this|that|your|our|these|an?|any) )?(?:\S+ )?I:\S+|it|this|(?<=^ )that|"
    r"(?<= and )that|(?<= , )that|(?<= but )that|(?<= so )that|these|those|them|things|"
    r"everything|P:\S+"
    r"|this one|that one|the rest)",
    "deed": r"(?:F:\S+)",
    "h": r"(?:H:\S+)",
    "b": r"(?:B:\S+)",
    "adv": r"(?:now|already|all|just|fully|again|finally|still|currently|both|well|completely|mostly|"
    r"largely|basically|actively"
    r"|quickly|safely|successfully|automatically|officially|also|pretty|much|really|probably|"
    r"indeed|actually|certainly"
    r"|definitely|clearly|apparently|presumably|likely|duly|too|even|soon|shortly|right|"
    r"closely|to|in|hereby|long|back|since"
    r"|here|there|today|tonight|partially|partly|temporarily|permanently|ok|okay|very|quite|"
    r"so|perfectly|entirely|as|promptly)",
    "aux": r"(?:is|are|was|were|be|been|being|has|have|had|got|gets|get|'s|considered|marked|deemed|"
    r"declared|treated|counted|looks"
    r"|look|seems|seem|appears|appear|stands|C:\S+|should|must|can|could|may|might|it's|"
    r"that's|this's|remains|becomes|became)",
    "perf": r"(?:was|were|been|got|'s|being|are being|is being|has|have|had)",
    "ended": words(verbs.ENDED),
    "underway": words(verbs.UNDERWAY),
    "mitigated": words(verbs.MITIGATED),
    "work": words(verbs.WORK),
    "done": words(verbs.DONE),
    "receipt": words(verbs.RECEIPT),
    "protocol": words(" ".join(PROTOCOL_WORDS)),
    "np": r"(?: (?:of|on|in|with|from|for|at) (?:the |a |this |your )?(?!T:|D:|C:)\S+){0,2}",
    "after": r"(?= (?:$|[,.!?)]|now|already|again|and|but|so|at|since|by|from|for|with|until|right|N:|"
    r"Z:|D:|too|as|here|because|then|after|on|in))",
}


_CLASS = re.compile(r"(?<![A-Za-z])([A-Z@]:)(?![\\a-z(0-9\[])")
_WORD_ENDS = "(?=(?<= )| )"


def claim(rule: str, source: str, excuses: str = "nc") -> Claim:
    """A claim from a pattern in plain words; `{name}` is one of the macros above."""
    source = _CLASS.sub(r"\1\\S+", source)
    literal = _LITERAL.sub(lambda found: tagged(found.group(1)), source)
    source = re.sub(r"\{([a-z]+)\}", lambda found: _MACROS[found.group(1)], literal)
    return Claim(rule, f" (?:{source}){_WORD_ENDS}", excuses)
