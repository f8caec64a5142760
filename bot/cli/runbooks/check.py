"""`lookout runbooks check`: every problem of every file, for people, programs and pull requests."""

import json
from collections.abc import Iterator
from pathlib import Path

import typer

from bot.adapters.runbooks import Library, Problem
from bot.adapters.runbooks.fault import Severity
from bot.cli.runbooks.shelf import library
from bot.cli.say import refuse
from bot.detectors.catalogue import CAUSES
from bot.render.report import visible

FORMATS = ("text", "json", "github")
_NAMED = 5


def main(folder: str, output: str, config: str, *, strict: bool) -> None:
    """Exit 1 if a runbook does not load, or if it is strict and something is poor."""
    if output not in FORMATS:
        raise refuse(f"there is no format {output!r}; the formats are {', '.join(FORMATS)}")
    place, found = library(folder, config)
    match output:
        case "json":
            print(json.dumps(as_json(place, found), ensure_ascii=False, indent=1))
        case "github":
            print("\n".join([*(_annotation(place, one) for one in _all(found)), _sum(found)]))
        case _:
            print("\n".join([*(_line(place, one) for one in _all(found)), _sum(found)]))
    if found.problems or (strict and found.warnings):
        raise typer.Exit(1)


def as_json(place: Path, found: Library) -> dict[str, object]:
    """`runbooks` counts; `problems` are `{"file", "line", "severity", "text"}`; `served` and `unserved` are causes."""
    return {
        "runbooks": len(found.runbooks),
        "problems": [
            {
                "file": str(place / one.file),
                "line": one.line,
                "severity": one.severity.value,
                "text": one.text,
            }
            for one in _all(found)
        ],
        "served": sorted(found.served),
        "unserved": sorted(CAUSES - found.served),
    }


def _all(found: Library) -> list[Problem]:
    return sorted((*found.problems, *found.warnings), key=lambda one: (one.file, one.line))


def _line(place: Path, one: Problem) -> str:
    return f"{place / one.file}:{one.line}: {one.severity.value}: {_shown(one)}"


def _annotation(place: Path, one: Problem) -> str:
    """A line that GitHub shows beside the file's line in a pull request."""
    file = _escaped(str(place / one.file)).replace(":", "%3A").replace(",", "%2C")
    return f"::{one.severity.value} file={file},line={one.line},title=runbook::{_escaped(_shown(one))}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _shown(one: Problem) -> str:
    """The text on one line: it may quote what the file says, which could steer a terminal."""
    return " ".join(visible(one.text).split())


def _sum(found: Library) -> str:
    return "; ".join(_counts(found))


def _counts(found: Library) -> Iterator[str]:
    broken = len({one.file for one in found.problems if one.severity is Severity.ERROR})
    yield f"{len(found.runbooks)} runbooks load, {broken} do not"
    yield f"{len(found.problems)} errors, {len(found.warnings)} warnings"
    bare = sorted(CAUSES - found.served)
    more = f" and {len(bare) - _NAMED} more" if len(bare) > _NAMED else ""
    yield f"{len(found.served)} of {len(CAUSES)} causes served" + (
        f", not {', '.join(bare[:_NAMED])}{more}" if bare else ""
    )
