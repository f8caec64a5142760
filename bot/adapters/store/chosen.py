"""What the doctor asks of the record about releases: the one that a person chose last."""

import json

from bot.adapters.store.engine import is_server, parsed_url
from bot.adapters.store.postgres import checks as postgres
from bot.adapters.store.sqlite import checks as sqlite
from bot.adapters.store.sqlite.engine import file_of
from bot.domain.ledger import Act


def chosen(url: str) -> str:
    """Its name, whether this version has it or not; "" if nobody ever chose, or while that cannot be told.

    Raises:
        PermanentError: the URL names no database that Lookout can use.
    """
    parsed, act = parsed_url(url), Act.CHOSE.value
    found = postgres.details(parsed, act) if is_server(parsed) else sqlite.details(file_of(parsed), act)
    return str(json.loads(found[0]).get("release", "")) if found else ""
