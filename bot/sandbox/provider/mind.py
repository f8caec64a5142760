"""The scripted mind: on a good day it asks for a read or two, and then fills the form from what it was shown."""

import itertools
import json
from collections.abc import Callable
from typing import Any

from bot.sandbox.provider.answer import Answer, signature
from bot.sandbox.provider.seen import Seen

Json = dict[str, Any]
Mind = Callable[[Seen], Answer]
CALLS, READS = 2, 2
CITED = 2
CONFIDENCE = 0.86
_THOUGHT = "The rules name a cause. One or two reads tell whether the evidence bears it."
_SENTENCES = {
    "statement": "The symptom began with what the cited lines show, and not before it.",
    "mechanism": "What the cited lines show stops the workload from serving, so its callers see errors.",
    "text": "These lines are the first that the rules' diagnosis rests on.",
    "refuted_by": "The same lines at a time when the service was healthy.",
    "next_check": "kubectl get events --sort-by=.lastTimestamp",
    "unanswered": "",
}
_LIKED = ("events", "snapshot")
_ASKED = {"kind": "pods", "name": ""}
"""What those two are asked, so that they have something to tell."""
_LISTS = ("hypotheses", "sentences")
_VALUES = {"number": CONFIDENCE, "integer": 20, "boolean": False}
_numbers = itertools.count(1)


def good(seen: Seen) -> Answer:
    """Ask first, then answer."""
    return asking(seen) if seen.tools and seen.reads < READS else answering(seen)


def asking(seen: Seen, names: tuple[str, ...] = ()) -> Answer:
    """A turn that asks for reads: of the first tools that are offered, or of these."""
    offered = {one["name"]: one["input_schema"] for one in seen.tools}
    liked = _LIKED if set(_LIKED) <= set(offered) else ()
    wanted = names or liked or tuple(offered)[:CALLS]
    calls = [
        {
            "type": "tool_use",
            "id": f"toolu_{next(_numbers):06}",
            "name": name,
            "input": filled(offered.get(name, {"type": "object"}), seen, instead=_ASKED),
        }
        for name in wanted
    ]
    return Answer([thinking(_THOUGHT, seen), *calls], "tool_use")


def answering(seen: Seen, **instead: Any) -> Answer:
    """The last turn: the form filled in, with some fields as given `instead`; prose where no form is asked for."""
    if seen.form is None:
        return Answer([{"type": "text", "text": _SENTENCES["statement"]}])
    return Answer([{"type": "text", "text": json.dumps(filled(seen.form, seen, instead=instead))}])


def thinking(text: str, seen: Seen) -> Json:
    """A thinking block, signed: it has to come back as it was given."""
    return {"type": "thinking", "thinking": text, "signature": signature(text, seen.model)}


def citations(seen: Seen, most: int = CITED) -> list[Json]:
    """Words of the evidence that was shown, letter by letter; the last pieces, which the reads brought, come first.

    To a question it is the first ones, which the rules rest on: no script can tell what answers it.
    """
    shown = list(seen.spans.items())
    shown = shown[:most] if seen.is_asked else shown[::-1][:most]
    return [{"id": id_, "span": span} for id_, span in shown]


def filled(schema: Json, seen: Seen, name: str = "", instead: Json | None = None) -> Any:
    """A value of a schema, by the names of its fields."""
    other = instead or {}
    if name in other:
        return other[name]
    if name == "evidence":
        return citations(seen)
    if "enum" in schema:
        return seen.cause if name == "cause" and seen.cause else schema["enum"][0]
    kinds = schema.get("type", "object")
    kind = kinds if isinstance(kinds, str) else kinds[0]
    if kind == "object":
        return {key: filled(one, seen, key, other) for key, one in schema.get("properties", {}).items()}
    if kind == "array":
        return [filled(schema["items"], seen, "", other)] if name in _LISTS else []
    return _word(name, seen) if kind == "string" else _VALUES.get(kind)


def _word(name: str, seen: Seen) -> str:
    kind, namespace, called = seen.subject
    known = {"kind": kind, "namespace": namespace, "name": called, "cause": seen.cause, "service": called}
    return known.get(name, _SENTENCES.get(name, ""))
