"""English or not: a sentence most of whose words are no English is not one that Lookout would write."""

from bot.voice.sentences import Sentence
from bot.voice.tokens import Speech, Token

_SHORT = 3


def language(sentence: Sentence) -> str:
    """The rule broken by a sentence that is not English, "" if it is or has no words."""
    english, unknown = 0, list[Token]()
    before = None
    for token in sentence.tokens:
        if token.speech == Speech.FOREIGN:
            return "language"
        if token.speech == Speech.ENGLISH:
            english += 1
        if token.speech == Speech.UNKNOWN and not _proper(token, before):
            unknown.append(token)
        before = token
    if len(unknown) > english:
        return "language"
    if len(unknown) == english == 1:
        word = next(token for token in sentence.tokens if token.speech == Speech.ENGLISH)
        return "language" if len(word.tag) <= _SHORT or not unknown[0].raw.isascii() else ""
    return ""


def _proper(token: Token, before: Token | None) -> bool:
    """A name in the middle of a sentence, or a short abbreviation."""
    if token.raw.isupper() and len(token.raw) <= 5:
        return True
    return token.capital and before is not None and before.speech == Speech.ENGLISH and token.raw.isascii()
