"""A document held against a noun: each fault of its form with its line."""

from difflib import get_close_matches
from typing import TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bot.adapters.prompts.document import Document
from bot.adapters.prompts.fault import Fault
from bot.domain.noun import Noun

N = TypeVar("N", bound=Noun)


def formed(document: Document, noun: type[N]) -> N | list[Fault]:
    """The noun, or what keeps the document from being one, in the order of lines."""
    try:
        return noun.model_validate(document.value)
    except ValidationError as problem:
        faults = [_fault(document, one, noun) for one in problem.errors(include_url=False)]
        return sorted(faults, key=lambda one: one.line)


def _fault(document: Document, error: ErrorDetails, noun: type[Noun]) -> Fault:
    where = tuple(one for one in error["loc"] if one != "[key]")
    named = ".".join(map(str, where)) or "the file"
    match error["type"]:
        case "missing":
            return document.fault(where, f"{named} is missing", "add it")
        case "extra_forbidden":
            near = get_close_matches(str(where[-1]), noun.model_fields, n=1)
            mend = f'did you mean "{near[0]}"?' if near else "remove it"
            return document.fault(where, f"{named} is no field that is read here", mend)
        case _:
            said = error["msg"].removeprefix("Value error, ")
            return document.fault(where, f"{named}: {said[:1].lower()}{said[1:]}")
