"""The database's errors as the house's own, each a sentence: what happened, what it means, what mends it."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy.exc import SQLAlchemyError

from bot.adapters.store.postgres.errors import OTHER, translated_error
from bot.adapters.store.sqlite.errors import meaning
from bot.domain.errors import OutsideError, PermanentError


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
    words = str(cause or error)
    kind, sentence = meaning(words) or (PermanentError, OTHER)
    return kind(f"{sentence} ({words})")
