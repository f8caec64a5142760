"""What a text must hold for a claim to match in it, so that few patterns are tried on each piece.

Of a pattern only what must match counts: optional groups and what is looked at ahead or behind are cut out. Of the
parts that remain the most telling one is kept: a part all of whose words are rare, else all the words there are.
"""

import re
from collections.abc import Iterator

from bot.voice.lexicon.vocabulary import vocabulary

_ANCHOR = re.compile(r"(?<![\w\\'-])(?<![A-Z]:)((?:[A-Z]:)?[a-z][a-z'.-]*|'[a-z]+)(\?)?")
_CLASS = re.compile(r"(?<![A-Za-z])([A-Z@]:)(?:\\S|(?![a-z\w(]))")
_CLASSES = re.compile(r"\[[^\]]*\]")
_WILD = re.compile(r"\[a-z\]|\\S(?<![A-Z@]:\\S)|\\d|\\w")
_COMMON = vocabulary(
    "the a an of in at for from with by and or but to is are was were be been has have had some as one so if "
    "can could may might must should would also both well to"
)
_FREQUENT = _COMMON | vocabulary(
    "it this that these those on no not all got now already again still since after out up"
)
_LOOKS = ("(?=", "(?!", "(?<=", "(?<!")
_OPTIONAL = ("*", "?", "{0")
_QUANTIFIERS = frozenset("*?{}0123456789,")


def anchors(source: str) -> frozenset[str]:
    """Tags, or class letters, of which a text must have at least one for the pattern to match in it."""
    bare = _mandatory(source)
    found = frozenset[str]()
    for branch in _cut(bare, "|"):
        parts = [_words(part) for part in _cut(branch, " ") if not _WILD.search(part)]
        telling = [words for words in parts if words and not words & _FREQUENT]
        best = min(telling, key=_breadth) if telling else _words(branch) - _COMMON
        found |= best or _words(source)
    return found


def _breadth(words: frozenset[str]) -> tuple[bool, int]:
    """How many texts hold one of the words: a class letter stands in many."""
    return any(word.endswith(":") for word in words), len(words)


def _words(part: str) -> frozenset[str]:
    found = set(_CLASS.findall(part))
    for word, optional in _ANCHOR.findall(_CLASSES.sub(" ", part)):
        found.add(word)
        if optional:
            found.add(word[:-1])
    return frozenset(found)


def _mandatory(source: str) -> str:
    """The pattern without its optional groups and without what is looked at ahead or behind."""
    out: list[str] = []
    begins: list[int] = []
    skip = False
    for _, piece, after in _tokens(source):
        if skip and piece in _QUANTIFIERS:
            continue
        skip = False
        if piece.startswith("("):
            begins.append(len(out))
        out.append(piece)
        if piece == ")":
            begin = begins.pop()
            optional = after.startswith(_OPTIONAL)
            if out[begin] in _LOOKS or optional:
                del out[begin:]
                skip = optional
                if optional and begin and out[-1].isalpha():
                    out.append(r"[a-z]")  # an ending, so the word before it is not all of it
    return "".join(out)


def _cut(source: str, sign: str) -> list[str]:
    """A pattern cut where a sign stands outside all groups; a group around alternatives is opened first."""
    while sign == "|" and (whole := _WHOLE.fullmatch(source)) and _is_closed(whole.group(1)):
        source = whole.group(1)
    parts, depth, begin = list[str](), 0, 0
    for place, piece, _ in _tokens(source):
        depth += piece.startswith("(") - (piece == ")")
        if piece == sign and depth == 0:
            parts.append(source[begin:place])
            begin = place + 1
    return [*parts, source[begin:]]


def _is_closed(source: str) -> bool:
    """Whether every bracket that is closed was opened within."""
    depth = 0
    for _, piece, _ in _tokens(source):
        depth += piece.startswith("(") - (piece == ")")
        if depth < 0:
            return False
    return True


def _tokens(source: str) -> Iterator[tuple[int, str, str]]:
    """(place, piece, what follows): brackets with what they begin, escapes and classes whole, else one character."""
    place = 0
    while place < len(source):
        found = _TOKEN.match(source, place)
        piece = found.group() if found else source[place]
        yield place, piece, source[place + len(piece) : place + len(piece) + 2]
        place += len(piece)


_WHOLE = re.compile(r" ?\(\?:(.*)\) ?", re.DOTALL)
_TOKEN = re.compile(r"\\.|\[\^?\]?[^\]]*\]|\(\?(?:<?[=!]|:)|\(")
