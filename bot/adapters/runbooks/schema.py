"""A document held against the `Runbook` noun: strict types, no unknown field, each fault with its line.

A faulty value is replaced by a blank one, so that all else in the file can still be judged; a file with a fault
loads in no case.
"""

import json
from collections.abc import Collection, Iterator
from copy import deepcopy
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bot.adapters.runbooks.document import Document
from bot.adapters.runbooks.fault import Fault, Path
from bot.domain.noun import Noun
from bot.domain.runbook import Limits, Runbook, Step

VERSION = 1
"""The schema that this Lookout reads. A change that old files do not meet raises it."""

UNKNOWN, MISSING = "extra_forbidden", "missing"
_STEP: dict[str, Any] = {"id": "", "title": "", "tool": "", "tier": 0}
_BLANK: dict[str, Any] = {
    "version": 1,
    "reviewed": "2000-01-01",
    "causes": [],
    "steps": [],
    "needs": [],
    "arguments": {},
    "limits": {},
    "tier": 0,
    "expect_within": 300,
    **{name: field.default for name, field in Limits.model_fields.items()},
}
_HINTS = {
    "reviewed": "the day of the last review, such as 2026-11-20",
    "needs": 'a list such as [list pods, "get pods/log"]',
    "arguments": 'names and quoted values, such as {replicas: "+1"}',
    "replicas": 'a quoted number, such as "+1"',
    "max_pods": "1 or more; a step that may touch no pod can never be allowed",
    "max_share": "above 0 and at most 1 (all ready replicas); a share of nothing can never be allowed",
    "tier": "0 (reads) to 3",
}


class Reading(Noun):
    """The runbook as far as it can be read (None: not at all), every fault of its form, and what was blank for it."""

    runbook: Runbook | None
    faults: tuple[Fault, ...]
    blank: tuple[tuple[str | int, ...], ...] = ()


def read(document: Document, file: str) -> Reading:
    """The runbook, with its file as `source`. Of another schema's file only that is said."""
    value = deepcopy(document.value)
    faults, readable = _version(document, value.pop("schema", None))
    if not readable:
        return Reading(runbook=None, faults=tuple(faults))
    if value.pop("source", None) is not None:
        said = 'the field "source" is set by Lookout: remove it'
        faults.append(Fault(line=document.line("source"), text=said))
    made = _made(value, file)
    if isinstance(made, Runbook):
        return Reading(runbook=made, faults=tuple(faults))
    faults += [_fault(document, error) for error in made]
    blank = [_blank(value, error) for error in made]
    again = _made(value, file)
    return Reading(
        runbook=again if isinstance(again, Runbook) else None,
        faults=tuple(faults),
        blank=tuple(one for one in blank if one),
    )


def _made(value: dict[str, Any], file: str) -> Runbook | list[ErrorDetails]:
    try:
        return Runbook.model_validate_json(json.dumps({**value, "source": file}), strict=True)
    except ValidationError as problem:
        return problem.errors(include_url=False)


def did_you_mean(word: str, known: Collection[str]) -> str:
    """`, did you mean "undo"?` if something known is spelt alike, else ""."""
    near = get_close_matches(word, sorted(known), n=1)
    return f', did you mean "{near[0]}"?' if near else ""


def _version(document: Document, told: Any) -> tuple[list[Fault], bool]:
    """What is wrong with the schema's version, and whether the rest can be judged."""
    if "schema" not in document.value:
        return [
            Fault(line=1, text=f'the field "schema" is missing: begin the file with "schema: {VERSION}"')
        ], True
    if told is not True and told == VERSION and isinstance(told, int):
        return [], True
    newer = isinstance(told, int) and told > VERSION
    what = "a newer Lookout may" if newer else f'write "schema: {VERSION}"'
    said = f"schema {told!r:.40} is not one that this Lookout reads ({VERSION} is): {what}"
    return [Fault(line=document.line("schema"), text=said)], False


def _fault(document: Document, error: ErrorDetails) -> Fault:
    where = ".".join(str(part) for part in error["loc"]) or "the file"
    return Fault(line=document.line(*error["loc"]), text=f"{where}: {_said(error)}")


def _said(error: ErrorDetails) -> str:
    last = str(error["loc"][-1]) if error["loc"] else ""
    if error["type"] == UNKNOWN:
        return f'unknown field "{last:.60}"{did_you_mean(last, list(_fields(error["loc"])))}'
    hint = f" ({_HINTS[last]})" if last in _HINTS else ""
    if error["type"] == MISSING:
        return f"missing{hint}"
    return f"{error['msg'][:1].lower()}{error['msg'][1:]}, got {error['input']!r:.60}{hint}"


def _fields(where: Path) -> Iterator[str]:
    """The fields that may stand beside the one that may not."""
    inside = where[:-1]
    noun = Limits if "limits" in inside else Step if "steps" in inside else Runbook
    yield from (name for name in noun.model_fields if name != "source")
    if noun is Runbook:
        yield "schema"


def _blank(value: dict[str, Any], error: ErrorDetails) -> Path:
    """Put a blank value where the fault is, or take out what may not be there; where that was, () for nothing."""
    path: Path = error["loc"]
    holder: Any = value
    for key in path[:-1]:
        holder = holder[key]
    last = path[-1]
    if error["type"] == UNKNOWN:
        del holder[last]
        return ()
    holder[last] = deepcopy(_STEP if path[:-1] == ("steps",) else _BLANK.get(str(last), ""))
    return path
