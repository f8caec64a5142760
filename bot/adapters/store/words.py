"""The index of words over past diagnoses: what stands in it and how words are cut, alike on every engine.

How an engine keeps and asks it is in `sqlite.words` (FTS5) and `postgres.words` (tsvector). Neither is part of the
schema that is compared with the tables, so both have one name.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import Executable

INDEX = "diagnosis_words"
MOST_PHRASES = 32
NEWEST = 2_000
"""Of those that hold a word, only so many are compared, the newest: a common word is in most of a year's diagnoses."""

Asked = tuple[Executable, Mapping[str, Any]]
"""A statement with its parameters."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is found of a diagnosis; a hit in `service` or `causes` weighs more than one in `statements`."""

    id: int
    title: str
    service: str
    namespace: str
    causes: str
    statements: str


class Words(Protocol):
    """One engine's index: the statements by which it is made, filled and asked."""

    @property
    def create(self) -> Sequence[str]:
        """Makes the empty index."""
        ...

    @property
    def drop(self) -> Sequence[str]:
        """Drops it with all that is in it."""
        ...

    def adding(self, entry: Entry) -> Asked:
        """Puts a diagnosis into it."""
        ...

    def finding(self, phrases: Sequence[Sequence[str]], limit: int) -> Asked:
        """The ids of the `NEWEST` that hold any of the phrases, whose last word may go on; the best match first."""
        ...


def is_ours(table: str) -> bool:
    """Whether a table of the database is the index or one of its shadow tables."""
    return table == INDEX or table.startswith(f"{INDEX}_")


def phrases(text: str) -> list[list[str]]:
    """Any text as phrases: each piece between blanks is its words next to each other ("image-pull": image, pull)."""
    pieces = (cut(piece) for piece in unicodedata.normalize("NFC", text).split())
    return [words for words in pieces if words][:MOST_PHRASES]


def cut(text: str) -> list[str]:
    """The words of a text: letters and digits that stand together."""
    return re.findall(r"[^\W_]+", text)
