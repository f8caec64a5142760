"""Which engine a URL names, and how that database is named to people."""

from dataclasses import replace
from functools import partial

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from bot.adapters.store.database import Database
from bot.adapters.store.postgres import bell
from bot.adapters.store.postgres import engine as postgres
from bot.adapters.store.postgres.words import Tsvector
from bot.adapters.store.sqlite import engine as sqlite
from bot.adapters.store.sqlite.words import Fts5
from bot.adapters.store.words import Words
from bot.domain.errors import PermanentError

_FORMS = "write it as sqlite:///folder/lookout.sqlite3 or postgresql://user:password@host/lookout"


def database_of(url: str, busy_seconds: float) -> Database:
    """The database that a URL names; a SQLite file is made if it is missing, a server is not yet connected to.

    Raises:
        PermanentError: it names none that Lookout can use, or the file cannot be made.
    """
    parsed = parsed_url(url)
    if is_server(parsed):
        shared = postgres.database(parsed, busy_seconds)
        return replace(shared, ring=bell.ring, bell=partial(bell.Bell, parsed))
    return sqlite.database(parsed, busy_seconds)


def place_of(url: str) -> str:
    """The database as people find it: the file's path, or the server and the name, never a password.

    Raises:
        PermanentError: it names none that Lookout can use.
    """
    parsed = parsed_url(url)
    return postgres.place_of(parsed) if is_server(parsed) else str(sqlite.file_of(parsed).absolute())


def parsed_url(url: str) -> URL:
    """The parts of a URL of SQLite or PostgreSQL, with whichever driver.

    Raises:
        PermanentError: it is none.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):  # not as the cause: it may quote a password
        raise PermanentError(f"LOOKOUT_DATABASE_URL is not a database URL; {_FORMS}") from None
    if parsed.drivername.partition("+")[0] not in {"sqlite", "postgresql", "postgres"}:
        raise PermanentError(
            f"LOOKOUT_DATABASE_URL names no database that Lookout can use ({parsed.drivername}); {_FORMS}"
        )
    return parsed


def is_server(url: URL) -> bool:
    """Whether it names a PostgreSQL server, and not a file."""
    return url.drivername.partition("+")[0] != "sqlite"


def words_of(dialect: str) -> Words:
    """The index of words of an engine, by SQLAlchemy's name for it: what the first migration makes."""
    return Tsvector() if dialect == "postgresql" else Fts5()
