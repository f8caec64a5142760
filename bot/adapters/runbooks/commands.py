"""Commands that people paste: one line, known variables only, and no change to the cluster in a check.

`$namespace`, `$kind` and `$name` stand for the subject of the hypothesis (kind in small letters, as kubectl
takes it), `$service` for the incident's service. They are shell variables, so a command can be pasted as it
stands once they are set.
"""

import re
import shlex
from collections.abc import Iterator, Sequence

from bot.adapters.runbooks.kubectl import Call, call, plural_of

VARIABLES = ("namespace", "kind", "name", "service")
LONGEST = 300

READERS = frozenset({
    "column", "cut", "dig", "grep", "head", "jq", "kubectl", "nslookup", "sort", "tail", "tr", "uniq", "wc",
})  # fmt: skip
"""Programs that change nothing in a cluster, whatever they are told; kubectl is judged by its verb."""

_JOINTS = frozenset({"|", "||", "&&", ";"})
_VARIABLE = re.compile(r"\$\{?(\w+)")
_SUBSTITUTION = re.compile(r"\$\(|`")
_NAMES_ONLY = ("name", "wide")


def fault_in(command: str, *, reads_only: bool) -> str:
    """What is wrong with a command, "" if nothing is (an empty one is fine)."""
    if "\n" in command.strip() or len(command) > LONGEST:
        return f"a command is one line of at most {LONGEST} characters, since people paste it"
    if said := unknown_variable(command):
        return said
    try:
        parts = list(parts_of(command))
    except ValueError as problem:
        return f"not a command that a shell takes: {str(problem).lower()}"
    return next(_not_reading(command, parts), "") if reads_only else ""


def unknown_variable(text: str) -> str:
    """Which variable of a text does not exist, as a sentence; "" if all do."""
    unknown = [name for name in _VARIABLE.findall(text) if name not in VARIABLES]
    if not unknown:
        return ""
    known = ", ".join(f"${name}" for name in VARIABLES)
    return f'unknown variable "${unknown[0]}", which would be empty when it is pasted (known: {known})'


def parts_of(command: str) -> Iterator[list[str]]:
    """The words of each program that the line starts.

    Raises:
        ValueError: the quoting is broken.
    """
    lexer = shlex.shlex(command, posix=True, punctuation_chars=True)
    lexer.whitespace_split, lexer.commenters = True, ""
    part: list[str] = []
    for word in lexer:
        if word in _JOINTS:
            yield part
            part = []
        else:
            part.append(word)
    yield part


def calls_of(command: str) -> list[Call]:
    """Every kubectl command of the line; none if a shell would not take it."""
    try:
        return [call(words[1:]) for words in parts_of(command) if words[:1] == ["kubectl"]]
    except ValueError:
        return []


def _not_reading(command: str, parts: Sequence[Sequence[str]]) -> Iterator[str]:
    """Why a line is no check: each program has to be one that only reads."""
    if _SUBSTITUTION.search(command):
        yield "a check runs no command within a command: write it as a step of its own"
    for words in parts:
        odd = next((word for word in words if set(word) <= set("<>&()|;")), "") if words else ""
        if odd:
            yield f'"{odd}" writes, reads or starts something else: a check is programs joined by | or &&'
        elif words and words[0] not in READERS:
            yield f'"{words[0]}" is no program that only reads (known: {", ".join(sorted(READERS))})'
        elif words and words[0] == "kubectl":
            yield from _kubectl(call(words[1:]))


def _kubectl(asked: Call) -> Iterator[str]:
    if not asked.reads:
        shown = " ".join([asked.verb, *asked.words[:1]]).strip() or "kubectl"
        yield f'"{shown}" is no reading command, so it is no check: make it a step with a tool'
    if _tells_secrets(asked):
        yield "shows the content of Secrets, which no runbook may: ask for names only, without -o"


def _tells_secrets(asked: Call) -> bool:
    """Whether Secrets are printed in more than names; `describe` shows their keys and sizes only."""
    kinds = [one.partition("/")[0] for word in asked.words for one in word.split(",")]
    if "secrets" in asked.flags.get("--raw", ""):
        return True
    if asked.verb != "get" or "secrets" not in map(plural_of, kinds):
        return False
    told = [value or name[2:] for name, value in asked.flags.items() if name.startswith(("-o", "--output"))]
    return any(one not in _NAMES_ONLY for one in told) or "--template" in asked.flags
