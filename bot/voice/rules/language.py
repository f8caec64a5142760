"""English or not: a sentence of whose words too many are no English is not one that Lookout would write.

Each part between commas is asked too, since a claim in another tongue is readily hung onto a report in English.
"""

from collections.abc import Iterator, Sequence

from bot.voice.lexicon.classes import NAMER_WORDS
from bot.voice.lexicon.vocabulary import vocabulary
from bot.voice.sentences import Sentence
from bot.voice.tokens import Speech, Token

_CHAT = vocabulary(
    "wip lgtm sgtm omw brb bbl bbiab afk nvm imo imho iirc afaik afaict tbh fwiw ftr fyi asap eom nfa nbd tyvm thx "
    "pls plz idk ofc "
    "ftw otoh hth hmu wfm ngl smh jk lol rofl omg wtf btw tgif ooo eod cob kthx kk gtg gtfo fyr ptal tyia otw "
    "iykwim icymi nm "
    "ack'ing ttyl wrt rn tldr"
)
"""Shorthand of chats: who writes it types by hand."""
_ABBREVIATION = 5
_RUN = 3
_PAIR = 2
_PARTS = frozenset((",", ";", ":", "—", "-", "(", ")", '"'))


def language(sentence: Sentence) -> str:
    """The rule broken by a sentence that is not English, "" if it is or has no words."""
    if any(token.speech == Speech.FOREIGN for token in sentence.tokens):
        return "language"
    said = [token for token in sentence.tokens if token.speech != Speech.SILENT]
    if any(token.tag in _CHAT for token in said):
        return "chat"
    if not any(token.speech == Speech.UNKNOWN for token in said):
        return ""
    odd = _is_pair(sentence.tokens) or _outnumbered(sentence.tokens) or _has_run(said)
    return "language" if odd or any(map(_is_strange, _parts(sentence.tokens))) else ""


def _is_pair(tokens: Sequence[Token]) -> bool:
    """Two words and nothing else, one of them unknown: "Service keycloak" names a thing, "tudo certo" none."""
    said = [token for token in tokens if token.speech != Speech.SILENT]
    if len(said) != _PAIR or any(token.tag[1:2] == ":" for token in tokens if token.speech == Speech.SILENT):
        return False
    english, unknown = sorted(said, key=lambda token: token.speech)
    if english.speech != Speech.ENGLISH:
        return False
    return not (_names(english) or _is_abbreviated(unknown))


def _outnumbered(tokens: Sequence[Token]) -> bool:
    """Whether more words are unknown, names apart, than English."""
    english = sum(token.speech == Speech.ENGLISH for token in tokens)
    return len(_unknown(tokens)) > english


def _is_strange(part: Sequence[Token]) -> bool:
    return sum(not token.capital for token in _unknown(part)) >= _PAIR and _outnumbered(part)


def _has_run(said: Sequence[Token]) -> bool:
    """Whether so many unknown words follow each other that they are a phrase, not names."""
    run = 0
    for token in said:
        run = run + 1 if token.speech == Speech.UNKNOWN and not token.capital else 0
        if run == _RUN:
            return True
    return False


def _parts(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    begin = 0
    for place, token in enumerate(tokens):
        if token.tag in _PARTS:
            yield tokens[begin:place]
            begin = place + 1
    yield tokens[begin:]


def _unknown(tokens: Sequence[Token]) -> list[Token]:
    return [
        token
        for place, token in enumerate(tokens)
        if token.speech == Speech.UNKNOWN and not _is_proper(tokens, place)
    ]


def _names(token: Token) -> bool:
    return token.tag.startswith("T:") or token.tag.split(":")[-1] in NAMER_WORDS


def _is_abbreviated(token: Token) -> bool:
    return token.raw.isupper() and len(token.raw) <= _ABBREVIATION


def _is_proper(tokens: Sequence[Token], place: int) -> bool:
    """A name in the middle of a sentence, a short abbreviation, or a unit behind its number."""
    token = tokens[place]
    if _is_abbreviated(token) or (place > 0 and tokens[place - 1].tag.startswith("N:")):
        return True
    return token.capital and token.raw.isascii() and place > 0 and tokens[place - 1].speech == Speech.ENGLISH
