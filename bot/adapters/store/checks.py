"""What the doctor asks of the database, whichever engine it is: in a thread, beside the store, without writing."""

from bot.adapters.store.engine import is_server, parsed_url
from bot.adapters.store.postgres import checks as postgres
from bot.adapters.store.sqlite import checks as sqlite
from bot.adapters.store.sqlite.engine import file_of
from bot.domain.check import Check


def database(url: str, *, within: float) -> list[Check]:
    """A line for each question; the answers take at most `within` seconds or so.

    Raises:
        PermanentError: the URL names no database that Lookout can use.
    """
    parsed = parsed_url(url)
    if is_server(parsed):
        return postgres.database(parsed, within=within)
    return sqlite.database(file_of(parsed), within=within)
