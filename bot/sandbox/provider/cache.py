"""The prompt cache: what of a request the provider has read before, up to a mark, and what it writes for the next.

A request is a row of segments: the tools, the system text, the blocks of the messages. A mark at a segment's end writes
everything up to there; a later request reads the longest of these that it begins with, looked for at its own marks and
some segments before each. What is shorter than the least length is never kept.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

Json = dict[str, Any]
KEPT = timedelta(minutes=5)
LEAST_TOKENS = 512
LOOK_BACK = 20
_LETTERS_A_TOKEN = 4


@dataclass(frozen=True)
class _Segment:
    digest: str
    tokens: int
    marked: bool


class Cache:
    """What was written, by digest, until when; each use keeps it for longer."""

    def __init__(self) -> None:
        self._until: dict[str, datetime] = {}

    def use(self, body: Json, now: datetime) -> Json:
        """The input tokens of a request as they are billed, after what it reads and writes."""
        row = _segments(body)
        marks = [place for place, one in enumerate(row) if one.marked and one.tokens >= LEAST_TOKENS]
        looked = [place for mark in marks for place in range(max(0, mark - LOOK_BACK), mark + 1)]
        read = max((row[place].tokens for place in looked if self._known(row[place], now)), default=0)
        last = max((row[place].tokens for place in marks), default=0)
        for place in marks:
            self._until[row[place].digest] = now + KEPT
        return {
            "input_tokens": row[-1].tokens - max(read, last) if row else 0,
            "cache_creation_input_tokens": max(0, last - read),
            "cache_read_input_tokens": read,
        }

    def _known(self, segment: _Segment, now: datetime) -> bool:
        until = self._until.get(segment.digest)
        return until is not None and now < until


def _segments(body: Json) -> list[_Segment]:
    """Each with the digest of everything up to its end, and the tokens up to there."""
    pieces: list[Any] = [*body.get("tools", ())]
    system = body.get("system", ())
    pieces += [{"type": "text", "text": system}] if isinstance(system, str) else system
    for message in body.get("messages", ()):
        content = message["content"]
        blocks = [{"type": "text", "text": content}] if isinstance(content, str) else content
        pieces += [{"role": message["role"], **one} for one in blocks]
    digest, letters, row = hashlib.sha256(str(body.get("model")).encode()), 0, list[_Segment]()
    for piece in pieces:
        text = json.dumps({key: value for key, value in piece.items() if key != "cache_control"})
        digest.update(text.encode())
        letters += len(text)
        row.append(_Segment(digest.hexdigest(), letters // _LETTERS_A_TOKEN, "cache_control" in piece))
    return row
