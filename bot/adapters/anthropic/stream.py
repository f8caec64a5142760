"""An answer's events gathered into blocks, which are kept exactly as they came.

The library would make something of half an answer too: it completes cut JSON and raises nothing at a clean end. So the
blocks are gathered here, and nothing counts as whole before the provider said `message_stop`. What comes next is
`verdict`.
"""

import json
from typing import Any

from bot.domain.spending import Usage
from bot.domain.whole import cleaned

Json = dict[str, Any]
MOST_BLOCKS = 500
_MOST_TOKENS = 1_000_000_000
_NAME = 200
_LETTERS_A_TOKEN = 4
_USAGE = {
    "fresh": "input_tokens",
    "written": "cache_creation_input_tokens",
    "cached": "cache_read_input_tokens",
    "out": "output_tokens",
}
_PIECES = {
    "text_delta": ("text", "text"),
    "thinking_delta": ("thinking", "thinking"),
    "input_json_delta": ("tool_use", "partial_json"),
    "signature_delta": ("thinking", "signature"),
}
"""What each kind of piece belongs to, and where in it the piece stands."""


_STEPS = frozenset(
    {"content_block_start", "content_block_delta", "content_block_stop", "message_delta", "message_stop"}
)


class UnreadableError(Exception):
    """An event that is none of the provider's, or comes where it cannot; the sentence says what is wrong with it."""


class ToldError(Exception):
    """The provider itself ends the answer by an error; `body` is what it says."""

    def __init__(self, body: Json) -> None:
        super().__init__()
        self.body = body

    @property
    def kind(self) -> str:
        """The error's type in the provider's words, "" if it names none."""
        error = self.body.get("error")
        return str(error.get("type") or "") if isinstance(error, dict) else ""


class Gathered:
    """What has come so far. `whole` is whether the provider said that this is all; `stop` is its reason, "" before.

    `most` is how many tokens the answer may have at most.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self.blocks: list[Json] = []
        self.served = ""
        self.stop = ""
        self.whole = False
        self._usage: dict[str, int] = {}
        self._begun = False
        self._open: Json | None = None
        self._pieces: list[str] = []
        self._letters = 0

    @property
    def usage(self) -> Usage:
        """The tokens as told; those of a cut answer, which nobody counts for us, are estimated by its length."""
        told = dict(self._usage)
        if not self.stop and self._letters:
            estimate = min(self._letters // _LETTERS_A_TOKEN, self._most)
            told["out"] = max(told.get("out", 0), estimate)
        return Usage(**told)

    @property
    def text(self) -> str:
        """All text blocks, one after the other."""
        return "".join(str(one.get("text") or "") for one in self.blocks if one.get("type") == "text")

    def take(self, name: str | None, data: str) -> None:
        """Take one event in.

        Raises:
            UnreadableError: it is none of the provider's, or out of place.
            ToldError: it is the provider's own error.
        """
        if not data or self.whole:
            return
        told = _object(data)
        kind = str(told.get("type"))
        if name == "error" or kind == "error":
            raise ToldError(told)
        if kind == "message_start":
            self._start(told)
        elif kind in _STEPS and not self._begun:
            raise UnreadableError("the answer has no beginning")
        else:
            self._step(kind, told)

    def _step(self, kind: str, told: Json) -> None:
        """One event after the first; kinds that are added later say nothing about the answer."""
        match kind:
            case "content_block_start":
                self._open_block(told)
            case "content_block_delta":
                self._piece(told)
            case "content_block_stop":
                self._close_block(told)
            case "message_delta":
                self._end(told)
            case "message_stop":
                self._stop()
            case _:
                pass

    def _start(self, told: Json) -> None:
        message = told.get("message")
        if self._begun or not isinstance(message, dict):
            raise UnreadableError("the answer begins twice, or with nothing")
        self._begun = True
        self.served = str(message.get("model") or "")[:_NAME]
        self._count(message.get("usage"))

    def _open_block(self, told: Json) -> None:
        block = told.get("content_block")
        if self._open is not None or not isinstance(block, dict) or told.get("index") != len(self.blocks):
            raise UnreadableError("the pieces of the answer are out of order")
        if len(self.blocks) >= MOST_BLOCKS:
            raise UnreadableError(f"the answer has more than {MOST_BLOCKS} pieces")
        self._open, self._pieces = dict(block), []

    def _piece(self, told: Json) -> None:
        delta = told.get("delta")
        kind = delta.get("type") if isinstance(delta, dict) else None
        belongs, field = _PIECES.get(str(kind), ("", ""))
        block = self._open
        if block is None or told.get("index") != len(self.blocks) or block.get("type") != belongs:
            raise UnreadableError("a piece of the answer belongs to nothing")
        piece = delta[field] if isinstance(delta, dict) and isinstance(delta.get(field), str) else ""
        self._letters += len(piece)
        if kind == "signature_delta":
            block["signature"] = piece
        else:
            self._pieces.append(piece)

    def _close_block(self, told: Json) -> None:
        block = self._open
        if block is None or told.get("index") != len(self.blocks):
            raise UnreadableError("a piece of the answer ends that did not begin")
        whole = "".join(self._pieces)
        match block.get("type"):
            case "text" | "thinking" as kind:
                block[kind] = str(block.get(kind) or "") + whole
            case "tool_use":
                block["input"] = _object(whole) if whole else block.get("input") or {}
            case _:
                pass
        self.blocks.append(block)
        self._open = None

    def _end(self, told: Json) -> None:
        delta = told.get("delta")
        self._count(told.get("usage"))
        if isinstance(delta, dict) and isinstance(delta.get("stop_reason"), str):
            self.stop = delta["stop_reason"]

    def _stop(self) -> None:
        if self._open is not None:
            raise UnreadableError("the answer ends in the middle of a piece")
        self.whole = bool(self.stop)
        if not self.whole:
            raise UnreadableError("the answer ends without a reason")

    def _count(self, told: Any) -> None:
        """Counts are totals so far: the last one told stands."""
        if not isinstance(told, dict):
            return
        for ours, theirs in _USAGE.items():
            count = told.get(theirs)
            if isinstance(count, int) and not isinstance(count, bool) and 0 <= count < _MOST_TOKENS:
                self._usage[ours] = count


def _object(data: str) -> Json:
    """The JSON object of a text. Raises `UnreadableError` for anything else."""
    try:
        told = json.loads(data, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise UnreadableError("what came is no JSON") from None
    if not isinstance(told, dict):
        raise UnreadableError("what came is no JSON object")
    return cleaned(told) if "\\ud" in data.lower() else told


def _no_number(word: str) -> float:
    raise ValueError(word)
