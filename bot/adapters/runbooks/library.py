"""The library: all runbooks of a folder that are sound, and the problems of those that are not."""

from collections.abc import Collection, Iterator
from pathlib import Path

from bot.adapters.runbooks.document import DocumentError, Fault, parse
from bot.adapters.runbooks.rules import Known, check
from bot.adapters.runbooks.schema import read
from bot.domain.noun import Noun
from bot.domain.runbook import Runbook


class Problem(Noun):
    """Why a runbook file did not load. `line` counts from 1; 0 if the file itself is the problem."""

    file: str
    line: int
    text: str

    def __str__(self) -> str:
        """`oom-killed.yaml:12: steps.0.tool: unknown tool "reboot"`, as compilers say it."""
        return f"{self.file}:{self.line}: {self.text}"


class Library(Noun):
    """What loaded, in the order of file names, and what did not and why."""

    runbooks: tuple[Runbook, ...] = ()
    problems: tuple[Problem, ...] = ()

    def for_cause(self, cause: str) -> Runbook | None:
        """The one runbook that serves the cause."""
        return next((one for one in self.runbooks if cause in one.causes), None)


def load(folder: Path, *, causes: Collection[str], groups: Collection[str]) -> Library:
    """Read every `*.yaml` of the folder.

    `causes` are those that detectors report, `groups` the configured handles, with or without "@".
    Of two files with the same id, or serving the same cause, the one whose name sorts first loads.
    """
    known, library = Known(causes, groups), Library()
    if not folder.is_dir():
        return Library(
            problems=(Problem(file=str(folder), line=0, text="there is no such folder of runbooks"),)
        )
    for path in sorted(folder.iterdir()):
        if path.suffix in {".yaml", ".yml"}:
            library = _with(library, path, known)
    return library


def _with(library: Library, path: Path, known: Known) -> Library:
    found = _read(path, known, library.runbooks)
    if isinstance(found, Runbook):
        return library.model_copy(update={"runbooks": (*library.runbooks, found)})
    faults = sorted(found, key=lambda fault: fault.line)
    problems = tuple(Problem(file=path.name, line=fault.line, text=fault.text) for fault in faults)
    return library.model_copy(update={"problems": library.problems + problems})


def _read(path: Path, known: Known, loaded: Collection[Runbook]) -> Runbook | list[Fault]:
    if path.suffix == ".yml":
        return [Fault(line=0, text="a runbook's file is named *.yaml, so this one is not read")]
    try:
        document = parse(path.read_text(encoding="utf-8"))
    except DocumentError as problem:
        return [problem.fault]
    except (OSError, UnicodeDecodeError) as problem:
        return [Fault(line=0, text=f"the file cannot be read: {problem}")]
    runbook = read(document, path.name)
    if not isinstance(runbook, Runbook):
        return runbook
    faults = [Fault(line=document.line(*where), text=text) for where, text in check(runbook, known)]
    faults += [Fault(line=document.line(*where), text=text) for where, text in _clashes(runbook, loaded)]
    return faults or runbook


def _clashes(runbook: Runbook, loaded: Collection[Runbook]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for other in loaded:
        if runbook.id == other.id:
            yield ("id",), f'the id "{runbook.id}" is taken by {other.source}'
        for index, cause in enumerate(runbook.causes):
            if cause in other.causes:
                yield ("causes", index), f'the cause "{cause}" is served by {other.source} already'
