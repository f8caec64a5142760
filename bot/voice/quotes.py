"""Untrusted text made fit to be shown: what a log, an alert or an object's name says, never what Lookout says.

Every line bears its evidence id, so that it is a quote even where a phone drops the code block around it, and a line
that would read as somebody's word is not shown. `inert` is for short names inside our own sentences.
"""

import re
import unicodedata

from bot.domain.diagnosis import Evidence
from bot.domain.noun import Noun
from bot.voice.judge import judge
from bot.voice.rules.names import speaks
from bot.voice.statement import is_statement
from bot.voice.withhold import WITHHELD_LINE

# "CheckoutDown Owner: Nora" is a name that says who has it.
_OFFICE = re.compile(
    r"\b(?:owner|commander|assignee|lead|ic|on-?call|responder|acked by|acknowledged "
    r"by)\b\s*[:=]?\s+(?-i:[A-Z][a-z]+)\b"
    r"|\b(?:owner|commander|assignee|lead|ic|on-?call|responder)[:=](?-i:[A-Z][a-z]+)\b",
    re.IGNORECASE,
)
NAME_WITHHELD = "(name withheld)"
_LONGEST = 20_000
_ANSI = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[@-_]|\x9b[0-?]*[ -/]*[@-~]"
)
_INERT = str.maketrans({"<": "‹", ">": "›", "`": "'", "\t": " ", "\r": "\n", "│": "|"})
_PING = re.compile(r"@(?=(?:here|channel|everyone)\b)", re.IGNORECASE)
_LINK = re.compile(r"\b(https?|ftp|mailto|tel|slack):(?=\S)", re.IGNORECASE)
_ENTITY = re.compile(r"&(?=#?\w{1,24};)")
_SHORTCODE = re.compile(r"(?<![A-Za-z0-9]):(?=[a-z][a-z0-9_+'-]{0,40}:(?![0-9/]))")


class Quoted(Noun):
    """`lines` as they may be shown, `withheld` how many of them were replaced."""

    lines: tuple[str, ...]
    withheld: int = 0


def quote(evidence: Evidence, *, max_lines: int = 6, max_width: int = 160) -> Quoted:
    """The evidence's words, at most `max_lines` lines of `max_width` characters, each beginning with `E3│ `."""
    prefix = f"{evidence.id}│ "
    lines: list[str] = []
    withheld = 0
    plain = _ANSI.sub("", evidence.quote[:_LONGEST]).replace("\r", "\n")
    said = [line.rstrip() for line in plain.split("\n") if line.strip()]
    for raw in said[:max_lines]:
        line = sanitise(raw)
        if is_statement(raw) or is_statement(line):
            withheld += 1
            lines.append(prefix + WITHHELD_LINE)
        else:
            lines.append(prefix + _clipped(line, max_width))
    if len(said) > max_lines:
        lines.append(f"{prefix}({len(said) - max_lines} more lines)")
    return Quoted(lines=tuple(lines), withheld=withheld)


def withheld_lines(evidence: Evidence) -> tuple[str, ...]:
    """The lines that `quote` withholds, made as inert as the others: for whoever asks to see them."""
    plain = _ANSI.sub("", evidence.quote[:_LONGEST]).replace("\r", "\n")
    lines = ((raw, sanitise(raw.rstrip())) for raw in plain.split("\n") if raw.strip())
    return tuple(f"{evidence.id}│ {line}" for raw, line in lines if is_statement(raw) or is_statement(line))


def sanitise(text: str) -> str:
    """Untrusted text that can neither hide, nor steer a terminal, nor ping, link or draw; line breaks stay.

    ANSI sequences go; control, format and bidirectional characters are shown as `<U+202E>` in inert brackets; what
    Slack would turn into mentions, links, entities, code or emoji no longer does.
    """
    clipped = text[:_LONGEST] + (" (cut)" if len(text) > _LONGEST else "")
    plain = _ANSI.sub("", clipped).translate(_INERT)
    shown = plain if plain.isascii() and plain.isprintable() else "".join(map(_shown, plain))
    quiet = _LINK.sub("\\1[:]", _PING.sub("(at)", _ENTITY.sub("＆", shown)))
    return _SHORTCODE.sub("[:]", quiet)


def _shown(char: str) -> str:
    if char == "\n" or (char.isascii() and char.isprintable()):
        return char
    category = unicodedata.category(char)
    if category == "Cc" and char < "\x20":
        return f"‹{ord(char):02X}›"
    if category.startswith("C") or category in {"So", "Sk", "Me"} or "\ufe00" <= char <= "\ufe0f":
        return f"‹U+{ord(char):04X}›"
    return " " if category.startswith("Z") else char


def _clipped(line: str, width: int) -> str:
    return line if len(line) <= width else line[: max(width - 1, 1)] + "…"


def inert(text: str, limit: int = 80) -> str:
    """An untrusted short name, safe inside our sentences and between backticks; withheld if it reads as a statement."""
    plain = " ".join(sanitise(text).split())
    if not plain:
        return "(no name)"
    if is_statement(plain) or _OFFICE.search(plain) or any(map(speaks, plain.split(" "))):
        return NAME_WITHHELD
    lone = re.fullmatch(r"[\w./:-]+", plain) is not None
    judged = judge(plain).rule if not lone else judge(f"Service {plain} is slow.").rule
    if judged and judged not in {"language", "styled", "script", "off-topic"}:
        return NAME_WITHHELD
    return _clipped(plain, limit)
