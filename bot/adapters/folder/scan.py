"""JSON taken apart while it is read: one object of a List at a time, so a huge list never stands in memory as text.

Numbers are bounded on the way in (a counter of a thousand digits is noise, and Python's own arithmetic would raise on
it), and so is what is not a number in JSON's sense (NaN, Infinity).
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TextIO

CHUNK = 1 << 20
_BLANK = " \t\r\n\ufeff"
_NEAR_THE_END = 16  # a literal, an escape or a number may be cut by the end of what was read so far
_DIGITS = 18
_BOUND: int = 10**_DIGITS


def _whole(digits: str) -> int:
    if len(digits) <= _DIGITS:
        return int(digits)
    return -_BOUND if digits.startswith("-") else _BOUND


def _fraction(digits: str) -> float:
    return max(-float(_BOUND), min(float(_BOUND), float(digits)))


PLAIN = json.JSONDecoder(parse_int=_whole, parse_float=_fraction, parse_constant=lambda _: None)


@dataclass
class Listed:
    """One document: a List's items, or the one object that it is, with its `kind` where told.

    `other` holds a document that is neither. `cut` says why the rest of it is missing, "" if nothing is.
    """

    kind: str = ""
    items: list[Any] = field(default_factory=list)
    is_list: bool = False
    other: Any = None
    cut: str = ""


class Scanner:
    """A text that is read on as it is needed; what was consumed is let go."""

    def __init__(self, source: TextIO) -> None:
        self._source = source
        self._held = ""
        self._at = 0
        self._ended = False

    def peek(self) -> str:
        """The next character that is no blank, "" at the end; it is not consumed."""
        while True:
            while self._at < len(self._held):
                if self._held[self._at] not in _BLANK:
                    return self._held[self._at]
                self._at += 1
            if not self._more(CHUNK):
                return ""

    def take(self, *wanted: str) -> str:
        """Consume the next character.

        Raises:
            ValueError: it is none of those that may stand here.
        """
        found = self.peek()
        if found not in wanted or not found:
            raise ValueError(f"{found!r} stands where {' or '.join(wanted)} belongs" if found else CUT_SHORT)
        self._at += 1
        return found

    def value(self) -> Any:
        """Consume one JSON value.

        Raises:
            ValueError: it is none, or the text ends within it.
            RecursionError: it is nested too deep.
        """
        self.peek()
        size = CHUNK
        while True:
            try:
                value, end = PLAIN.raw_decode(self._held, self._at)
            except json.JSONDecodeError as error:
                unfinished = error.pos >= len(self._held) - _NEAR_THE_END or error.msg.startswith(
                    "Unterminated"
                )
                if unfinished and self._more(size):
                    size *= 2
                    continue
                raise ValueError(CUT_SHORT if unfinished else f"no JSON ({error.msg})") from error
            if end == len(self._held) and not isinstance(value, dict | list | str) and self._more(size):
                continue  # a number may go on
            self._at = end
            return value

    def line(self) -> str:
        """Consume the rest of the line with its end, "" at the end of the text."""
        while True:
            end = self._held.find("\n", self._at)
            if end >= 0 or not self._more(CHUNK):
                break
        end = len(self._held) if end < 0 else end + 1
        found, self._at = self._held[self._at : end], end
        return found

    def _more(self, size: int) -> bool:
        part = "" if self._ended else self._source.read(size)
        self._ended = not part
        if part:
            self._held = self._held[self._at :] + part
            self._at = 0
        return bool(part)


CUT_SHORT = "it ends in the middle"


def document(scan: Scanner) -> Listed:
    """The next document; whatever is wrong with it is told in `cut`, and what came before is kept."""
    found = Listed()
    try:
        if scan.peek() == "{":
            _object(scan, found)
        else:
            found.other = scan.value()
    except ValueError as error:
        found.cut = str(error)
    except RecursionError:
        found.cut = "it is nested too deep"
    return found


def _object(scan: Scanner, found: Listed) -> None:
    fields: dict[str, Any] = {}
    for key in _keys(scan):
        if key == "items" and scan.peek() == "[":
            found.is_list = True
            _items(scan, found)
        else:
            fields[key] = scan.value()
            found.kind = str(fields[key]) if key == "kind" else found.kind
    if not found.is_list:
        found.other = fields


def _keys(scan: Scanner) -> Iterator[str]:
    """The keys of an object, each before its value is read."""
    scan.take("{")
    if scan.peek() == "}":
        scan.take("}")
        return
    while True:
        key = scan.value()
        scan.take(":")
        yield str(key)
        if scan.take(",", "}") == "}":
            return


def _items(scan: Scanner, found: Listed) -> None:
    scan.take("[")
    if scan.peek() == "]":
        scan.take("]")
        return
    while True:
        found.items.append(slim(scan.value()))
        if scan.take(",", "]") == "]":
            return


_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
_KEPT = ("manager", "operation", "time")


def slim(raw: Any) -> Any:
    """The object without what no rule reads and what is half of its size: fields' owners, its own copy, image lists."""
    if not isinstance(raw, dict):
        return raw
    metadata, status = raw.get("metadata"), raw.get("status")
    if isinstance(metadata, dict):
        owners = metadata.get("managedFields")
        if isinstance(owners, list):
            metadata["managedFields"] = [
                {key: one[key] for key in _KEPT if key in one} for one in owners if isinstance(one, dict)
            ]
        if isinstance(metadata.get("annotations"), dict):
            metadata["annotations"].pop(_APPLIED, None)
    if isinstance(status, dict) and isinstance(status.get("images"), list):
        status.pop("images")
    return raw
