"""The positive rule on deeds told in the passive: who did it, when, or where that was read must stand beside it.

"A second gateway is being brought up", "the record has now been added", "silence added for two hours": what people do
to production, with none of the three said, somebody has just done, and a reader takes it that somebody is at it.
"""

import re

from bot.voice.lexicon.verbs import BEFALLEN, INTERVENED
from bot.voice.lexicon.vocabulary import vocabulary
from bot.voice.rules.excuses import excused
from bot.voice.sentences import Sentence

_SURE = vocabulary(INTERVENED)
_BEFALLEN = vocabulary(BEFALLEN)
_PARTICIPLE = re.compile(r"(?:[A-Z]:)?[a-z-]+(?:ed|en|wn|un|ung|ut|pt|lt|nt|ade|ought|aught|one|ld|id|et)")
_PARTICLED = vocabulary(
    "switched turned flipped toggled rolled put brought moved pulled swung backed cut spun torn scaled dialled "
    "dialed beefed "
    "taken kicked swapped wound ramped powered failed topped stood fired"
)
_TOLD = _SURE | _PARTICLED
_PARTICLES = vocabulary("off on over down out back up forward in away aside offline online")
_ROTATION = re.compile(r"^ (?:out )?(?:from|of) (?:the )?(?:rotation|service|traffic|T:balancer|load) ")
_DATED = re.compile(
    r"(?:(?:at|on|since|in|by|about|around) )?(?:the )?(?:Z:|N:(?:19|20)\d\d-|monday|tuesday|"
    r"wednesday|thursday|friday|saturday|sunday)"
)
_LEADS = vocabulary("at on since between in by according from after")
_ADVERBS = vocabulary(
    "now already since just also first all both again then fully safely successfully therefore meanwhile finally "
    "still "
    "temporarily manually quickly only"
)
_PERFECT = re.compile(r" (?:has|have|had|'s)(?: \S+){0,2} been$")
_FORMS = (
    ("perfect", _PERFECT),
    ("progressive", re.compile(r" (?:is|are|was|were|'s|be)(?: \S+){0,2} being$")),
    ("past", re.compile(r" (?:was|were|got|gets)$")),
)
_VERB = re.compile(
    r" (?:is|are|was|were|be|been|being|has|have|had|does|do|did|can|cannot|may|might|must|should|would|could|will|"
    r"shall|to|"
    r"if|unless|until|whether|before|after|when|once|while|who|which|that|not|no|O:\S+|never|\S+n't|ATTR|_+|by|of|"
    r"with|in|"
    r"on|at|as|for|from|since|gets?|got|stays?|fails?|shows?|needs?|runs?|how|why|what|where|[a-z]+ing) "
)
_FINITE = re.compile(
    r" (?:is|are|was|were|has|have|had|does|do|did|can|cannot|may|might|must|should|would|could|will|shall|ATTR|_+|"
    r"stays?|fails?|shows?|needs?|never) "
)
_ACTIVE = re.compile(
    r"^ (?:the|an?|its|their|all|both|it|them|this|that|these|T:\S+|D:\S+|C:\S+|N:\S+|I:\S+|\S+ (?:T:|D:)\S+|"
    r"(?:out|off|down|up|away) (?:the|an?|member|its|(?:T:|D:|N:)\S+)) "
)
_WITH = re.compile(r"(?:^| )with (?:the |an? |both |all )?(?:\S+ ){0,2}\S+$")
_CLAUSE = re.compile(r" (?:so|because|until|while|and|but|,|that|which|since) ")
_VOUCHED = re.compile(
    r" (?:Z:\S+|for N:\S+|D:e\d+\S*|S:\S+|C:q \( D:e|N:\S+ (?:times|T:times)|(?:N:\S+|two|three|four|five|a|an) "
    r"(?:day|week|"
    r"month|hour|"
    r"minute|days|weeks|months|hours|minutes) (?:ago|before|later|after)|yesterday|last|twice|every|each|"
    r"by (?:the |an? |its )?(?:\S+ )?(?:T:|D:|C:)\S+|proposed|would|monday|tuesday|wednesday|thursday|friday|"
    r"saturday|sunday|"
    r"(?:in|with|by|since|from|to) (?:T:revision|release|T:version|version|D:v\d\S*|N:\d+\.\d\S*|generation)|"
    r"D:v\d\S*|"
    r"N:(?:19|20)\d\d-\S+|D:\d\d\d\d-\S+|upstream|(?:on|since|until) (?:N:\S+ )?(?:january|february|march|april|may|"
    r"june|july|"
    r"august|september|october|november|december)) "
)
_BEHIND = re.compile(r" (?:before|after|until|when|once|while|during|because|due|as soon) ")


