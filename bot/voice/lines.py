"""Lines as a reader takes them: what is wrapped is one line, a key stands with the value below it.

What comes next is `sentences`.
"""

import re
from collections.abc import Iterator

_WRAPPED = 60
_KEY_LENGTH = 40
_EDGE = 4
_LINE_ENDS = ".!?:;|,"
_KEY_LINE = re.compile(
    r"^[\s*_|]*((?:incident |primary |current )?(?:owner|assignee|commander|ic|lead|status|"
    r"state|on-call|responder"
    r"|incident commander|ownership|handled by|acknowledged by|assigned to))[\s*_:|]*$",
    re.IGNORECASE,
)


def lines_of(text: str) -> Iterator[str]:
    """Lines as a reader takes them: a lone key ("Owner") with the line below it, wrapped prose as one line.

    Two short lines that run on are read once more across their break ("all / clear").
    """
    above = ""
    for line in _unwrapped(text):
        if above and (_KEY_LINE.match(above) or _runs_on(above, line)):
            key = _KEY_LINE.match(above)
            yield f"{key.group(1)}: {line}" if key else f"{_edge(above, -1)} {_edge(line, 1)}"
        if not (len(line) < _KEY_LENGTH and _KEY_LINE.match(line)):
            yield line
        above = line
    if above and len(above) < _KEY_LENGTH and _KEY_LINE.match(above):
        yield f"{above}:"


def _unwrapped(text: str) -> Iterator[str]:
    """Lines that are not empty; long ones that go on in lower case below are joined."""
    whole = ""
    for line in text.split("\n"):
        bare = line.strip()
        if not bare:
            continue
        if len(whole.rpartition("\n")[2]) > _WRAPPED and whole[-1] not in _LINE_ENDS and bare[0].islower():
            whole = f"{whole}\n{bare}"
            continue
        if whole:
            yield whole.replace("\n", " ")
        whole = bare
    if whole:
        yield whole.replace("\n", " ")


def _runs_on(above: str, line: str) -> bool:
    return above[-1] not in _LINE_ENDS and line[0].islower() and len(above) <= _WRAPPED


def _edge(line: str, side: int) -> str:
    """The last words of a line (side -1) or the first ones (side 1)."""
    words = line.split(" ")
    return " ".join(words[-_EDGE:] if side < 0 else words[:_EDGE])
