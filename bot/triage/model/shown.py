"""Text as a model may see it: without control signs, without secrets, no longer than it may be.

What stands here is what is kept as evidence, byte for byte, so that a quotation of it can be looked up.
"""

import re

from bot.redaction import redact

CUT = "[cut here: {left} more bytes are not shown]"
_ANSI = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b[@-_]")
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)
_MARK = re.compile(r"<(?=\s*/?\s*(?:evidence|alert|finding|question)\b)", re.IGNORECASE)
_WINDOW = 4
"""How many times as much as may be shown is looked at: enough that what redaction takes away is made up for."""
_LEAST = 256_000


def shown(text: str, most: int, key: bytes, *, tail: bool = False) -> str:
    """The text, redacted and cut to `most` bytes of UTF-8, in whole lines where that is possible; what was cut is said.

    The beginning is kept, or with `tail` the end. Costs no more for a huge text than for a large one.
    """
    window = max(_LEAST, most * _WINDOW)
    left = max(0, len(text) - window)
    part = _end_of(text, window) if tail else _start_of(text, window)
    clean = redact(cleaned(part), key)
    return _cut(clean, most, left, tail=tail)


def start(text: str, most: int, key: bytes) -> str:
    """The first `most` characters of what is left of a text without its secrets: redacted first, then cut.

    A secret is known by its structure, which a cut takes away: half a URL's password is none that can be found.
    """
    return redact(_start_of(text, max(most * _WINDOW, _LEAST // 16)), key)[:most]


def cleaned(text: str) -> str:
    """Without escapes, control and invisible signs, halves of surrogate pairs, and marks that look like our own."""
    text = _ANSI.sub("", text).replace("\r\n", "\n")
    text = _HIDDEN.sub(" ", text)
    return _MARK.sub("(", text).encode(errors="replace").decode()


def _start_of(text: str, window: int) -> str:
    """As much as is looked at, without the word that the end of the window cuts."""
    if len(text) <= window:
        return text
    part = text[:window]
    return part[: max(part.rfind(" "), part.rfind("\n")) + 1] or part


def _end_of(text: str, window: int) -> str:
    """The last characters of a text, without the line that their beginning cuts unless there is no other."""
    if len(text) <= window:
        return text
    part = text[-window:]
    return part.partition("\n")[2] or part


def _cut(text: str, most: int, left: int, *, tail: bool) -> str:
    raw = text.encode()
    if len(raw) <= most and not left:
        return text
    room = max(0, most - len(CUT) - 20)
    kept = raw[-room:] if tail else raw[:room]
    if len(raw) > room:
        kept = _whole_lines(kept, tail=tail)
    body = kept.decode(errors="ignore")
    said = CUT.format(left=left + len(raw) - len(body.encode()))
    return f"{said}\n{body}" if tail else f"{body}\n{said}"


def _whole_lines(kept: bytes, *, tail: bool) -> bytes:
    """Without the line that was cut in the middle, unless it is most of what there is."""
    whole = kept.partition(b"\n")[2] if tail else kept.rpartition(b"\n")[0]
    return whole if len(whole) * 2 > len(kept) else kept
