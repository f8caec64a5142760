"""What a finished answer is: only one that ended its turn is an answer; each other end has a name and a sentence."""

from collections.abc import Sequence
from typing import Any

from bot.adapters.anthropic.stream import Gathered
from bot.domain.model import Call, Ended

Json = dict[str, Any]
_ENDS = {
    "refusal": (Ended.REFUSED, "the model declined to answer"),
    "max_tokens": (Ended.CUT, "the answer was longer than one may be, and was cut"),
    "pause_turn": (Ended.PAUSED, "the model paused in the middle of its turn"),
    "model_context_window_exceeded": (Ended.CONTEXT, "there was more to read than the model can take"),
}
UNKNOWN_END = (Ended.GARBLED, "the answer ended for a reason that is not known here")
NO_WORD = (Ended.GARBLED, "the answer was empty")
BAD_CALLS = (Ended.GARBLED, "the model asked for reads in a form that cannot be followed")
CUT_OFF = (Ended.BROKEN, "the answer broke off before it was whole")
FINE = (Ended.ANSWER, "")

Verdict = tuple[Ended, str]


def judged(gathered: Gathered) -> Verdict:
    """How it ended, and a sentence where it is no answer. Whether its words fit the form is the loop's to find."""
    if not gathered.whole:
        return CUT_OFF
    asked = [one for one in gathered.blocks if one.get("type") == "tool_use"]
    match gathered.stop:
        case "end_turn":
            return BAD_CALLS if asked else FINE if gathered.text.strip() else NO_WORD
        case "tool_use":
            return (Ended.TOOLS, "") if calls(gathered.blocks) else BAD_CALLS
        case other:
            return _ENDS.get(other, UNKNOWN_END)


def calls(blocks: Sequence[Json]) -> tuple[Call, ...]:
    """What the model asked for; empty if any of it cannot be answered, since all of a turn must be answered."""
    found: list[Call] = []
    for block in (one for one in blocks if one.get("type") == "tool_use"):
        id_, name, arguments = block.get("id"), block.get("name"), block.get("input")
        if not (isinstance(id_, str) and id_ and isinstance(name, str) and isinstance(arguments, dict)):
            return ()
        found.append(Call(id=id_, name=name, arguments=arguments))
    return tuple(found) if len({one.id for one in found}) == len(found) else ()
