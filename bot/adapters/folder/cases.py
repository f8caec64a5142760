"""Labelled cases as a folder: a snapshot each, and one `labels.jsonl` beside them.

A line of it is a JSON object: `snapshot` (the name of a folder or an archive beside it), `verdict` ("fault", "healthy"
or "unsure"), of a fault `causes` (cause codes, any of which is right) and, where it is known, `subject` (`kind`,
`namespace`, `name`); `why` says where the label is from. Snapshots are in the layout of this package.
"""

import json
from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError

from bot.adapters.folder.reading import read_snapshot
from bot.adapters.folder.write import write_folder
from bot.domain.errors import PermanentError
from bot.domain.label import Label, LabelledCase

LABELS = "labels.jsonl"
GOLDEN = Path(__file__).parent / "golden"
"""The golden incidents: what a triage read in each of the sandbox's scenarios, with what is right there."""


def labels_in(folder: Path) -> tuple[tuple[str, Label], ...]:
    """The names of the snapshots with their labels, in the order of the file.

    Raises:
        PermanentError: there is no such file, or a line of it is no label; the sentence says which.
    """
    file = folder / LABELS
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise PermanentError(f"{file} cannot be read, so there are no labelled cases in {folder}") from error
    found = [_label(file, at, line) for at, line in enumerate(lines, start=1) if line.strip()]
    names = [name for name, _ in found]
    if twice := next((name for name in names if names.count(name) > 1), ""):
        raise PermanentError(f"{file} has two labels for {twice}: one of them is wrong")
    return tuple(found)


def read_case(folder: Path, name: str, label: Label) -> LabelledCase:
    """One case.

    Raises:
        PermanentError: its snapshot cannot be read.
    """
    return LabelledCase(name=name, snapshot=read_snapshot(folder / name), label=label)


def read_cases(folder: Path) -> tuple[LabelledCase, ...]:
    """All cases of a folder, for few of them. Raises as `labels_in` and `read_case`."""
    return tuple(read_case(folder, name, label) for name, label in labels_in(folder))


def write_cases(cases: Sequence[LabelledCase], folder: Path) -> None:
    """Write cases into a folder that is new or empty, so that `read_cases` gives them back.

    Raises:
        PermanentError: the folder holds something, or cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if next(folder.iterdir(), None) is not None:
            raise PermanentError(f"{folder} is not empty: cases are written into a new folder")
        for case in cases:
            write_folder(case.snapshot, folder / case.name)
        lines = [line_of(case.name, case.label) for case in cases]
        (folder / LABELS).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    except OSError as error:
        raise PermanentError(f"{folder} cannot be written ({error.strerror})") from error


def line_of(name: str, label: Label) -> str:
    """A label as its line in the file."""
    return json.dumps({"snapshot": name, **label.model_dump(mode="json", exclude_none=True)})


def _label(file: Path, at: int, line: str) -> tuple[str, Label]:
    try:
        told = json.loads(line)
        name = told.pop("snapshot")
        label = Label.model_validate(told)
    except (ValueError, TypeError, AttributeError, KeyError, ValidationError, RecursionError):
        raise PermanentError(
            f"{file}:{at}: this is no label: it takes snapshot, verdict and causes"
        ) from None
    if not isinstance(name, str) or not name or name in {".", ".."} or {"/", "\0", "\\"} & set(name):
        raise PermanentError(
            f"{file}:{at}: the snapshot is the name of a folder or an archive beside this file"
        )
    return name, label
