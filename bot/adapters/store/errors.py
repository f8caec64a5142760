"""The database's errors as the house's own, each a sentence: what happened, what it means, what mends it."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnectionFreeError

from bot.adapters.store.postgres.errors import OTHER, translated_error
from bot.adapters.store.sqlite.errors import meaning
from bot.domain.errors import OutsideError, PermanentError, TransientError

_ALL_IN_USE = (
    "All connections of this process to the database were in use for too long; nothing was written, and it is tried "
    "again. If it stays so, the database is slow or something holds it: look at its load and its locks."
)


@contextmanager
def translated() -> Iterator[None]:
    """Within this block an error of the database comes out as `TransientError` or `PermanentError`."""
    try:
        yield
    except SQLAlchemyError as error:
        raise translate(error) from error


def translate(error: SQLAlchemyError) -> OutsideError:
    """The error of ours that says what that one means."""
    cause = getattr(error, "orig", None)
    if isinstance(cause, psycopg.Error):
        return translated_error(cause)
    if isinstance(error, NoConnectionFreeError):
        return TransientError(f"{_ALL_IN_USE} ({error})")
    words = str(cause or error)
    kind, sentence = meaning(words) or (PermanentError, OTHER)
    return kind(f"{sentence} ({words})")
