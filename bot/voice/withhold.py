"""What stands in place of words that were withheld: always said, with a number, never paraphrased."""

import re
from collections.abc import Callable

from bot.voice.statement import is_statement

WITHHELD = "[withheld]"
WITHHELD_LINE = "[line withheld: reads like a person's statement]"
_BREAK = re.compile(r"(?<=[.!?…])\s+|\n+")
_PREFIX = re.compile(r"^\s*(E\d+│ ?)?")


def marker(count: int) -> str:
    """`[2 sentences withheld by the language guard]`."""
    return f"[{count} sentence{'' if count == 1 else 's'} withheld by the language guard]"


def held_sentences(text: str, rule: Callable[[str], str]) -> str:
    """The text without its violating sentences; withheld whole if what is left still violates."""
    if "```" in text:
        return WITHHELD
    out: list[str] = []
    count = 0
    for sentence, gap in _parts(text):
        if sentence.strip() and rule(sentence):
            count += 1
            continue
        if count:
            out += [marker(count), " "]
            count = 0
        out += [sentence, gap]
    safe = "".join(out) + (marker(count) if count else "")
    return WITHHELD if rule(safe) else safe


def _parts(text: str) -> list[tuple[str, str]]:
    """Sentences with the white space behind each."""
    parts: list[tuple[str, str]] = []
    last = 0
    for found in _BREAK.finditer(text):
        parts.append((text[last : found.start()], found.group()))
        last = found.end()
    return [*parts, (text[last:], "")]


def held_lines(text: str) -> str:
    """Machine text without the lines that read as a person's statement; the evidence prefix stays."""
    return "\n".join(_held_line(line) if is_statement(line) else line for line in text.split("\n"))


def _held_line(line: str) -> str:
    prefix = _PREFIX.match(line)
    return f"{prefix.group(1) or '' if prefix else ''}{WITHHELD_LINE}"


def file_words(name: str) -> str:
    """A file's name as the words it says: `all-clear.txt` -> `all clear`."""
    stem = name.rsplit(".", 1)[0] if "." in name[1:] else name
    return re.sub(r"(?<!\binc)[-_.]+", " ", stem)
