"""The positive rule on pieces without a verb: a report's piece without one begins with what it names, counts or asks.

"Six of nine pods", "No answer to the reminder", "Scale back to 4", "See E2" do; "Already with L2", "Good to close" and
"Mid-way through draining node-22" begin with how far somebody is.
"""

import re

from bot.voice.lexicon.vocabulary import vocabulary

_FINITE = re.compile(
    r" (?:is|are|was|were|be|has|have|had|does|do|did|can|cannot|may|might|must|should|would|could|will|shall|\S+n't|"
    r"(?!T:|I:|F:|S:|C:|D:|N:|Z:|H:)[a-z]+(?:ed|[^su]s|es)|began|begun|came|fell|rose|grew|went|took|held|kept|left|"
    r"lost|"
    r"found|met|ran|set|said|saw|wrote|read|broke|sent|made|gave|got) "
)
_PROGRESS = vocabulary(
    "already still now just almost nearly halfway half-way midway mid-way D:mid-way D:half-way partway part-way "
    "D:part-way soon shortly fully currently "
    "actively meanwhile busy deep neck-deep D:neck-deep knee-deep D:knee-deep hard well done finished through good "
    "ok okay safe clear free ready set fine "
    "happy glad able cleared cool great solid amid up back over off home"
)
_STATE = re.compile(
    r"^(?:T:replicas|T:pods|T:nodes|T:containers|firing|open|pending|not|no|missing|unknown|unowned|failing|without|"
    r"in|of|N:\S+|"
    r"Z:\S+|T:\S+|C:\S+|D:(?!l\d|\w+-deep|mid-way|half-way)\S+|S:\S+|since|until|to (?:N:|T:|D:|the (?:T:|old|"
    r"previous|last))\S*|at [NZ]:\S+|every|each|any|"
    r"O:\S+|ATTR|under N:\S+|above|below|the (?:same|first|last|limit|T:)\S*)(?: |$)"
)
_UNDERWAY = re.compile(
    r"^ (?:\S+ ){0,2}?(?:in the (?:middle|midst|process|course) of (?!N:|Z:|the (?:T:|night|day))|(?:halfway|midway|"
    r"D:mid-way|D:half-way|partway|"
    r"well) (?:through|into)|on the (?:verge|brink|cusp) of|busy (?:with|on)|done with|through with|close to "
    r"[a-z]+ing|"
    r"(?:good|ok|okay|safe|clear|free|ready|set|fine|happy|cleared|nice|able) (?:to|for) (?!N:|T:|D:|C:|false)[a-z]+)"
)
_WITH_SOMEBODY = re.compile(
    r"^ (?:(?:already|now|currently|all|safely|still|both) )*(?:with|at|over at|over to|in with|up to|down to) "
    r"(?:the |our )?"
    r"(?:H:\S+|D:l[1-4]|D:(?:tier|level)-?\d|tier N:\d|second line|T:second line|level N:\d|(?:platform|storage|"
    r"network|"
    r"T:network|T:storage|T:platform|payments|support|security|T:database|T:db|management)(?= $))"
)


def has_verb(piece: str) -> bool:
    """Whether a piece has a finite verb, as far as its form tells."""
    return _FINITE.search(piece) is not None


def verbless(piece: str) -> str:
    """The rule broken by a piece that has no finite verb and begins with how far somebody is, "" if it does not."""
    head, _, rest = piece.strip().partition(" ")
    if _WITH_SOMEBODY.match(piece):
        return "possession"
    if not rest or has_verb(piece):
        return ""
    if _UNDERWAY.match(piece):
        return "subjectless-work"
    return "subjectless-work" if head in _PROGRESS and not _STATE.match(rest) else ""
