"""What is wrong in a runbook's file, and where: the words that all parts of this room share."""

from enum import StrEnum

from bot.domain.noun import Noun

Path = tuple[str | int, ...]
Found = tuple[Path, str]
"""Where in the values (keys and indexes), and what: one broken rule, before its line is looked up."""


class Severity(StrEnum):
    """An error keeps its file from loading; a warning does not."""

    ERROR = "error"
    WARNING = "warning"


class Fault(Noun):
    """What is wrong at a line (1 is the first) of one file."""

    line: int
    text: str
    severity: Severity = Severity.ERROR


def warned(line: int, text: str) -> Fault:
    """A fault that lets the file load."""
    return Fault(line=line, text=text, severity=Severity.WARNING)
