"""Printing: colour and a progress bar on a terminal only, so that a file or a pipe gets the same bytes every time."""

import sys
from collections.abc import Iterator
from typing import TypeVar

from rich.console import Console
from rich.progress import Progress
from rich.text import Text

from bot.render.report import Line, Style

_WIDEST = 100
_COLOURS = {
    Style.ANSWER: "bold",
    Style.TITLE: "bold cyan",
    Style.QUOTE: "yellow",
    Style.COMMAND: "green",
    Style.QUIET: "dim",
    Style.PLAIN: "",
}
Item = TypeVar("Item")


class Show:
    """Prints diagnoses one after the other in one format."""

    def __init__(self, output: str) -> None:
        self._output = output
        self._console = Console(highlight=False, markup=False, emoji=False, soft_wrap=True)
        self._errors = Console(stderr=True)
        self._printed = 0

    @property
    def width(self) -> int:
        """Columns that a line of text may take."""
        return min(_WIDEST, self._console.width) if self._console.is_terminal else _WIDEST

    def one(self, shown: str | list[Line]) -> None:
        """Print one diagnosis."""
        if isinstance(shown, list):
            if self._printed:
                self._console.print()
            for style, line in shown:
                self._console.print(Text(line, style=_COLOURS[style]))
        elif self._output == "json":
            sys.stdout.write(("[" if not self._printed else ",\n") + _encodable(shown))
        else:
            sys.stdout.write(
                ("\n" if self._printed and self._output == "markdown" else "") + _encodable(shown)
            )
            sys.stdout.write("" if shown.endswith("\n") else "\n")
        self._printed += 1

    def end(self) -> None:
        """Close what stays open: the list of `--format json`, empty if nothing could be diagnosed."""
        if self._output == "json":
            sys.stdout.write("[]\n" if not self._printed else "]\n")
        sys.stdout.flush()

    def progress(self, items: Iterator[Item], total: int) -> Iterator[Item]:
        """The items; on a terminal, with a bar on standard error while standard output goes elsewhere."""
        if total < 2 or not self._errors.is_terminal or self._console.is_terminal:  # noqa: PLR2004 - one needs no bar
            yield from items
            return
        with Progress(console=self._errors, transient=True) as bar:
            task = bar.add_task("diagnosing", total=total)
            for item in items:
                yield item
                bar.advance(task)


def _encodable(text: str) -> str:
    """The text as standard output can take it: half of a surrogate pair in other people's JSON is no character."""
    return text.encode("utf-8", errors="replace").decode("utf-8")
