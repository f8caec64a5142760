"""A diagnosis for a shell: lines of at most a given width, each with how it may be coloured where there is colour.

The first line is the answer. What came from the cluster is shown as it is, less what could steer a terminal.
"""

import re
import textwrap
import unicodedata
from collections.abc import Iterator
from enum import StrEnum

from bot.domain.diagnosis import Diagnosis, Evidence, Hypothesis
from bot.render.words import count, utc

_ANSI = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[@-_]")
_GAPS = 12
_QUOTE_LINES, _INDENT = 6, "   "


class Style(StrEnum):
    """What a line is, for those who colour it."""

    ANSWER = "answer"
    TITLE = "title"
    QUOTE = "quote"
    COMMAND = "command"
    QUIET = "quiet"
    PLAIN = "plain"


Line = tuple[Style, str]


def report(name: str, diagnosis: Diagnosis, *, width: int = 100) -> list[Line]:
    """The whole diagnosis; a quoted line may be longer than the width, since a cut quote is none."""
    return [
        (Style.ANSWER, f"{visible(name)}: {answer(diagnosis)}"),
        *(line for one in diagnosis.hypotheses for line in _hypothesis(one, diagnosis, width)),
        *_gaps(diagnosis, width),
        *_left(diagnosis, width),
        *_wrapped(made(diagnosis), width, style=Style.QUIET),
    ]


def answer(diagnosis: Diagnosis) -> str:
    """The diagnosis in one short line."""
    if not diagnosis.hypotheses:
        meaning = {"healthy": "nothing wrong found in what was read", "unsure": "not enough evidence"}
        gaps = f"; {count(len(diagnosis.gaps), 'gap')}" if diagnosis.gaps else ""
        return f"{diagnosis.verdict.value}: {meaning.get(diagnosis.verdict.value, 'no cause found')}{gaps}"
    best = diagnosis.hypotheses[0]
    return f"{diagnosis.verdict.value}: {visible(best.cause)}, {visible(str(best.subject))} ({best.confidence:.2f})"


def made(diagnosis: Diagnosis) -> str:
    """How the diagnosis came about, in one line."""
    taken = utc(diagnosis.taken_at).strftime("%Y-%m-%d %H:%M:%S UTC")
    reads, findings = count(len(diagnosis.reads), "read"), count(diagnosis.findings, "finding")
    made_by = f"Made by {visible(diagnosis.made_by)} in {diagnosis.duration_ms} ms, nothing changed"
    return (
        f"{made_by}; what was read is of {taken}: {reads}, {count(len(diagnosis.gaps), 'gap')}, {findings}."
    )


def visible(text: str) -> str:
    """Untrusted text in which nothing hides: no terminal sequences, and a mark for what draws nothing."""
    plain = _ANSI.sub("", text).replace("\t", "    ").replace("\r\n", "\n")
    return plain if plain.isascii() and plain.isprintable() else "".join(map(_shown, plain))


def quoted(evidence: Evidence) -> list[str]:
    """The lines of a quote, at most six; how many more there are is said."""
    lines = [line for line in visible(evidence.quote).splitlines() if line.strip()]
    more = len(lines) - _QUOTE_LINES
    return [*lines[:_QUOTE_LINES], *([f"({count(more, 'more line')})"] if more > 0 else [])]


def source(evidence: Evidence) -> str:
    """Where a piece of evidence is from, and when it was."""
    at = f", {utc(evidence.at).strftime('%Y-%m-%d %H:%M:%S UTC')}" if evidence.at else ""
    return f"{visible(evidence.source)} {visible(evidence.ref)}{at}"


def _shown(char: str) -> str:
    if char == "\n" or char.isprintable():
        return char
    return " " if unicodedata.category(char) == "Zs" else f"‹U+{ord(char):04X}›"


def _hypothesis(one: Hypothesis, diagnosis: Diagnosis, width: int) -> Iterator[Line]:
    yield Style.PLAIN, ""
    yield Style.TITLE, f"{one.rank}. {visible(one.cause)} ({one.confidence:.2f}): {visible(str(one.subject))}"
    yield from _wrapped(one.statement, width, _INDENT)
    yield from _wrapped(one.mechanism, width, _INDENT)
    for kind, ids in (("", one.evidence), ("against: ", one.against)):
        for number in ids:
            item = diagnosis.quoted(number)
            yield Style.QUIET, f"{_INDENT}{kind}{item.id} {source(item)}"
            yield from ((Style.QUOTE, f"{_INDENT}{item.id}│ {line}") for line in quoted(item))
    yield from _wrapped(f"refuted by: {one.refuted_by}", width, _INDENT)
    yield Style.COMMAND, f"{_INDENT}next check: {visible(one.next_check)}"


def _gaps(diagnosis: Diagnosis, width: int) -> Iterator[Line]:
    if not diagnosis.gaps:
        return
    yield Style.PLAIN, ""
    yield Style.TITLE, f"Not read ({len(diagnosis.gaps)}), so nothing is said about it:"
    for gap in diagnosis.gaps[:_GAPS]:
        yield from _wrapped(f"- {gap.what}: {gap.why}", width, _INDENT)
    if (more := len(diagnosis.gaps) - _GAPS) > 0:
        yield Style.QUIET, f"{_INDENT}({count(more, 'more gap')})"


def _left(diagnosis: Diagnosis, width: int) -> Iterator[Line]:
    yield Style.PLAIN, ""
    for one in diagnosis.leftovers:
        yield from _wrapped(f"Harmless, not ranked: {one}", width)


def _wrapped(text: str, width: int, indent: str = "", style: Style = Style.PLAIN) -> Iterator[Line]:
    for line in textwrap.wrap(
        visible(text),
        width,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    ):
        yield style, line
