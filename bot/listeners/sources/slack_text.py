"""Slack's markup as plain text: links, mentions and escapes undone, emphasis taken off, links listed.

All text here is untrusted and may be malformed; every function is total and linear in its input.
"""

import re
from typing import Any, NamedTuple

LONGEST = 8_000

_ANGLED = re.compile(r"<([^<>|]{1,3000})(?:\|([^<>]{0,3000}))?>")
_ESCAPES = {"&lt;": "<", "&gt;": ">", "&amp;": "&"}
_ESCAPED = re.compile("|".join(_ESCAPES))
_EMPHASIS = "*_~`"
_BLANKS = re.compile(r"\s+")
_LEAD = re.compile(r"(?::[\w+-]{1,40}:|[^\w\[(\"#])*")


class Hyperlink(NamedTuple):
    """A link in a text: its address, its label ("" if it has none) and the words just before it."""

    url: str
    label: str
    before: str


def clean(value: Any) -> str:
    """The value if it is text, cut to `LONGEST` characters and without lone surrogates; else ""."""
    if not isinstance(value, str):
        return ""
    return value[:LONGEST].encode("utf-8", "replace").decode("utf-8")


def unescape(text: str) -> str:
    """Slack's three escapes undone, each once."""
    return _ESCAPED.sub(lambda match: _ESCAPES[match.group()], text)


def plain(text: str) -> str:
    """The text as a reader sees it: `<url|label>` is its label, `&amp;` is `&`. Emphasis stays."""
    return unescape(_ANGLED.sub(_shown, text))


def bare(text: str) -> str:
    """`plain`, on one line, without emphasis around it."""
    return _BLANKS.sub(" ", plain(text)).strip(" " + _EMPHASIS)


def unmarked(text: str) -> str:
    """`bare`, with the marks of emphasis taken out of the middle too (underscores belong to names and stay)."""
    return bare(re.sub(r"[*`~]", "", text))


def headless(line: str) -> str:
    """The line without the emoji and marks before its first word, bracket, quote or number sign."""
    return _LEAD.sub("", line, count=1)


def hyperlinks(text: str) -> tuple[Hyperlink, ...]:
    """The web links of a text, in order."""
    found = []
    for match in _ANGLED.finditer(text):
        url, label = unescape(match.group(1)).strip(), unescape(match.group(2) or "")
        if url.startswith(("https://", "http://")):
            line = text[: match.start()].rpartition("\n")[2]
            found.append(Hyperlink(url, label, line[-30:]))
    return tuple(found)


def _shown(match: re.Match[str]) -> str:
    target, label = match.group(1), match.group(2)
    if label:
        return label
    if target.startswith("!"):
        return "" if "^" in target else f"@{target[1:]}"
    return target
