"""The index of words on SQLite: an FTS5 table whose row ids are the diagnoses' ids."""

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import text

from bot.adapters.store.words import INDEX, NEWEST, Asked, Entry

_TABLE = (
    f"CREATE VIRTUAL TABLE {INDEX} USING fts5(title, service, namespace, causes, statements, "
    "tokenize='unicode61 remove_diacritics 2')"
)
_ADD = text(
    f"INSERT INTO {INDEX} (rowid, title, service, namespace, causes, statements) "  # noqa: S608 # a constant
    "VALUES (:id, :title, :service, :namespace, :causes, :statements)"
)
# How much a hit weighs in: title, service, namespace, causes, statements.
_FIND = text(
    f"SELECT id FROM (SELECT rowid AS id, bm25({INDEX}, 4.0, 8.0, 4.0, 6.0, 2.0) AS rank FROM {INDEX} "  # noqa: S608 # a constant
    f"WHERE {INDEX} MATCH :query ORDER BY rowid DESC LIMIT {NEWEST}) ORDER BY rank, id DESC LIMIT :most"
)


class Fts5:
    """SQLite's `Words`."""

    create = (_TABLE,)
    drop = (f"DROP TABLE {INDEX}",)

    def adding(self, entry: Entry) -> Asked:
        """FTS5 cuts the words itself."""
        return _ADD, asdict(entry)

    def finding(self, phrases: Sequence[Sequence[str]], limit: int) -> Asked:
        """The best match by BM25."""
        return _FIND, {"query": quoted(phrases), "most": limit}


def quoted(phrases: Sequence[Sequence[str]]) -> str:
    """Phrases as an FTS5 query: each quoted, so that no word of it is an operator."""
    return " OR ".join(f'"{" ".join(words)}"*' for words in phrases)
