"""Private keys over several lines, whole or cut at either end."""

import re

from bot.redaction.mark import mark

_NAME = r"[A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?"
_BLOCK = re.compile(rf"-----BEGIN {_NAME}-----.*?(?:-----END {_NAME}-----|\Z)", re.DOTALL)
_END = re.compile(rf"-----END {_NAME}-----")
_BODY = re.compile(r"(?:^|\s)[A-Za-z0-9+/]{1,120}={0,2}\s*$")
_MOST_LINES = 400
_PUTTY = re.compile(r"(?<=Private-Lines: )\d+\r?\n(?:[A-Za-z0-9+/=]+\r?\n?)+")
_ENCODED = re.compile(
    r"LS0tLS1CRUdJTi[A-Za-z0-9+/]{0,60}(?:UFJJVkFURSBLRVk|QUklWQVRFIEtFW|BSSVZBVEUgS0VZ)[A-Za-z0-9+/=]*"
)


def without_keys(text: str, key: bytes) -> str:
    """The text with each private key block as one mark; linear, since an unfinished block reaches to the end."""
    if "PRIVATE KEY" in text:
        text = _BLOCK.sub(lambda found: mark("private-key", found.group(), key), text)
    if "-----END" in text:
        text = _without_tail(text, key)
    if "Private-Lines: " in text:
        text = _PUTTY.sub(lambda found: mark("private-key", found.group(), key) + "\n", text)
    if "LS0tLS1CRUdJTi" in text:
        text = _ENCODED.sub(lambda found: mark("private-key", found.group(), key), text)
    return text


def _without_tail(text: str, key: bytes) -> str:
    """A text cut inside a key begins with lines of its body: those before a lone END line go with it."""
    end = _END.search(text)
    if end is None:
        return text
    begin = text.rfind("\n", 0, end.start()) + 1
    for _ in range(_MOST_LINES):
        above = text.rfind("\n", 0, max(begin - 1, 0)) + 1
        if begin == 0 or _BODY.search(text[above : begin - 1][-200:]) is None:
            break
        begin = above
    return text[:begin] + mark("private-key", text[begin : end.end()], key) + text[end.end() :]
