"""Sentences and their pieces: what the rules are asked about.

A piece is what stands between two strong separators (colon, semicolon, dash, bracket, quotation mark): long enough to
hold a subject and its verb, short enough that a sign-off after a correct summary is judged by itself.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from bot.voice.idioms import plainly
from bot.voice.lexicon.claims import CLAIM_WORDS
from bot.voice.lexicon.classes import LETTER, NAMER_WORDS
from bot.voice.lexicon.foreign import FOREIGN
from bot.voice.lexicon.verbs import ENDED, FILLERS, RADIO, WORK
from bot.voice.lexicon.vocabulary import vocabulary
from bot.voice.lines import lines_of
from bot.voice.markup import MARKS
from bot.voice.pieces import pieces_of
from bot.voice.spelling import respell
from bot.voice.tokens import MARKED, Speech, Token, cut

LONGEST = 160
_PAIR = 2
_HEADING = 6
_LONGEST_CHUNK = 240


class Sentence(NamedTuple):
    """`shape` is the tags in a row, with a space at both ends; `pieces` are its parts, shaped alike.

    `question` is set if it asks, `answer` if the sentence before asked who, `machine` holds machine texts and quoted
    names that stand in it.
    """

    tokens: tuple[Token, ...]
    shape: str
    pieces: tuple[str, ...]
    question: bool
    answer: bool
    machine: tuple[str, ...]


_ENDS = frozenset((".", "!", "?"))
_DROPPED = frozenset(("'", "<", ">", "/"))
_CITED = re.compile(r"D:e\d{1,4}(?:[/\u2013-]e?\d{1,4})*")
_BESIDE = frozenset((",", ";", "(", ")", "and", "or", "see", "also", "/", "&", "cf", "-"))
_THINGS = ("T:", "S:", "D:", "C:", "N:", "Z:", "P:", "I:", "@:")
_LEADS = vocabulary(
    ": by in of from with as to than on at after before for against per under since between following unlike read"
)
_FEW = 5
_DAYS = vocabulary("monday tuesday wednesday thursday friday saturday sunday")
_PAGES = frozenset(("S:statuspage", "H:vendor"))
# The states that a tracker or an alert of its own accord can be in and that claim nothing.
_STATES = frozenset(
    re.split(
        r"\|",
        "open|new|to do|todo|in progress|in review|backlog|queued|waiting|pending|blocked|on hold|reopened|triggered|"
        "firing|alerting|no data|unassigned|high|degraded|degraded performance|partial outage|major outage|down|"
        "critical|warning",
    )
)
_SPOKEN_FOR = frozenset(("mine", "ours", "it", "this", "you", "your", "everybody", "everyone"))
# An alert's name may say that something lacks an owner or an answer.
_LACKING = re.compile(
    r"(?:incident|alert|page|ticket)s? (?:(?:resolved|closed|open|acknowledged|mitigated) )?(?:"
    r"without (?:an? )?(?:owner|acknowledgement|commander|assignee|answer|cause|postmortem)|"
    r"(?:not|never) (?:acknowledged|resolved|closed|owned|assigned|answered)|unacknowledged|unowned|unassigned)"
)
_WHO = re.compile(
    r"^ (?:(?:so|and|but|then) )?(?:who|whose|which \S*:?(?:team|person|engineer)|H:owner|H:ic|H:commander) ?"
)
_RUN_ON = Sentence(
    (Token("run-on", "", Speech.FOREIGN),),
    " run-on ",
    (" run-on ",),
    question=False,
    answer=False,
    machine=(),
)
_META = re.compile(
    r" (?:(?:does|do|did|would|will) (?:not|never) (?:change|make|count|mean|move|set|give|transfer)|(?:changes?|"
    r"changed|does|do|"
    r"counts? for|means?) nothing)\b"
    r"| (?:is|are) (?:not an?|no|neither) (?:acknowledgements?|answers?|H:owner|ownership|T:record|confirmations?|"
    r"approvals?|handover|decisions?)\b| you (?:wrote|typed|posted|replied|answered) \"|neither (?:is|are|does|do) \""
)
_REPLY = re.compile(r' "(?: \S+)*? " ')
_SIMPLE = frozenset(RADIO.split()) | frozenset(FILLERS.split())
_SPOKEN = (
    CLAIM_WORDS | _SIMPLE | FOREIGN | frozenset(ENDED.split()) | frozenset(WORK.split())
    | frozenset(word for word, letter in LETTER.items() if letter in "HBO")
    | {"none", "null", "unknown", "nil", "me", "closed", "approved"}
)  # fmt: skip
_OPENERS = vocabulary(
    "who whose whom is are was were has have had does do did can could should would which "
    "what whether when where may might "
    "any anyone anybody"
)
_NO_QUESTION = re.compile(
    r"^ (?:\S+ )?(?:why|how|can you believe|would you believe|guess|did you (?:know|see|hear|"
    r"notice)|do you (?:know|see) that|is it not|was it not|\S+n't) | n't "
)


def sentences(text: str, code: Sequence[str]) -> Iterator[Sentence]:
    """The sentences of an unfolded text, in order; `code` are its machine texts."""
    asked = False
    for line in lines_of(text):
        for part in _split(_read(line)):
            if len(part) > LONGEST:
                yield _RUN_ON
                return
            sentence = _sentence(part, code, answer=asked)
            asked = _WHO.match(sentence.shape) is not None and _may_ask(sentence)
            yield sentence


@lru_cache(maxsize=2048)
def _read(line: str) -> tuple[Token, ...]:
    """The tokens of a line; a message that is edited in place is read again with every change."""
    return tuple(token for chunk in respell(plainly(line)).split() for token in _cut(chunk))


def _may_ask(sentence: Sentence) -> bool:
    """Whether it asks, or is a heading that does so without its mark ("Who's on this")."""
    return sentence.question or (sentence.shape[-3:] != " . " and len(sentence.tokens) <= _HEADING)


def _cut(chunk: str) -> tuple[Token, ...]:
    """The tokens of a chunk; one that is longer than any word or name is opaque, or a web address."""
    if len(chunk) <= _LONGEST_CHUNK:
        return cut(chunk)
    if any(mark in chunk for mark in MARKS):
        return tuple(token for part in MARKED.split(chunk) if part for token in _cut_part(part))
    return _cut_part(chunk)


def _cut_part(part: str) -> tuple[Token, ...]:
    if len(part) <= _LONGEST_CHUNK:
        return cut(part)
    honest = part.lstrip("(<\"'").startswith(("http://", "https://"))
    return (Token("D:link", ""),) if honest else (Token("run-on", part[:20], Speech.FOREIGN),)


def _split(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    part: list[Token] = []
    for place, token in enumerate(tokens):
        if token.tag == "…":
            after = tokens[place + 1] if place + 1 < len(tokens) else None
            if part and (after is None or after.capital):
                yield part
                part = []
            continue
        if token.tag in _DROPPED:
            continue
        part.append(token)
        if token.tag in _ENDS:
            yield part
            part = []
    if part:
        yield part


def uncited(sentence: Sentence) -> Sentence | None:
    """A few words that name no thing, without the evidence cited among them: of "On it (see E1)." "On it.".

    None where nothing is cited, a thing is named, or the words lead to the evidence ("Seen in E1.").
    """
    tokens = sentence.tokens
    dropped = {place for place, token in enumerate(tokens) if _CITED.fullmatch(token.tag)}
    if not dropped:
        return None
    for step in (1, -1):
        for place in sorted(dropped, reverse=step < 0):
            beside = place + step
            while 0 <= beside < len(tokens) and tokens[beside].tag in _BESIDE:
                dropped.add(beside)
                beside += step
    body = [token for place, token in enumerate(tokens) if place not in dropped and token.tag not in _ENDS]
    leads = min(dropped) > 0 and tokens[min(dropped) - 1].tag in _LEADS
    if leads or not 0 < len(body) <= _FEW or any(token.tag.startswith(_THINGS) for token in body):
        return None
    return reshaped(sentence._replace(tokens=tuple(body)), f" {' '.join(token.tag for token in body)} ")


def _sentence(part: list[Token], code: Sequence[str], *, answer: bool) -> Sentence:
    machine: list[str] = []
    tokens = _quoted(_expanded(part, code, machine), machine)
    shape = f" {' '.join(token.tag for token in tokens)} "
    asks = "?" in shape[-4:] and _asks(tokens, shape)
    return Sentence(tuple(tokens), shape, pieces_of(shape), asks, answer, tuple(machine))


def unquoted(shape: str) -> str:
    """A shape without what stands between quotation marks."""
    return _REPLY.sub(" C:q ", shape)


def reshaped(sentence: Sentence, shape: str) -> Sentence:
    """The sentence with another shape, its pieces cut anew."""
    return sentence._replace(shape=shape, pieces=pieces_of(shape))


def _asks(tokens: list[Token], shape: str) -> bool:
    first = next((token.tag for token in tokens if token.tag not in {'"', "(", ","}), "")
    after_comma = {tag.split(" ")[0] for tag in shape.split(" , ")[1:]}
    opens = first.split(":")[-1] in _OPENERS or bool(after_comma & _OPENERS)
    return opens and _NO_QUESTION.search(shape) is None


def _expanded(part: list[Token], code: Sequence[str], machine: list[str]) -> list[Token]:
    """Machine text stays a mark, unless it is a mere word: then it reads as that word."""
    out: list[Token] = []
    for token in part:
        out.append(token)
        if not token.tag.startswith("C:"):
            continue
        text = code[int(token.tag[2:])]
        words = [word.strip(".,!?'\"").lower() for word in text.split()]
        named = len(out) > 1 and _names(out[-2])
        simple = len(words) == 1 and words[0] in _SPOKEN
        if words and not named and (simple or all(word in _SIMPLE for word in words)):
            out += [inner for chunk in respell(text).split() for inner in cut(chunk)]
        machine.append(text)
    return out


def _names(token: Token) -> bool:
    return token.tag.split(":")[-1] in NAMER_WORDS or token.tag.startswith(("T:", "D:"))


def _reported(tokens: Sequence[Token], begin: int, end: int) -> bool:
    """Whether what is quoted is a named system's own word, with its time: "Jira says "In Progress" since Monday".

    A vendor's page is quoted at any length, another system by a state of a closed list: whoever writes there may be one
    of us.
    """
    before = [token.tag for token in tokens[:begin]]
    inner = tokens[begin + 1 : end]
    named = any(token.tag in _SPOKEN_FOR or token.tag.startswith(("H:", "B:", "@:")) for token in inner)
    page = any(tag in _PAGES for tag in before) and not named
    said = " ".join(token.raw.lower() for token in inner)
    state = any(tag.startswith("S:") for tag in before) and said in _STATES
    return (page or state) and any(token.tag.startswith("Z:") or token.tag in _DAYS for token in tokens)


def _is_lacking(inner: Sequence[Token]) -> bool:
    """Whether quoted words are a name that tells of a lack: "Incident Resolved Without Owner"."""
    return _LACKING.fullmatch(" ".join(token.raw.lower() for token in inner)) is not None


def _quoted(tokens: list[Token], machine: list[str]) -> list[Token]:
    """A quoted name becomes a mark; quoted words of which a sentence says that they do nothing are left out."""
    marks = [place for place, token in enumerate(tokens) if token.tag == '"']
    if len(marks) < _PAIR:
        return tokens
    shape = f" {' '.join(token.tag for token in tokens)} "
    meta = _META.search(shape) is not None
    out, last = list[Token](), 0
    for begin, end in zip(marks[::2], marks[1::2], strict=False):
        out += tokens[last:begin]
        inner = tokens[begin + 1 : end]
        named = (begin > 0 and _names(tokens[begin - 1])) or _reported(tokens, begin, end)
        if meta or named:
            out.append(Token("C:q", ""))
            machine += [" ".join(token.raw for token in inner)] if named and not _is_lacking(inner) else []
        else:
            out += tokens[begin : end + 1]
        last = end + 1
    return out + tokens[last:]
