"""The queries that a Prometheus is asked: those that come with Lookout, or a file of the operator's in their place."""

from pathlib import Path

from pydantic import ValidationError

from bot.adapters.signals.query import Queries
from bot.settings.document import Document, parse
from bot.settings.error import SettingsError

USUAL = Path(__file__).with_name("queries.yaml")


def read_queries(path: Path = USUAL) -> Queries:
    """The queries in a file.

    Raises:
        SettingsError: one line for each fault, with file, line and field.
    """
    try:
        content = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError([f"{path}: the queries cannot be read ({type(error).__name__})"]) from error
    document = parse(path.name, content)
    try:
        queries = Queries.model_validate(document.value)
    except ValidationError as error:
        faults = sorted(error.errors(), key=lambda fault: document.line(fault["loc"]))
        raise SettingsError(
            document.problem(fault["loc"], _said(fault["msg"])) for fault in faults
        ) from error
    if problems := list(_twice(queries, document)):
        raise SettingsError(problems)
    return queries


def _twice(queries: Queries, document: Document) -> list[str]:
    seen: set[tuple[str, str]] = set()
    problems = []
    for place, one in enumerate(queries.queries):
        if (one.name, one.of) in seen:
            problems.append(document.problem(("queries", place), f"{one.name} of {one.of} is there twice"))
        seen.add((one.name, one.of))
    return problems


def _said(message: str) -> str:
    words = message.removeprefix("Value error, ")
    return f"{words[0].lower()}{words[1:]}"
