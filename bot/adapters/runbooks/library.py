"""The library: all runbooks of a folder that are sound, and the problems of those that are not."""

from collections.abc import Collection, Iterator
from datetime import date
from pathlib import Path

from bot.adapters.runbooks.document import Document, DocumentError, parse
from bot.adapters.runbooks.fault import Fault, Found, Severity, warned
from bot.adapters.runbooks.rules import Known, advice, check
from bot.adapters.runbooks.schema import Reading, read
from bot.adapters.runbooks.source import read_text
from bot.domain.noun import Noun
from bot.domain.runbook import Runbook


class Problem(Noun):
    """What is wrong at a line (1 is the first) of a runbook's file. An error kept it from loading."""

    file: str
    line: int
    text: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        """`oom-killed.yaml:12: step look: unknown tool "reboot"`, as compilers say it."""
        return f"{self.file}:{self.line}: {self.text}"


class Library(Noun):
    """What loaded, in the order of file names; what did not and why; and what is poor in what loaded."""

    runbooks: tuple[Runbook, ...] = ()
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()

    def for_cause(self, cause: str) -> Runbook | None:
        """The one runbook that serves the cause."""
        return next((one for one in self.runbooks if cause in one.causes), None)

    @property
    def served(self) -> frozenset[str]:
        """The causes for which there is a runbook."""
        return frozenset(cause for book in self.runbooks for cause in book.causes)


class _File:
    """One file while the folder is read: what could be read of it, and its faults so far."""

    def __init__(self, path: Path, known: Known, today: date | None) -> None:
        self.name = path.name
        self.faults: list[Fault] = []
        self.runbook: Runbook | None = None
        self._document: Document | None = None
        try:
            text = read_text(path)
            if isinstance(text, Fault):
                self.faults.append(text)
            else:
                self._judge(parse(text), known, today)
        except DocumentError as problem:
            self.faults.extend(problem.faults)

    @property
    def sound(self) -> bool:
        return not any(fault.severity is Severity.ERROR for fault in self.faults)

    def add(self, found: Iterator[Found]) -> None:
        """More that is wrong."""
        if self._document is not None:
            self.faults += [Fault(line=self._document.line(*where), text=text) for where, text in found]

    def problems(self, severity: Severity) -> Iterator[Problem]:
        """The faults of that severity in the order of lines, each once."""
        for fault in dict.fromkeys(sorted(self.faults, key=lambda fault: fault.line)):
            if fault.severity is severity:
                # One line, whatever of the file it quotes.
                text = " ".join(fault.text.split())
                yield Problem(file=self.name, line=fault.line, text=text, severity=severity)

    def _judge(self, document: Document, known: Known, today: date | None) -> None:
        self._document = document
        reading = read(document, self.name)
        self.faults += [*document.faults, *reading.faults]
        self.runbook = reading.runbook
        if reading.runbook is not None:
            self.add(one for one in check(reading.runbook, known) if not _about_blank(one, reading))
            self.faults += [
                warned(document.line(*one[0]), one[1])
                for one in advice(reading.runbook, today)
                if not _about_blank(one, reading)
            ]


def load(
    folder: Path,
    *,
    causes: Collection[str],
    groups: Collection[str],
    people: Collection[str] = (),
    today: date | None = None,
) -> Library:
    """Read every `*.yaml` of the folder.

    `causes` are those that detectors report, `groups` the configured handles, with or without "@", `people` the Slack
    ids of persons that may be named. With `today` the age of reviews is judged. Of two sound files with the same id,
    or serving the same cause, the one whose name sorts first loads.
    """
    if not folder.is_dir():
        said = "there is no such folder of runbooks"
        return Library(problems=(Problem(file=str(folder), line=1, text=said),))
    known = Known(causes, groups, people)
    paths = sorted(path for path in folder.iterdir() if path.suffix in {".yaml", ".yml"})
    files = [_File(path, known, today) for path in paths]
    loaded: list[Runbook] = []
    # The sound ones first: a broken file takes nothing from a sound one, whatever its name.
    for file in sorted(files, key=lambda one: not one.sound):
        if file.runbook is not None:
            sound = file.sound
            file.add(_clashes(file.runbook, loaded))
            loaded += [file.runbook] if sound and file.sound else []
    return Library(
        runbooks=tuple(sorted(loaded, key=lambda one: one.source)),
        problems=tuple(one for file in files for one in file.problems(Severity.ERROR)),
        warnings=tuple(one for file in files for one in file.problems(Severity.WARNING)),
    )


def _clashes(runbook: Runbook, loaded: Collection[Runbook]) -> Iterator[Found]:
    for other in loaded:
        if runbook.id and runbook.id == other.id:
            yield (
                ("id",),
                f'the id "{runbook.id}" is taken by {other.source}: a record names its runbook by it',
            )
        for index, cause in enumerate(runbook.causes):
            if cause and cause in other.causes:
                yield (
                    ("causes", index),
                    f'the cause "{cause}" is served by {other.source} already: join the two',
                )


def _about_blank(found: Found, reading: Reading) -> bool:
    """Whether a rule speaks of a value that could not be read, which has been said."""
    where = found[0]
    return any(where[: len(blank)] == blank or blank[: len(where)] == where for blank in reading.blank)
