"""Full-text search over past diagnoses: SQLite's FTS5, and all that is special about it.

The index is a virtual table beside the schema, so it is left out when schema and tables are compared. Its row
ids are the diagnoses' ids.
"""

import re
from collections.abc import Sequence

from sqlalchemy import text

from bot.adapters.store.session import Session
from bot.domain.diagnosis import Diagnosis

INDEX = "diagnosis_words"
CREATE = (
    f"CREATE VIRTUAL TABLE {INDEX} USING fts5(title, service, namespace, causes, statements, "
    "tokenize='unicode61 remove_diacritics 2')"
)
DROP = f"DROP TABLE {INDEX}"

_MOST_WORDS = 32
# How much a hit weighs in: title, service, namespace, causes, statements.
_ADD = text(
    f"INSERT INTO {INDEX} (rowid, title, service, namespace, causes, statements) "  # noqa: S608 # a constant
    "VALUES (:id, :title, :service, :namespace, :causes, :statements)"
)
_FIND = text(
    f"SELECT rowid FROM {INDEX} WHERE {INDEX} MATCH :query "  # noqa: S608 # a constant
    f"ORDER BY bm25({INDEX}, 4.0, 8.0, 4.0, 6.0, 2.0), rowid DESC LIMIT :most"
)


def is_ours(table: str) -> bool:
    """Whether a table of the database is the index or one of its shadow tables."""
    return table == INDEX or table.startswith(f"{INDEX}_")


async def note(
    session: Session, diagnosis_id: int, diagnosis: Diagnosis, *, title: str, service: str, namespace: str
) -> None:
    """Put a diagnosis into the index."""
    hypotheses = diagnosis.hypotheses
    await session.run(
        _ADD,
        {
            "id": diagnosis_id,
            "title": title,
            "service": service,
            "namespace": namespace,
            "causes": " ".join(one.cause for one in hypotheses),
            "statements": "\n".join(f"{one.subject} {one.statement} {one.mechanism}" for one in hypotheses),
        },
    )


async def find(session: Session, words: str, limit: int) -> Sequence[int]:
    """The ids of diagnoses that hold any of the words (or words that begin so), best match first."""
    query = quoted(words)
    return await session.rows(_FIND, {"query": query, "most": limit}) if query else ()


def quoted(words: str) -> str:
    """Any text as an FTS5 query; "" if there is no word in it.

    Each piece between blanks becomes a quoted phrase ("image-pull": image next to pull), the last word of
    which may go on; any of the phrases will do.
    """
    phrases = (" ".join(re.findall(r"[^\W_]+", piece)) for piece in words.split())
    return " OR ".join(f'"{phrase}"*' for phrase in [one for one in phrases if one][:_MOST_WORDS])
