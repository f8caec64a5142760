"""The positive rule on words: a report speaks of systems in their own terms, not in figures of speech.

"Curtain down on the outage", "a storm in a teacup", "the cavalry rides": there are always more of them, so the words
that they are made of are listed, not the sayings. A word that names a thing, or part of its name, is none.
"""

from bot.voice.lexicon.classes import NAMER_WORDS
from bot.voice.lexicon.figures import FIGURES
from bot.voice.sentences import Sentence
from bot.voice.tokens import Token

_NAMED = ("T:", "D:", "C:", "S:")


def figure(sentence: Sentence) -> str:
    """The rule broken by a figure of speech, "" if there is none."""
    tokens = sentence.tokens
    said = any(token.tag in FIGURES and not _names(tokens, place) for place, token in enumerate(tokens))
    return "figure" if said else ""


def _names(tokens: tuple[Token, ...], place: int) -> bool:
    """Whether the word stands in a name: "service coffee", "coffee orders", "the Mountain region"."""
    before = tokens[place - 1].tag if place else ""
    after = tokens[place + 1].tag if place + 1 < len(tokens) else ""
    return (
        before.startswith(_NAMED)
        or after.startswith(_NAMED)
        or before in NAMER_WORDS
        or (place > 0 and tokens[place].capital)
    )
