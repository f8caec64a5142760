"""Pieces of the Markdown document: headings, tables, lists, and the places that people have to fill in."""

from collections.abc import Iterator, Sequence

from bot.render.markdown import plain

BLANK = "To be filled in by a person"


def titled(level: int, words: str) -> tuple[str, str]:
    """A heading of our own words, with an empty line behind it."""
    return (f"{'#' * level} {words}", "")


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """A table, and an empty line behind it. Cells are Markdown already, and must not hold a line break."""
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' * len(heads)}"
    yield from (f"| {' | '.join(row)} |" for row in rows)
    yield ""


def bullets(lines: Sequence[str]) -> Iterator[str]:
    """A list, and an empty line behind it. Lines are Markdown already."""
    yield from (f"- {line}" for line in lines)
    yield ""


def blank(what: str) -> Iterator[str]:
    """A place that a person has to fill in: it stands out, and says what belongs there."""
    yield from (f"> **{BLANK}:** {what}", "")


def quoted(text: str) -> Iterator[str]:
    """A person's or an alert's own words as a quotation, each line of it."""
    yield from (f"> {plain(line)}" for line in text.splitlines() if line.strip())
    yield ""
