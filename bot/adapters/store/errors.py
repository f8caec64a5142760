"""The database's errors as the house's own, each a sentence: what happened, what it means, what mends it."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy.exc import SQLAlchemyError

from bot.adapters.store.postgres import errors as postgres
from bot.adapters.store.sqlite import errors as sqlite
from bot.domain.errors import OutsideError, PermanentError

_OTHER = "The database refused a statement, so nothing was written; this is a fault of Lookout."


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
    meaning = (
        postgres.meaning(cause) if isinstance(cause, psycopg.Error) else sqlite.meaning(str(cause or error))
    )
    kind, sentence = meaning or (PermanentError, _OTHER)
    return kind(f"{sentence} ({' '.join(str(cause or error).split())})")
