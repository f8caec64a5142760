"""English or not: a sentence most of whose words are no English is not one that Lookout would write."""

from bot.voice.lexicon.classes import NAMER_WORDS
from bot.voice.sentences import Sentence
from bot.voice.tokens import Speech, Token

_ABBREVIATION = 5


def language(sentence: Sentence) -> str:
    """The rule broken by a sentence that is not English, "" if it is or has no words."""
    spoken = [token for token in sentence.tokens if token.speech != Speech.SILENT]
    if any(token.speech == Speech.FOREIGN for token in spoken):
        return "language"
    english = [token for token in spoken if token.speech == Speech.ENGLISH]
    unknown = [token for token in spoken if token.speech == Speech.UNKNOWN]
    if len(english) == len(unknown) == 1:
        # "Service keycloak" names a thing; of any other two words both must be English.
        return "" if _names(english[0]) or _abbreviated(unknown[0]) else "language"
    return (
        "language"
        if len([token for token in unknown if not _proper(token, sentence.tokens)]) > len(english)
        else ""
    )


def _names(token: Token) -> bool:
    return token.tag.startswith("T:") or token.tag.split(":")[-1] in NAMER_WORDS


def _abbreviated(token: Token) -> bool:
    return token.raw.isupper() and len(token.raw) <= _ABBREVIATION


def _proper(token: Token, tokens: tuple[Token, ...]) -> bool:
    """A name in the middle of a sentence, or a short abbreviation."""
    if _abbreviated(token):
        return True
    place = tokens.index(token)
    return token.capital and token.raw.isascii() and place > 0 and tokens[place - 1].speech == Speech.ENGLISH
