"""From the YAML file to a `Config`: form first, then meaning, with every problem's file, line and field."""

from collections.abc import Iterator
from pathlib import Path
from types import NoneType
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bot.redaction import redact
from bot.settings import meaning
from bot.settings.config import Config, MetricsSource
from bot.settings.document import Document, Place, parse
from bot.settings.error import SettingsError, unknown
from bot.settings.queries import read_queries

NOT_HERE = (
    "this reads as a secret, and this file holds none: put it in a file of its own and name that "
    "(token_file, url_file), or in the environment (.env.example)"
)


def read_config(path: Path) -> Config:
    """The configuration in a file.

    Raises:
        SettingsError: one line for each fault, `lookout.yaml:12: channels.0.cluster: unknown cluster "prodd" ...`.
    """
    document = parse(path.name, _text(path))
    if secrets := [document.problem(place, NOT_HERE) for place in _secrets(document.value, ())]:
        raise SettingsError(secrets)
    config = _formed(document, path.parent)
    problems = [document.problem(place, said) for place, said in meaning.problems(config)]
    if config.runbooks is not None and not config.runbooks.is_dir():
        problems.append(document.problem(("runbooks",), f"there is no folder {config.runbooks}"))
    for cluster in config.clusters.values():
        problems += _query_problems(cluster.prometheus)
    if problems:
        raise SettingsError(problems)
    return config


def _secrets(value: Any, place: Place) -> Iterator[Place]:
    """Where a text stands that reads as a secret: before anything else is said, since that might repeat it."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield from _secrets(one, (*place, key))
    elif isinstance(value, list):
        for index, one in enumerate(value):
            yield from _secrets(one, (*place, index))
    elif isinstance(value, str) and redact(value, b"only compared") != value:
        yield place


def _query_problems(source: MetricsSource | None) -> list[str]:
    """What is wrong in a file of queries: read again when it is used, but said at the start."""
    if source is None or source.queries is None:
        return []
    try:
        read_queries(source.queries)
    except SettingsError as error:
        return list(error.problems)
    return []


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise SettingsError([f"{path}:1: the configuration is not UTF-8 text"]) from error
    except OSError as error:
        raise SettingsError(
            [f"{path}: the configuration cannot be read ({error.strerror}); LOOKOUT_CONFIG names the file"]
        ) from error


def _formed(document: Document, folder: Path) -> Config:
    try:
        return Config.model_validate(document.value, context={"folder": folder})
    except ValidationError as error:
        faults = sorted(error.errors(), key=lambda fault: document.line(fault["loc"]))
        raise SettingsError(document.problem(_place(fault), _said(fault)) for fault in faults) from error


def _place(fault: ErrorDetails) -> Place:
    return tuple(part for part in fault["loc"] if part != "[key]")


def _said(fault: ErrorDetails) -> str:
    match fault["type"]:
        case "extra_forbidden":
            *around, field = fault["loc"]
            return unknown("field", str(field), _fields(Config, tuple(around)))
        case "missing":
            return "is missing"
        case _:
            words = fault["msg"].removeprefix("Value error, ")
            return f"{words[0].lower()}{words[1:]}"


def _fields(model: type[BaseModel], place: Place) -> list[str]:
    """The fields of the noun that stands at a place of the configuration."""
    here: Any = model
    for part in place:
        if isinstance(here, type) and issubclass(here, BaseModel):
            here = here.model_fields[str(part)].annotation
        else:
            here = get_args(here)[-1 if isinstance(part, str) else 0]
        if NoneType in get_args(here):
            here = get_args(here)[0]
    return list(here.model_fields)
