"""What the provider refuses in a request, in its own order: a sentence, or "" if it takes it."""

from collections.abc import Iterator
from typing import Any

from bot.sandbox.provider.answer import signature

Json = dict[str, Any]
MOST_MARKS = 4
_FIELDS = frozenset(
    {
        "model",
        "max_tokens",
        "messages",
        "system",
        "tools",
        "tool_choice",
        "output_config",
        "stream",
        "thinking",
        "metadata",
        "stop_sequences",
        "service_tier",
    }
)
_GONE = ("temperature", "top_p", "top_k")


def fault(body: Json, *, paused: bool = False) -> str:
    """The first thing that is wrong with it; after a paused turn the conversation may end with the model's own."""
    return next(_faults(body, paused=paused), "")


def _faults(body: Json, *, paused: bool) -> Iterator[str]:
    for name in _GONE:
        if name in body:
            yield f"{name}: this model does not support this parameter"
    for name in sorted(set(body) - _FIELDS):
        yield f"{name}: Extra inputs are not permitted"
    if not isinstance(body.get("max_tokens"), int) or body["max_tokens"] < 1:
        yield "max_tokens: Field required"
    if body.get("tool_choice", {}).get("type", "auto") not in {"auto", "none"}:
        yield "tool_choice: forced tool use is not supported by this model"
    for place, tool in enumerate(body.get("tools", ())):
        yield from _tool(f"tools.{place}", tool)
    yield from _format(body.get("output_config") or {})
    yield from _messages(body.get("messages"), str(body.get("model")), paused=paused)
    marks = str(body).count("'cache_control': {")
    if marks > MOST_MARKS:
        yield f"A maximum of {MOST_MARKS} blocks with cache_control may be provided. Found {marks}."


def _tool(where: str, tool: Json) -> Iterator[str]:
    schema = tool.get("input_schema")
    if not isinstance(schema, dict) or schema.get("type") != "object":
        yield f"{where}.input_schema: Field required"
    elif tool.get("strict"):
        yield from _open(f"{where}.input_schema", schema)


def _format(config: Json) -> Iterator[str]:
    asked = config.get("format")
    if asked is None:
        return
    if asked.get("type") != "json_schema" or not isinstance(asked.get("schema"), dict):
        yield "output_config.format: Input should be a json_schema with its schema"
    else:
        yield from _open("output_config.format.schema", asked["schema"])


def _open(where: str, schema: Any) -> Iterator[str]:
    """Objects that are not closed: what is strict takes none."""
    if isinstance(schema, dict):
        if schema.get("type") == "object" and schema.get("additionalProperties") is not False:
            yield f"{where}: For 'object' type, 'additionalProperties' must be explicitly set to false"
        for name, one in schema.items():
            yield from _open(f"{where}.{name}", one)
    elif isinstance(schema, list):
        for one in schema:
            yield from _open(where, one)


def _messages(messages: Any, model: str, *, paused: bool) -> Iterator[str]:
    if not isinstance(messages, list) or not messages:
        yield "messages: at least one message is required"
        return
    if messages[0]["role"] != "user":
        yield "messages: first message must use the user role"
    if messages[-1]["role"] == "assistant" and not paused:
        yield "This model does not support assistant message prefill. The conversation must end with a user message."
    asked: list[str] = []
    for place, message in enumerate(messages):
        blocks = message["content"] if isinstance(message["content"], list) else []
        if not message["content"]:
            yield f"messages.{place}: user messages must have non-empty content"
        yield from _blocks(f"messages.{place}", blocks, asked)
        yield from _thoughts(f"messages.{place}", blocks, model)
        asked = [one["id"] for one in blocks if one["type"] == "tool_use"]
    if asked:
        yield "messages: `tool_use` ids were found without `tool_result` blocks immediately after"


def _blocks(where: str, blocks: list[Json], asked: list[str]) -> Iterator[str]:
    answered = [one["tool_use_id"] for one in blocks if one["type"] == "tool_result"]
    if sorted(answered) != sorted(asked):
        yield f"{where}: each `tool_use` block must have a corresponding `tool_result` block in the next message"
    kinds = [one["type"] for one in blocks]
    if "tool_result" in kinds and kinds != sorted(kinds, key=lambda kind: kind != "tool_result"):
        yield f"{where}: tool_result blocks must come first"
    for place, one in enumerate(blocks):
        if one["type"] == "text" and not one["text"].strip():
            yield f"{where}.content.{place}: text content blocks must be non-empty"


def _thoughts(where: str, blocks: list[Json], model: str) -> Iterator[str]:
    for place, one in enumerate(blocks):
        if one["type"] == "thinking" and one["signature"] != signature(one["thinking"], model):
            yield f"{where}.content.{place}: Invalid `signature` in `thinking` block"
