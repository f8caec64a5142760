"""The positive rule on people: what a sentence that asks nothing may say of somebody whom the record does not name.

That nobody did a thing, that somebody may, must or should, what happens if or unless somebody does, where to find or
ask them, and names that only have a person's word in them. Whatever else is said of a person, a reader takes it that
there is one.
"""

import re

from bot.voice.lexicon.vocabulary import vocabulary
from bot.voice.sentences import Sentence

_WORDS = vocabulary(
    "schedule schedules rota rotas roster label labels field fields group groups role roles reference references "
    "list "
    "account accounts policy handle column command timeout channel calendar name names id contact contacts page "
    "time times change changes order start end hours gap gaps line status portal console api tests test level "
    "decision decisions approval confirmation button menu section part guide documentation docs action actions "
    "interface message messages reply replies seat seats slot slots endpoint cycle cycles right rights permission "
    "permissions to"
)
"""Nouns that make a name of the person's word before them; `to` as in "leads to"."""
_LICENCE = re.compile(
    r" (?:not|never|no|O:\S+|none|neither|nor|without|cannot|nothing|\S+n't|un\w+ed|lacks?|missing|empty|unknown|"
    r"unclear|"
    r"if|unless|until|till|whether|who|whom|whose|which|what|before|when|whenever|where|how|why|once|case|"
    r"can|may|might|must|should|could|would|needs?|needed|required|requires?|asks?|asked|choose|pick|name|T:name|"
    r"tell|"
    r"press|call|wait|find|only|please|let|for|any|anyone|anybody|whoever|hand|add|mention|invite|notify|page|I:page|"
    r"tells|offers|allows?|lets?|button|expects?|allowed|different|second|two|both|approval|confirmation|"
    r"takes? (?:an?|two|N:\S+|(?:\S+ ){1,3}and an?)|next|check|compare|configured|set|per|(?<=\S )as|ATTR|"
    r"escalate|S:\S+ of "
    r"the|T:record|record|C:\S+|time to|time to first) "
)
_AHEAD = re.compile(
    r"^(?:(?:of|on|in|for|at|from|with) (?:\S+ ){1,4}?)?(?:still |also |then |first )?"
    r"(?:can|may|might|must|should|could|would|needs?|has to|have to|(?:is|are|was|were|has|have|had|do|does|did) "
    r"(?:still |yet )?not|is still|"
    r"not|never|cannot|is unknown|is unset|is missing|is empty|is (?:[TD]:|H:team-)\S+|(?:is|are) (?:able|unable|"
    r"allowed|entitled|permitted) to|of (?:the |a )?(?:[TD]:\S+|bucket|file|directory|object|repository|repo|"
    r"dashboard|index|account)|"
    r"(?:has|have) N:\S+ \S+ to|stays|overrides the freeze|, ATTR|(?:is|was) (?:silent|absent|asleep)|(?:, "
    r")?who \S+ (?:can|cannot|may|must|needs)|(?:, )?who (?:can|may|must|should|would|"
    r"(?:do|does|did|has|have) not|approves|takes|proposed|is not)|is needed|"
    r"lacks?|are needed|is required|are required|\S+n't)(?: |$)"
)
_ARTICLES = frozenset(("the", "a", "an", "their", "its", "your", "our", "no"))
_VERB = re.compile(r"(?:I:pages|[a-z]+(?:ed|ing|es|[^su]s))")
_VERBS = vocabulary(
    "is are was were be been has have had does do did got took taken went came gave given made sent ran run put set "
    "kept "
    "left found knew saw woke told held hold stand stands sit stood sat met read wrote began begun own take get "
    "look work "
    "handle keep know see think say agree fix watch cover help join 's will shall told drove drive"
)
_OF_THINGS = frozenset(("H:owner", "H:owners"))
# "A person mends the selector" tells what is left to people; of one who is at it the claims speak.
_AT_IT = re.compile(r"(?:is|has|was|had|took|went|got|did|[a-z]+ed) ")
_ANY_PERSON = re.compile(r" (?:a|by a) $")
_HAVING = re.compile(r" T:\S+ (?:has|have) (?:an? )?$")
_SCOPE = re.compile(r" (?:,|but|so|then|because|while) ")
_ROLES = frozenset(("role", "roles", "D:clusterrole", "clusterrole"))
_KEYS = frozenset(("T:label", "T:labels", "T:field", "T:column", "T:key", "T:header"))
_KEY = 4
_GROUP = re.compile(r"H:(?:s[0-9][0-9a-z]+|team-\S+|squad-\S+|\S+-team)")


def unlicensed(sentence: Sentence) -> str:
    """The rule broken by a person of whom a sentence says more than the record, "" if there is none."""
    if sentence.question or " H:" not in sentence.shape:
        return ""
    return "unnamed-human" if any(_told(piece) for piece in sentence.pieces) else ""


def _told(piece: str) -> bool:
    if " H:" not in piece or len(piece.split()) <= _KEY:
        return False
    tags = piece.split()
    return any(
        tag.startswith("H:")
        and not _named(tags, place)
        and not _licensed(tags, place)
        and any(map(_is_verbal, _segment(tags, place)))
        for place, tag in enumerate(tags)
    )


def _segment(tags: list[str], place: int) -> list[str]:
    """The tags between the commas around a place, without what an article makes a noun."""
    begin = max((at + 1 for at in range(place) if tags[at] == ","), default=0)
    end = next((at for at in range(place, len(tags)) if tags[at] == ","), len(tags))
    return [tags[at] for at in range(begin, end) if at == 0 or tags[at - 1] not in _ARTICLES]


def _is_verbal(tag: str) -> bool:
    return tag in _VERBS or _VERB.fullmatch(tag) is not None


def _named(tags: list[str], place: int) -> bool:
    """Whether the person's word is part of a name, or a group that a catalogue or a menu shows."""
    after = tags[place + 1] if place + 1 < len(tags) else ""
    return (
        (place > 0 and (tags[place - 1] in _ROLES or tags[place - 1] in _KEYS))
        or after.startswith(("T:", "D:", "C:", "N:", "H:"))
        or after.removesuffix("'s") in _WORDS
        or _GROUP.fullmatch(tags[place]) is not None
    )


def _licensed(tags: list[str], place: int) -> bool:
    left = f" {' '.join(tags[:place])} "
    cuts = [found.end() - 1 for found in _SCOPE.finditer(left)]
    scope = left[cuts[-1] :] if cuts else left
    if tags[place] in _OF_THINGS and _HAVING.search(left):
        return True
    if (
        tags[place] == "H:person"
        and _ANY_PERSON.search(left)
        and not _AT_IT.match(" ".join(tags[place + 1 :]))
    ):
        return True
    return _LICENCE.search(scope) is not None or _AHEAD.match(" ".join(tags[place + 1 :])) is not None
