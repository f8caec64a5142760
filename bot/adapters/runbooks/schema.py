"""A document held against the `Runbook` noun: strict types, no unknown field, each fault with its line."""

import json
from collections.abc import Iterator
from difflib import get_close_matches

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bot.adapters.runbooks.document import Document, Fault
from bot.domain.runbook import Limits, Runbook, Step

FIELDS = sorted({*Runbook.model_fields, *Step.model_fields, *Limits.model_fields} - {"source"})
UNKNOWN, MISSING = "extra_forbidden", "missing"


def read(document: Document, file: str) -> Runbook | list[Fault]:
    """The runbook, with its file as `source`; or every fault of its form."""
    if "source" in document.value:
        return [Fault(line=document.line("source"), text='the field "source" is set by the loader')]
    try:
        return Runbook.model_validate_json(json.dumps({**document.value, "source": file}), strict=True)
    except ValidationError as problem:
        return list(_faults(document, problem))


def did_you_mean(word: str, known: list[str]) -> str:
    """`, did you mean "undo"?` if something known is spelt alike, else ""."""
    near = get_close_matches(word, known, n=1)
    return f', did you mean "{near[0]}"?' if near else ""


def _faults(document: Document, problem: ValidationError) -> Iterator[Fault]:
    for error in problem.errors(include_url=False):
        where = ".".join(str(part) for part in error["loc"]) or "the file"
        yield Fault(line=document.line(*error["loc"]), text=f"{where}: {_said(error)}")


def _said(error: ErrorDetails) -> str:
    if error["type"] == UNKNOWN:
        field = str(error["loc"][-1])
        return f'unknown field "{field}"{did_you_mean(field, FIELDS)}'
    if error["type"] == MISSING:
        return "missing"
    return f"{error['msg'][:1].lower()}{error['msg'][1:]}, got {error['input']!r:.60}"
