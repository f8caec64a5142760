"""`lookout detectors`: what the rules can recognise, for people, for programs, and for deploy/CAUSES.md."""

import json
from typing import Any

from bot.cli.say import refuse
from bot.detectors.catalogue import DETECTORS

FORMATS = ("text", "json", "markdown")
_HEAD = (
    "# What the rules recognise",
    "",
    "Written by `lookout detectors --format markdown`; a test holds this file to the code. A detector is silent for a",
    "reason only where what it needs was read.",
)


def main(output: str) -> None:
    """Print the catalogue in one of the formats."""
    if output not in FORMATS:
        raise refuse(f"there is no format {output!r}; the formats are {', '.join(FORMATS)}")
    match output:
        case "json":
            print(json.dumps(catalogue(), indent=2))
        case "markdown":
            print(as_markdown(), end="")
        case _:
            print("\n".join(_line(one) for one in catalogue()))


def catalogue() -> list[dict[str, Any]]:
    """One entry for each cause, in the catalogue's order: cause, detector, family, needs, refuted_by."""
    return [
        {
            "cause": cause,
            "detector": detector.code,
            "family": detector.family,
            "needs": list(detector.needs),
            "refuted_by": detector.refuted_by,
        }
        for detector in DETECTORS
        for cause in detector.causes
    ]


def as_markdown() -> str:
    """The catalogue as a document: one table for each family, one row for each detector."""
    lines = [*_HEAD]
    for family in dict.fromkeys(detector.family for detector in DETECTORS):
        lines += [
            "",
            f"## {family.capitalize()}",
            "",
            "| detector | causes | needs | refuted by |",
            "|---|---|---|---|",
        ]
        lines += [
            f"| [{one.code}](../bot/detectors/{one.code.replace('-', '_')}.py) "
            f"| {'<br>'.join(one.causes)} | {', '.join(one.needs)} | {one.refuted_by} |"
            for one in DETECTORS
            if one.family == family
        ]
    return "\n".join(lines) + "\n"


def _line(one: dict[str, Any]) -> str:
    return f"{one['cause']:28} {one['family']:15} {one['detector']:20} needs {', '.join(one['needs'])}"
