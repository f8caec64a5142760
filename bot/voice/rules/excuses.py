"""What takes the claim out of a claim: a denial, a condition, a modal, a question, a named system's report.

Each is a question about the words before the match, back to the last comma or change of subject.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

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
    r"|(?<=^ )which|even if|assuming|provided|suppose|case|whichever|how to|who) "
)
# A condition holds up to its comma: "Once the commander has approved and the owner has confirmed, ...". With a time in
# it, it is a story: "When the alert fired at 02:14 the pods crashed and ...".
_OPENED = re.compile(
    r" (?:if|unless|until|once|whether|before|when) (?!you (?:wonder|ask)|now |then )(?!.* (?:Z:|N:|\S+day |"
    r"yesterday |today |tonight |now |already |last |this )).* and "
)
_CLOSED = re.compile(r" , (?!so |and |but |or |then (?:relax|sleep|rest) )(?:\S+ ){2}")
_STORY = re.compile(r" (?:until|till|before|when|once|after) (?:Z:|N:|\S+day |yesterday |now |then )")
_MODAL = re.compile(
    r" (?:can|cannot|may|might|must|should|could|would|needs? to|needs?|has to|have to|had to|"
    r"to|ought to|let|please|try to|press|button"
    r"|asks?|asked|wants?|allowed to|able to|decides? to|or|and to|not to)(?: (?:also|then|"
    r"first|only|be|now|either|still|both|no longer))*(?: be [a-z]+ed)? $"
)
_INTENT = re.compile(
    r" (?:going|about|plans?|planning|intends?|promises?|promised|happy|glad|here|trying|set|"
    r"ready|on H:duty) to $"
)
_THING = re.compile(
    r" (?:T:\S+|D:\S+)(?: (?:that|which|[CN]:\S+|\([^)]*\)|now|already|has|have|had|is|are|was|were|"
    r"been|being|then|first|still|not|also|manager|process|member|copy))* $"
)
_SEEN_AT = re.compile(r" (?:(?:Z:|N:|C:|D:)\S+|since (?:mon|tues|wednes|thurs|fri|satur|sun)day)")
_CITED = re.compile(r" D:e\d+ ")
_OWNED = re.compile(
    r" (?!I:|it |this |that |F:|P:)\S+ (?:is|are) (?:owned|maintained|managed|run|operated) $"
)
_SYSTEM = re.compile(r" S:\S+ ")


class Place(NamedTuple):
    """Where a claim was found: the sentence, its piece, and where in the piece the match begins."""

    sentence: Sentence
    piece: str
    start: int

    @property
    def left(self) -> str:
        """The words before the match."""
        return self.piece[: self.start + 1]

    @property
    def first(self) -> str:
        """The first word of the match."""
        return self.piece[self.start + 1 :].partition(" ")[0]

    @property
    def scope(self) -> str:
        """The words before the match, back to the last comma or change of subject."""
        cuts = [found.end() - 1 for found in _CUT.finditer(self.left)]
        return self.left[cuts[-1] :] if cuts else self.left


def _denied(place: Place) -> bool:
    scope = f"{place.scope}{place.first} "
    return _DENIAL.search(scope) is not None and _FLIP.search(place.piece) is None


def _conditional(place: Place) -> bool:
    opened = place.left.rpartition(" , ")[2]
    if _OPENED.match(f" {opened.strip()} ") is not None and _CLOSED.search(place.piece[place.start :]):
        return True
    return _CONDITION.search(place.scope) is not None and not place.piece.startswith(" why ")


def _modal(place: Place) -> bool:
    return _MODAL.search(place.left) is not None and _INTENT.search(place.left) is None


def _asked(place: Place) -> bool:
    return place.sentence.question


def _reported(place: Place) -> bool:
    """Said by a named system, with where or when it was seen."""
    host = place.sentence.shape.partition(place.piece.strip())[0]
    system = _SYSTEM.search(f"{host}{place.left}{place.first} ")
    if system is None or not _SEEN_AT.search(place.sentence.shape):
        return False
    return " H:" not in place.sentence.shape.replace("H:vendor", "") and " B:" not in place.sentence.shape


def _thing(place: Place) -> bool:
    return _THING.search(place.left) is not None


def _cited(place: Place) -> bool:
    """Backed by a numbered piece of evidence in the same sentence."""
    return _CITED.search(place.sentence.shape) is not None


def _protocol(place: Place) -> bool:
    """Spoken among brokers, sockets and other things that acknowledge each other."""
    return any(_is_protocol(tag) for tag in place.piece.split())


def _is_protocol(tag: str) -> bool:
    word = tag.rpartition(":")[2]
    return word in PROTOCOL_WORDS or (tag.startswith("D:") and word.removesuffix("s") in PROTOCOL_WORDS)


def _catalogued(place: Place) -> bool:
    """Whose service it is, as a catalogue has it; never whose incident."""
    return _OWNED.search(place.left) is not None


def _rule_told(place: Place) -> bool:
    """What happens if: a sentence that opens with its condition."""
    shape = place.sentence.shape
    return (
        re.match(r" (?:if|unless|when|whenever|until|once) ", shape) is not None
        and _STORY.match(shape) is None
    )


EXCUSES: dict[str, Callable[[Place], bool]] = {
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
    place = Place(sentence, piece, start)
    return any(EXCUSES[letter](place) for letter in excuses)
