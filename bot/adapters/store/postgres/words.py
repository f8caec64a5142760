"""The index of words on PostgreSQL: a tsvector beside each diagnosis' id, under a GIN index.

The words are cut and folded here, as SQLite's FTS5 does it, and not by a text search configuration: PostgreSQL's
parser would keep `catalog.books.svc` and `/var/log` as one word each, and its dictionaries drop and shorten words.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence

from sqlalchemy import text

from bot.adapters.store.words import INDEX, NEWEST, Asked, Entry, cut

_TABLE = (
    f"CREATE TABLE {INDEX} (diagnosis_id integer NOT NULL CONSTRAINT pk_{INDEX} PRIMARY KEY "
    f"CONSTRAINT fk_{INDEX}_diagnosis_id REFERENCES diagnosis (id), words tsvector NOT NULL)"
)
_ADD = text(f"INSERT INTO {INDEX} (diagnosis_id, words) VALUES (:id, CAST(:words AS tsvector))")  # noqa: S608 # a constant
# Weights of D, C, B and A, which are what `_weighed` says; SQLite's bm25 has the same proportions.
_FIND = text(
    "SELECT diagnosis_id FROM (SELECT diagnosis_id, words, query "  # noqa: S608 # a constant
    f"FROM {INDEX}, CAST(:query AS tsquery) AS query WHERE words @@ query "
    f"ORDER BY diagnosis_id DESC LIMIT {NEWEST}) AS newest "
    "ORDER BY ts_rank('{0.25, 0.5, 0.75, 1.0}', words, query) DESC, diagnosis_id DESC LIMIT :most"
)
_LAST = 16_383
"""PostgreSQL's last position in a text; words after it count as standing there."""
_LONGEST = 500
"""Characters of a word that are kept; PostgreSQL refuses one of 2 kB."""
_MOST_BYTES = 900_000
"""Of all words together; PostgreSQL refuses 1 MB."""


class Tsvector:
    """PostgreSQL's `Words`."""

    create = (_TABLE, f"CREATE INDEX ix_{INDEX}_words ON {INDEX} USING gin (words)")
    drop = (f"DROP TABLE {INDEX}",)

    def adding(self, entry: Entry) -> Asked:
        """Each word with its places and their weights."""
        return _ADD, {"id": entry.id, "words": vector(entry)}

    def finding(self, phrases: Sequence[Sequence[str]], limit: int) -> Asked:
        """The best match by `ts_rank`."""
        return _FIND, {"query": query(phrases), "most": limit}


def vector(entry: Entry) -> str:
    """The entry as the text of a tsvector: `'image':3B 'pull':4B`, in the order in which the words appear."""
    places: defaultdict[str, list[str]] = defaultdict(list)
    for word, place, weight in _placed(entry):
        places[word].append(f"{min(place, _LAST)}{weight}")
    parts: list[str] = []
    room = _MOST_BYTES
    for word, where in places.items():
        # What does not fit is what comes last, and 256 places of one word are all that PostgreSQL keeps.
        part = f"'{word}':{','.join(where[:256])}"
        room -= len(part.encode())
        if room < 0:
            break
        parts.append(part)
    return " ".join(parts)


def query(phrases: Sequence[Sequence[str]]) -> str:
    """Phrases as the text of a tsquery: `'image'<->'pull':*`, of which any will do."""
    folded = ([_folded(word) for word in words] for words in phrases)
    return " | ".join(f"({_in_order(words)}:*)" for words in folded)


def _in_order(words: Sequence[str]) -> str:
    return " <-> ".join(f"'{word}'" for word in words)


def _placed(entry: Entry) -> Iterator[tuple[str, int, str]]:
    """Every word with its place and weight; fields are apart, so that no phrase reaches over their border."""
    place = 0
    for field, weight in _weighed(entry):
        for word in cut(unicodedata.normalize("NFC", field)):
            place += 1
            yield _folded(word), place, weight
        place += 1


def _weighed(entry: Entry) -> tuple[tuple[str, str], ...]:
    return (
        (entry.service, "A"),
        (entry.causes, "B"),
        (entry.title, "C"),
        (entry.namespace, "C"),
        (entry.statements, "D"),
    )


def _folded(word: str) -> str:
    """The word in lower case without marks ("Übel": ubel), cut where no word is that long."""
    plain = "".join(one for one in unicodedata.normalize("NFD", word.lower()) if one.isalnum())
    return unicodedata.normalize("NFC", plain)[:_LONGEST]
