"""Redacting a text: key blocks over lines first, then line by line."""

import re

from bot.redaction.keyblocks import without_keys
from bot.redaction.line import clean_line
from bot.redaction.mark import is_placeholder, mark
from bot.redaction.names import is_secret_name

UNREADABLE = "[line withheld: it could not be redacted]"
_LONGEST_LINE = 16_384
# Two lines of YAML: `- name: DB_PASSWORD` and `value: ...`.
_YAML_ENV = re.compile(
    r"(name:[ \t]*[\"']?)([\w.-]{1,100})([\"']?[ \t]*\r?\n[ \t]*value:[ \t]*)([\"']?)([^\s\"'#]+)"
)


def redact(text: str, key: bytes) -> str:
    """The text without secrets; linear in its length, idempotent, line breaks kept.

    `key` makes the marks: equal secrets get equal marks under one key. A line that cannot be read is withheld whole.
    """
    if not text:
        return text
    text = without_keys(text, key)
    if "value:" in text:
        text = _YAML_ENV.sub(lambda found: _environment(found, key), text)
    return "".join(_line(line, key) for line in text.splitlines(keepends=True))


def _environment(found: re.Match[str], key: bytes) -> str:
    before, name, between, quote, value = found.groups()
    if not is_secret_name(name) or is_placeholder(value):
        return found.group()
    return f"{before}{name}{between}{quote}{mark('password', value, key)}"


def _line(line: str, key: bytes) -> str:
    try:
        if len(line) <= _LONGEST_LINE:
            return clean_line(line, key)
        return "".join(clean_line(part, key) for part in _portions(line))
    except Exception:  # noqa: BLE001 - whatever goes wrong, the raw line must not get out
        return UNREADABLE + line[len(line.rstrip("\r\n")) :]


def _portions(line: str) -> list[str]:
    """A very long line in portions, cut at white space where there is some."""
    portions: list[str] = []
    begin = 0
    while begin < len(line):
        end = begin + _LONGEST_LINE
        space = line.rfind(" ", begin + 1, end) if end < len(line) else -1
        end = space if space > begin else end
        portions.append(line[begin:end])
        begin = end
    return portions
