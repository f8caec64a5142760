"""The forms that a model fills: JSON Schema as providers take it for structured output.

Every object is closed and all of its fields are required; bounds of length and number, which providers do not hold, are
checked when the answer is (`claims`, `answers`).
"""

from collections.abc import Collection, Mapping
from typing import Any

from bot.domain.diagnosis import VerdictKind

Schema = dict[str, Any]
_TEXT: Schema = {"type": "string"}


def claims_schema(causes: Collection[str]) -> Schema:
    """An answer to "what is wrong?", with causes of this vocabulary or "other"."""
    hypothesis = _closed(
        {
            "cause": {"type": "string", "enum": [*sorted(causes), "other"]},
            "subject": _closed(
                {
                    "kind": _told(
                        "Deployment, StatefulSet, Node, Service...: the object a person must change"
                    ),
                    "namespace": _told("empty for cluster-wide kinds"),
                    "name": _TEXT,
                }
            ),
            "statement": _told("one English sentence about systems; with cause other it names the cause"),
            "mechanism": _told("how the cause brings about the symptom, one or two sentences"),
            "confidence": {"type": "number", "description": "from 0 to 1"},
            "evidence": _citations("at least one"),
            "against": _citations("what speaks against it; may be empty"),
            "refuted_by": _told("an observation that would refute it"),
            "next_check": _told("one command that only reads, or a look a person can take"),
        }
    )
    return _closed(
        {
            "verdict": {"type": "string", "enum": [one.value for one in VerdictKind]},
            "hypotheses": {"type": "array", "items": hypothesis, "description": "at most 3, best first"},
            "not_read": {
                "type": "array",
                "items": _TEXT,
                "description": "what could not be read and would tell",
            },
        }
    )


def answer_schema() -> Schema:
    """An answer to a question: sentences with what they rest on, and what of the question stays open."""
    sentence = _closed(
        {"text": _told("one English sentence about systems"), "evidence": _citations("at least one")}
    )
    return _closed(
        {
            "sentences": {"type": "array", "items": sentence, "description": "at most 6, the answer first"},
            "unanswered": _told("what of the question the evidence does not tell; empty if nothing"),
        }
    )


def _citations(what: str) -> Schema:
    citation = _closed(
        {
            "id": _told("the id of a piece of evidence, such as E3"),
            "span": _told("its own words, copied letter by letter, at least 6 characters"),
        }
    )
    return {"type": "array", "items": citation, "description": what}


def _told(what: str) -> Schema:
    return {"type": "string", "description": what}


def _closed(fields: Mapping[str, Schema]) -> Schema:
    return {
        "type": "object",
        "properties": dict(fields),
        "required": list(fields),
        "additionalProperties": False,
    }
