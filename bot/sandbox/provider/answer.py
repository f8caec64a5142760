"""An answer as the provider gives it: blocks and the reason of their end, whole or as a stream of events."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
Event = tuple[str, Json]
_PIECE = 60


@dataclass(frozen=True)
class Answer:
    """What the model says. `stop` is the reason of the end, `model` the one that answered ("": the one asked for)."""

    blocks: list[Json]
    stop: str = "end_turn"
    model: str = ""
    usage: Json = field(default_factory=dict)
    id: str = ""

    @property
    def out(self) -> int:
        """How many tokens it has, counted by its length."""
        return max(1, sum(len(json.dumps(one)) for one in self.blocks) // 4)

    def whole(self) -> Json:
        """The answer in one piece."""
        return {
            "id": self.id,
            "type": "message",
            "role": "assistant",
            "model": self.model,
            "content": self.blocks,
            "stop_reason": self.stop,
            "stop_sequence": None,
            "usage": self.usage | {"output_tokens": self.out},
        }

    def events(self) -> Iterator[Event]:
        """The answer as it is streamed."""
        begun = self.whole() | {
            "content": [],
            "stop_reason": None,
            "usage": self.usage | {"output_tokens": 1},
        }
        yield "message_start", {"type": "message_start", "message": begun}
        yield "ping", {"type": "ping"}
        for index, block in enumerate(self.blocks):
            yield from _block(index, block)
        end = {"stop_reason": self.stop, "stop_sequence": None}
        yield "message_delta", {"type": "message_delta", "delta": end, "usage": {"output_tokens": self.out}}
        yield "message_stop", {"type": "message_stop"}


def signature(text: str, model: str) -> str:
    """What binds a thinking block to its text and to the model that thought it."""
    return hashlib.sha256(f"{model}\0{text}".encode()).hexdigest()


def frame(name: str, told: Json) -> bytes:
    """One event on the wire."""
    return f"event: {name}\ndata: {json.dumps(told)}\n\n".encode()


def _block(index: int, block: Json) -> Iterator[Event]:
    start, deltas = _taken_apart(block)
    yield (
        "content_block_start",
        {"type": "content_block_start", "index": index, "content_block": start},
    )
    for delta in deltas:
        yield "content_block_delta", {"type": "content_block_delta", "index": index, "delta": delta}
    yield "content_block_stop", {"type": "content_block_stop", "index": index}


def _taken_apart(block: Json) -> tuple[Json, list[Json]]:
    """An empty block and the pieces that fill it."""
    match block["type"]:
        case "text":
            pieces = [{"type": "text_delta", "text": one} for one in _pieces(block["text"])]
            return block | {"text": ""}, pieces
        case "thinking":
            pieces = [{"type": "thinking_delta", "thinking": one} for one in _pieces(block["thinking"])]
            signed = {"type": "signature_delta", "signature": block["signature"]}
            return block | {"thinking": "", "signature": ""}, [*pieces, signed]
        case _:
            written = json.dumps(block["input"]) if block["input"] else ""
            pieces = [{"type": "input_json_delta", "partial_json": one} for one in _pieces(written)]
            return block | {"input": {}}, pieces


def _pieces(text: str) -> list[str]:
    return [text[begin : begin + _PIECE] for begin in range(0, len(text), _PIECE)]
