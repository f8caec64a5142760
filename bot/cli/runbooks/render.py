"""`lookout runbooks render`: Markdown for people, printed or into a folder; the same runbooks give the same bytes."""

import sys
from pathlib import Path

import typer

from bot.adapters.runbooks import Library
from bot.adapters.runbooks.schema import did_you_mean
from bot.cli.runbooks.shelf import library
from bot.cli.say import refuse
from bot.domain.runbook import Runbook
from bot.render.report import visible
from bot.render.runbook import index, page

INDEX = "README.md"


def main(runbook: str, folder: str, output: str, config: str) -> None:
    """Print or write what loads; what does not is said on standard error, and makes the exit code 1."""
    place, found = library(folder, config)
    books = _asked(found, runbook)
    if output:
        _write(Path(output), books, whole=not runbook)
    else:
        print("\n".join(page(book) for book in books), end="")
    for problem in found.problems:
        print(f"left out: {place / problem.file}:{problem.line}: {visible(problem.text)}", file=sys.stderr)
    if found.problems and not runbook:
        raise typer.Exit(1)


def _asked(found: Library, runbook: str) -> tuple[Runbook, ...]:
    if not runbook:
        return found.runbooks
    books = tuple(book for book in found.runbooks if book.id == runbook)
    if books:
        return books
    near = did_you_mean(runbook, [book.id for book in found.runbooks])
    broken = "; it may be one that does not load: lookout runbooks check" if found.problems else ""
    raise refuse(f"no runbook that loads has the id {runbook!r}{near}{broken}")


def _write(folder: Path, books: tuple[Runbook, ...], *, whole: bool) -> None:
    pages = {f"{book.id}.md": page(book) for book in books} | ({INDEX: index(books)} if whole else {})
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in pages.items():
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
    except OSError as problem:
        raise refuse(f"{folder} cannot be written: {problem.strerror}") from None
    print(f"{len(pages)} files in {folder}")
