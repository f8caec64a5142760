"""Private keys over several lines, whole or cut at either end."""

import re

from bot.redaction.mark import mark

_NAME = r"[A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?"
_BLOCK = re.compile(rf"-----BEGIN {_NAME}-----.*?(?:-----END {_NAME}-----|\Z)", re.DOTALL)
# A text cut inside a key begins with lines of its body.
_TAIL = re.compile(rf"\A(?:[^\n]{{0,60}}?[A-Za-z0-9+/=]{{1,120}}[ \t\r]*\n){{1,400}}[^\n]{{0,60}}?-----END {_NAME}-----")
_PUTTY = re.compile(r"(?<=Private-Lines: )\d+\r?\n(?:[A-Za-z0-9+/=]+\r?\n?)+")
_ENCODED = re.compile(r"LS0tLS1CRUdJTi[A-Za-z0-9+/]{0,60}(?:UFJJVkFURSBLRVk|QUklWQVRFIEtFW|BSSVZBVEUgS0VZ)[A-Za-z0-9+/=]*")


def without_keys(text: str, key: bytes) -> str:
    """The text with each private key block as one mark; linear, since an unfinished block reaches to the end."""
    if "PRIVATE KEY" in text:
        text = _BLOCK.sub(lambda found: mark("private-key", found.group(), key), text)
    if "-----END" in text:
        text = _TAIL.sub(lambda found: mark("private-key", found.group(), key), text)
    if "Private-Lines: " in text:
        text = _PUTTY.sub(lambda found: mark("private-key", found.group(), key) + "\n", text)
    if "LS0tLS1CRUdJTi" in text:
        text = _ENCODED.sub(lambda found: mark("private-key", found.group(), key), text)
    return text
