"""Whether a URL leads to a record that a Lookout has made: a command that moves a lever must not make another."""

from bot.adapters.store.engine import is_server, parsed_url, place_of
from bot.adapters.store.postgres import checks as postgres
from bot.adapters.store.sqlite.engine import file_of
from bot.domain.errors import PermanentError


def record_of(url: str) -> str:
    """The place of the record: the file's path, or the server and the database's name.

    Raises:
        PermanentError: there is none, or the URL is none of a database.
        TransientError: the server does not answer.
    """
    parsed, place = parsed_url(url), place_of(url)
    there = postgres.has_record(parsed) if is_server(parsed) else file_of(parsed).is_file()
    if not there:
        raise PermanentError(
            f"there is no record at {place}: is LOOKOUT_DATABASE_URL set as for the running Lookout?"
        )
    return place
