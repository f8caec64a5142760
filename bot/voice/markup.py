"""Slack's and Markdown's markup unfolded to what is rendered, with the machine text and the mentions set apart.

Mentions, channels and code become marks (private characters around a value), so that later steps see them as one
token. Struck text gives two readings: a reader may take it either way.
"""

import re
from typing import NamedTuple

MENTION, GROUP, CHANNEL, CODE, LINK = "\ue001", "\ue002", "\ue003", "\ue004", "\ue005"
MARKS = MENTION + GROUP + CHANNEL + CODE + LINK


class Unfolded(NamedTuple):
    """`readings` are one or two texts with marks in them, `code` the machine texts by their number."""

    readings: tuple[str, ...]
    code: tuple[str, ...]


_FENCE = re.compile(r"```(?:[a-z]{0,12}\n)?([^`]*(?:`(?!``)[^`]*)*)```")
_TICK = re.compile(r"(?<![A-Za-z])`([^`\n]+)`(?![A-Za-z'])")
_ANGLE = re.compile(r"<([@#!]?)([^<>|\n]*)(?:\|([^<>\n]*))?>")
_LINK = re.compile(r"\[([^\[\]\n]*)\](?:\([^()\n]*\)|\[[^\[\]\n]*\])")
_TAG = re.compile(
    r"</?(?:b|i|u|s|em|strong|code|pre|br|p|div|span|a|del|strike|h\d|li|ul|ol|font|small|sup|"
    r"sub|mark|blink|table|td|tr|img)(?:\s[^<>\n]{0,200})?/?>",
    re.IGNORECASE,
)
_COMMENT = re.compile(r"<!--[^<>\n]*-->")
_ESCAPED = re.compile(r"\\(?=[*_~`>|#\[\](){}.!-])")
_DATE_SLOT = re.compile(r"\{[a-z_]{1,40}\}")
_STRIKE = re.compile(r"(?<!\S)~(?=\S)([^~\n]*[^~\s])~|~(?=\S)([^~\s]+)~")
_LINE_START = re.compile(
    r"^[ \t]*(?:(?:[>#*•◦▪▫‣·|]|[-+](?=[ \t])|\d{1,3}[.)](?=[ \t])|\[ \])[ \t]*)+", re.MULTILINE
)
_UNDERLINE = re.compile(r"(?<![A-Za-z0-9_])_+|_+(?![A-Za-z0-9_])")
# Bold and slanted within one word: "under" and "way" are read as one.
_MIXED = re.compile(r"(?<=[A-Za-z])(?:\*_|_\*)(?=[A-Za-z])")
_SCHEME = re.compile(r"(?:https?|mailto|tel|slack):", re.IGNORECASE)


def unfold(text: str) -> Unfolded:
    """Everything that Slack would render, as plain text with marks; linear in the length of the text."""
    code: list[str] = []

    def keep(found: re.Match[str]) -> str:
        code.append(found.group(1))
        return f" {CODE}{len(code) - 1}{CODE} " if "\n" in found.group(1) else f"{CODE}{len(code) - 1}{CODE}"

    if "`" in text:
        text = _TICK.sub(keep, _FENCE.sub(keep, text)).replace("`", "")
    if "\\" in text:
        text = _ESCAPED.sub("", text)
    if "<" in text:
        text = _COMMENT.sub("", text)
        text = _TAG.sub("", _ANGLE.sub(_angle, text))
    if "[" in text:
        text = _LINK.sub(r" \1 ", text)
    text = _LINE_START.sub(_bar, text)
    if "*" in text:
        text = _MIXED.sub("", text)
        text = text.replace("*", "")
    if "_" in text:
        text = _UNDERLINE.sub("", text)
    text = text.replace("~~", "~")
    if "~" not in text:
        return Unfolded((text,), tuple(code))
    shown = _STRIKE.sub(lambda found: found.group(1) or found.group(2), text)
    hidden = _STRIKE.sub("", text)
    return Unfolded((shown,) if shown == text else (shown, hidden), tuple(code))


def _bar(found: re.Match[str]) -> str:
    return "| " if "|" in found.group() else ""


def _angle(found: re.Match[str]) -> str:
    sigil, inner, label = found.group(1), found.group(2), found.group(3) or ""
    if sigil == "@":
        return f" {MENTION}{inner}{MENTION} {label} " if label else f"{MENTION}{inner}{MENTION}"
    if sigil == "#":
        # A label that is a name ("shop-alerts") reads as one; any other word is judged like text.
        spoken = "" if "-" in label or not label else f" {label} "
        return f"{CHANNEL}{label or inner}{CHANNEL}{spoken}"
    if sigil == "!":
        return _bang(inner, label)
    if _SCHEME.match(inner):
        return f" {label} " if label else f"{LINK}{inner}{LINK}"
    return found.group()


def _bang(inner: str, label: str) -> str:
    """`<!date^...>`, `<!subteam^S...>`, `<!here>`: the date's own words are judged, both as given and as fallback."""
    if inner.startswith("date^"):
        parts = inner.split("^")
        shown = _DATE_SLOT.sub(" ", "".join(parts[2:3]))
        return f" {shown} {label} " if shown.strip(" .,") else f" {label} "
    if inner.startswith("subteam^"):
        return f"{GROUP}{inner.removeprefix('subteam^')}{GROUP} {label.removeprefix('@')} "
    return f"{GROUP}{inner}{GROUP} {label} " if label else f"{GROUP}{inner}{GROUP}"
