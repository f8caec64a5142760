"""Answers to "who?": whatever is named there, without a mention, a reader takes for the one who has it."""

from bot.voice.lexicon.vocabulary import vocabulary
from bot.voice.rules.verbless import has_verb
from bot.voice.sentences import Sentence

_LONGEST = 8
_SENTENCE = 3
_THINGS = ("T:", "D:", "C:", "N:", "S:", "P:", "@:")
_DENIALS = vocabulary("none unknown not no press can must ask see yet choose unclear ATTR")


def answered(sentence: Sentence) -> str:
    """The rule broken by an answer that is a name: "Who owns this? The SRE on duty.", "Who's on it: Platform"."""
    if not sentence.answer or sentence.question or len(sentence.tokens) >= _LONGEST:
        return ""
    tags = [token.tag for token in sentence.tokens]
    if any(tag.startswith("O:") or tag in _DENIALS for tag in tags):
        return ""
    person = any(tag.startswith(("H:", "B:")) for tag in tags)
    bare = not (len(tags) > _SENTENCE and has_verb(sentence.shape)) and not any(
        tag.startswith(_THINGS) for tag in tags
    )
    return "unnamed-human" if person or bare else ""
