"""The positive rule on what is spoken of: a system, the record, the report itself, or what a human may do.

A sentence that names none of these is not one that Lookout would write; said at 02:14 it is courtesy, comfort or a
sign-off ("Nearly there.", "That's a wrap."), which readers take for somebody's word.
"""

import re

from bot.voice.lexicon.classes import LETTER
from bot.voice.lexicon.topics import DIRECTIVES, NO_SUBJECTS, TOPICS
from bot.voice.lexicon.vocabulary import vocabulary
from bot.voice.sentences import Sentence
from bot.voice.tokens import Speech

_NAMED = ("T:", "D:", "C:", "N:", "S:", "Z:", "P:", "@:", "O:")
_DENIALS = frozenset(("no", "not", "nothing", "none", "neither", "never", "cannot", "without", "nowhere"))
_BUTTONS = vocabulary(
    "take release resume mute unmute snooze next previous apply edit open view filter sort copy page ticket"
)
"""Words that stand alone on a button or in a field."""
_PHRASES = frozenset((" take it ", " hand it over ", " not now ", " go back "))
"""Phrases that do."""
_REPORTED = vocabulary("I:alert I:alerts I:incident I:incidents I:outage I:problem I:issue I:fault I:bug")
_MACHINES = frozenset(("T", "S"))
_EMPTY = vocabulary(
    "on in at by to of it its this that all since until the a an and or with for from same as"
)
# The words before the first finite verb.
_SUBJECT = re.compile(
    r"^ ((?:\S+ ){1,5}?)(?:is|are|was|were|has|have|had|does|do|did|will|would|can|fails?|runs?|"
    r"needs?|takes?|shows?"
    r"|blocks|rejects|answers|refuses|drops|floods|serves|returns?|belongs?|depends?|lacks?|holds?|uses?|"
    r"hides?|came|grew|fell|rose|began|ended) "
)


def off_topic(sentence: Sentence) -> str:
    """The rule broken by a sentence about nothing that Lookout knows, "" if it has a topic or asks."""
    said = [token.tag for token in sentence.tokens if token.speech != Speech.SILENT]
    if sentence.shape in _PHRASES or (len(said) == 1 and said[0].removeprefix("I:") in _BUTTONS):
        return ""
    if sentence.question or all(tag in _EMPTY or tag.startswith(("H:", "B:")) for tag in said):
        return ""
    return "" if any(map(_is_topic, sentence.shape.split())) or _has_subject(sentence.shape) else "off-topic"


def _is_topic(tag: str) -> bool:
    if tag.startswith(_NAMED) or tag == "ATTR" or tag in _DENIALS or tag.endswith("n't"):
        return True
    word = tag.rpartition(":")[2].removesuffix("'s")
    return word in TOPICS or word in DIRECTIVES or LETTER.get(word) in _MACHINES


def _has_subject(shape: str) -> bool:
    """Whether some thing is the subject, even one that no list knows: "Onboarding emails are late."."""
    found = _SUBJECT.match(shape)
    words = found.group(1).split() if found else []
    return any((word not in NO_SUBJECTS and word.isalpha()) or word in _REPORTED for word in words)
