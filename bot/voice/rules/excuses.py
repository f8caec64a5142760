"""What takes the claim out of a claim: a denial, a condition, a modal, a question, a named system's report.

Each is a question about the words before the match, back to the last comma or change of subject.
"""

import re
from collections.abc import Callable

from bot.voice.lexicon.classes import PROTOCOL_WORDS
from bot.voice.sentences import Sentence

_CUT = re.compile(
    r" (?:,|but|so|then|because|and (?=(?:the |a |an |our |this )?(?:H:|B:|I:|F:|@:|it |this |"
    r"everything |all |things )))"
)
_DENIAL = re.compile(
    r" (?:not|never|no|O:\S+|none|neither|nor|without|cannot|nothing|hardly|yet to|unable|"
    r"nowhere|\S+n't|fails to|failed to|refused to"
    r"|instead of|rather than|lacks?|missing|un\w+ed|F:unresolved) "
)
_FLIP = re.compile(
    r" (?:not (?:only|just|merely|to (?:worry|fear)|that|unlike)|no (?:longer|doubt|worries|"
    r"problem|I:problem|need|one but|question|fear"
    r"|wonder|matter|other)|O:\S+ (?:but|except|else|other|needs|has to|must|should)|never "
    r"(?:mind|fear|better)"
    r"|without (?:a )?(?:doubt|question)|nothing (?:but|to|I:\S+|else)|why not|if not|cannot "
    r"(?:be )?(?:wait|deny|say)"
    r"|(?:isn't|wasn't|aren't|didn't|hasn't|haven't|don't|doesn't) (?:it|this|that|the|H:\S+|"
    r"they|you|anything)) "
)
_CONDITION = re.compile(
    r" (?:if|unless|until|till|whether|once|before|when|whenever|whoever|whose|in case|as "
    r"soon as|without|should the|only|would"
    r"|even if|assuming|provided|suppose|case|whichever|how to|who) "
)
_MODAL = re.compile(
    r" (?:can|cannot|may|might|must|should|could|would|needs? to|needs?|has to|have to|had to|"
    r"to|ought to|let|please|try to|press|button"
    r"|asks?|asked|wants?|allowed to|able to|decides? to|or|and to|not to)(?: (?:also|then|"
    r"first|only|be|now|either|still|both))*(?: be [a-z]+ed)? $"
)
_INTENT = re.compile(
    r" (?:going|about|plans?|planning|intends?|promises?|promised|happy|glad|here|trying|set|"
    r"ready|on H:duty) to $"
)
_THING = re.compile(
    r" (?:T:\S+|D:\S+)(?: (?:that|which|\([^)]*\)|now|already|has|have|had|is|are|was|were|"
    r"been|being|then|first|still|not|also))* $"
)
_SEEN_AT = re.compile(r" (?:Z:|N:|C:|D:)\S+")
_REPORTS = re.compile(
    r" (?:report\w*|shows?|showed|says?|said|marks?|marked|lists?|listed|status|state|set|sent|C:\S+) "
)
_CITED = re.compile(r" D:e\d+ ")
_OWNED = re.compile(
    r" (?!I:|it |this |that |F:|P:)\S+ (?:is|are) (?:owned|maintained|managed|run|operated) $"
)
_SYSTEM = re.compile(r" S:\S+ ")


def _scope(piece: str, start: int) -> str:
    left = piece[: start + 1]
    cuts = [found.end() - 1 for found in _CUT.finditer(left)]
    return left[cuts[-1] :] if cuts and cuts[-1] < len(left) else left


def _denied(sentence: Sentence, piece: str, start: int) -> bool:
    first = piece[start + 1 :].split(" ", 1)[0]
    scope = f"{_scope(piece, start)}{first} "
    return _DENIAL.search(scope) is not None and _FLIP.search(piece) is None


def _conditional(sentence: Sentence, piece: str, start: int) -> bool:
    return _CONDITION.search(_scope(piece, start)) is not None and not piece.startswith(" why ")


def _modal(sentence: Sentence, piece: str, start: int) -> bool:
    left = piece[: start + 1]
    return _MODAL.search(left) is not None and _INTENT.search(left) is None


def _asked(sentence: Sentence, piece: str, start: int) -> bool:
    return sentence.question


def _reported(sentence: Sentence, piece: str, start: int) -> bool:
    """Said by a named system, with where or when it was seen."""
    system = _SYSTEM.search(sentence.shape)
    if system is None or not _SEEN_AT.search(sentence.shape):
        return False
    return " H:" not in sentence.shape.replace("H:vendor", "") and " B:" not in sentence.shape


def _thing(sentence: Sentence, piece: str, start: int) -> bool:
    return _THING.search(piece[: start + 1]) is not None


def _cited(sentence: Sentence, piece: str, start: int) -> bool:
    """Backed by a numbered piece of evidence in the same sentence."""
    return _CITED.search(sentence.shape) is not None


def _protocol(sentence: Sentence, piece: str, start: int) -> bool:
    """Spoken among brokers, sockets and other things that acknowledge each other."""
    return any(tag.split(":")[-1] in PROTOCOL_WORDS for tag in piece.split())


def _catalogued(sentence: Sentence, piece: str, start: int) -> bool:
    """Whose service it is, as a catalogue has it; never whose incident."""
    return _OWNED.search(piece[: start + 1]) is not None


def _rule_told(sentence: Sentence, piece: str, start: int) -> bool:
    """What happens if: a sentence that opens with its condition."""
    return re.match(r" (?:if|unless|when|whenever|until|once) ", sentence.shape) is not None


EXCUSES: dict[str, Callable[[Sentence, str, int], bool]] = {
    "n": _denied,
    "c": _conditional,
    "m": _modal,
    "q": _asked,
    "s": _reported,
    "t": _thing,
    "r": _cited,
    "p": _protocol,
    "i": _rule_told,
    "o": _catalogued,
}


def excused(excuses: str, sentence: Sentence, piece: str, start: int) -> bool:
    """Whether any of the named excuses holds for a match at `start` of a piece."""
    return any(EXCUSES[letter](sentence, piece, start) for letter in excuses)
