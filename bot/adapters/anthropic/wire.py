"""A request in the provider's form.

Three things stay where they are from turn to turn, so that the provider reads them from its cache: the tools, the
system text and the turns so far. The cache is marked at the end of each; the marks are no part of what is compared.
"""

from typing import Any

from bot.domain.model import Request, ToolSchema, Turn

Json = dict[str, Any]
_MARK: Json = {"type": "ephemeral"}
_MARKED_TURNS = 2
"""Our last two turns: the one before the last is looked up when the last one holds many results."""


def written(request: Request) -> Json:
    """The arguments of one streamed attempt.

    No temperature, no forced choice of a tool, no beginning of an answer: today's models refuse all three.
    """
    asked: Json = {
        "model": request.model,
        "max_tokens": request.out,
        "messages": _messages(request.turns),
    }
    if request.system:
        asked["system"] = [{"type": "text", "text": request.system, "cache_control": _MARK}]
    if request.tools:
        asked["tools"] = _tools(request.tools)
        asked["tool_choice"] = {"type": "auto"}
    if request.answer is not None:
        asked["output_config"] = {"format": {"type": "json_schema", "schema": request.answer}}
    return asked


def _tools(tools: tuple[ToolSchema, ...]) -> list[Json]:
    told: list[Json] = [
        {"name": one.name, "description": one.description, "input_schema": one.parameters, "strict": True}
        for one in tools
    ]
    told[-1]["cache_control"] = _MARK
    return told


def _messages(turns: tuple[Turn, ...]) -> list[Json]:
    """The conversation; the model's own turns as they came, ours with all results before what is said."""
    told: list[Json] = []
    for turn in turns:
        if turn.blocks:
            told.append({"role": "assistant", "content": list(turn.blocks)})
        else:
            told.append({"role": "user", "content": _said(turn)})
    for message in [one for one in told if one["role"] == "user" and one["content"]][-_MARKED_TURNS:]:
        message["content"][-1]["cache_control"] = _MARK
    return told


def _said(turn: Turn) -> list[Json]:
    blocks: list[Json] = [
        {
            "type": "tool_result",
            "tool_use_id": result.call,
            "content": result.text,
            **({"is_error": True} if result.failed else {}),
        }
        for result in turn.results
    ]
    return [*blocks, {"type": "text", "text": turn.said}] if turn.said else blocks
