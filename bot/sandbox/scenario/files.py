"""Reading scenario files. A bad one is an error that names the file and each wrong field."""

import functools
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

import yaml
from pydantic import ValidationError

from bot.sandbox.scenario.scenario import Scenario

_FOLDER = resources.files("bot.sandbox") / "scenarios"
_SURROUNDINGS = resources.files("bot.sandbox.scenario") / "surroundings.yaml"


class ScenarioError(ValueError):
    """A scenario file that cannot be used; the message has one line for each problem: file, field, what is wrong."""


def scenario_names() -> tuple[str, ...]:
    """The names of the scenarios that are shipped, in order."""
    return tuple(
        sorted(file.name.removesuffix(".yaml") for file in _FOLDER.iterdir() if file.name.endswith(".yaml"))
    )


@functools.cache
def load_scenario(name: str) -> Scenario:
    """The shipped scenario of that name.

    Raises:
        ScenarioError: there is none, or its file is bad.
    """
    if name not in scenario_names():
        raise ScenarioError(f"{name}: no such scenario (there are: {', '.join(scenario_names())})")
    return read_scenario(_FOLDER / f"{name}.yaml")


def together(name: str) -> tuple[Scenario, ...]:
    """The scenario of that name, and the one that goes off at the same time if there is one.

    Raises:
        ScenarioError: as `load_scenario`.
    """
    first = load_scenario(name)
    return (first, load_scenario(first.beside)) if first.beside else (first,)


def read_scenario(file: Traversable) -> Scenario:
    """The scenario of a file.

    Raises:
        ScenarioError: the file is bad.
    """
    content = _parse(file) | {"name": file.name.removesuffix(".yaml")}
    try:
        return Scenario.model_validate(content | {"surroundings": _parse(_SURROUNDINGS)})
    except ValidationError as error:
        problems = [f"{file.name}: {_where(item['loc'])}: {_what(item)}" for item in error.errors()]
        raise ScenarioError("\n".join(problems)) from error


def _parse(file: Traversable) -> dict[str, Any]:
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark is not None else 1
        raise ScenarioError(f"{file.name}:{line}: no YAML: {error.problem}") from error
    if not isinstance(content, dict):
        raise ScenarioError(f"{file.name}:1: a scenario is a map of fields")
    return content


def _where(loc: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in loc)


def _what(item: Any) -> str:
    if item["type"] == "extra_forbidden":
        return "no such field"
    return f"{item['msg']} (found {item['input']!r})" if item["type"] != "missing" else "missing"