def undated(sentence: Sentence, piece: str) -> str:
    """The rule broken by a deed on a thing without doer, time or source, "" if the piece tells of none."""
    tags = piece.split()
    if tags[0].startswith("P:") or (" P:" in sentence.shape and " merged " in piece):
        return ""  # `told` has a list of what may be said of a proposal
    compound = " been " in piece or " being " in piece
    told = any(
        (tag in _TOLD or (compound and _PARTICIPLE.fullmatch(tag)))
        and place
        and _is_told(sentence, tags, place)
        for place, tag in enumerate(tags)
    )
    return "deed" if told else ""


def _is_told(sentence: Sentence, tags: list[str], place: int) -> bool:
    left = place
    while left and tags[left - 1] in _ADVERBS:
        left -= 1
    before = f" {' '.join(tags[:left])}"
    after = f" {' '.join(tags[place + 1 :])} "
    form = next((name for name, pattern in _FORMS if pattern.search(before)), "")
    if not _is_deed(tags, place, after, compound=form in {"perfect", "progressive"}):
        return False
    if not form:
        if tags[place] in _SURE and _WITH.search(before) and after[:3] in {"  ", " , "}:
            return True
        if left != place or not _stands_alone(before, after):
            return False
    if _VOUCHED.search(_around(tags, place)) or _is_cited(sentence, after):
        return False
    start = len(before.rpartition(" ")[0])
    return not (form == "past" and _BEHIND.search(after)) and not excused(
        "ncmqsi", sentence, f" {' '.join(tags)} ", start
    )


def _is_deed(tags: list[str], place: int, after: str, *, compound: bool) -> bool:
    """Whether the participle is one of people: by itself, by what follows it, or by its tense.

    What "has been" or "is being" done is fresh, so there every participle is one, but for what befalls things.
    """
    tag = tags[place]
    particle = place + 1 < len(tags) and tags[place + 1] in _PARTICLES
    if tag in _SURE or (tag in _PARTICLED and (particle or _ROTATION.match(after))):
        return True
    return compound and tag not in _BEFALLEN


def _stands_alone(before: str, after: str) -> bool:
    """Whether a participle is all the verb there is: no other before it or in its clause, and no object after it."""
    clause = f"{_CLAUSE.split(after)[0]} "
    return not (_ACTIVE.match(after) or _VERB.search(f"{before} ") or _FINITE.search(clause))


def _around(tags: list[str], place: int) -> str:
    """The words that belong to a deed: to the next comma or "so", and what stands before it if it is a time."""
    ends = [at for at, tag in enumerate(tags) if tag in {",", "so", "but"}]
    begin = max((at for at in ends if at < place), default=-1) + 1
    dated = [at for at in ends if at > place and not _DATED.match(f"{' '.join(tags[at + 1 :])} ")]
    end = min(dated, default=len(tags))
    return f" {' '.join(tags[0 if tags[0] in _LEADS else begin : end])} "


def _is_cited(sentence: Sentence, after: str) -> bool:
    """Whether evidence is cited in brackets behind the deed."""
    return " C:q" in after and " ( D:e" in sentence.shape
