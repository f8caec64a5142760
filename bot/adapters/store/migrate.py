"""The schema's way to its newest revision: Alembic, run over a connection that is already in a transaction.

The scripts are found through the package, wherever it is installed; logging is not touched. A failed one
rolls back as a whole: PostgreSQL's DDL is transactional, and so is SQLite's once the driver is kept from committing by
itself. The transaction is a writer's, so of several processes that start at once one migrates and the others find it
done.
"""

import asyncio
from weakref import WeakKeyDictionary

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.errors import PermanentError

# Alembic keeps the migration under way in module-level proxies, so two of one process take turns.
_TURNS: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()


async def upgrade(connection: AsyncConnection, revision: str = "head") -> None:
    """Bring the schema up to a revision. Raises `PermanentError` if a newer Lookout wrote it."""
    async with _turn():
        await connection.run_sync(_upgrade, revision)


async def downgrade(connection: AsyncConnection, revision: str) -> None:
    """Bring the schema down to a revision, "base" for none; what the newer one held is lost."""
    async with _turn():
        await connection.run_sync(_downgrade, revision)


def revisions() -> tuple[str, ...]:
    """Every revision of the schema that this Lookout knows, the newest first."""
    return tuple(script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions())


def _upgrade(connection: Connection, revision: str) -> None:
    if connection.dialect.name == "postgresql":
        # A big table takes as long as it takes; waiting for somebody's lock on it still has an end.
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
    try:
        command.upgrade(_config(connection), revision)
    except CommandError as error:
        raise PermanentError(
            "The database was written by a newer Lookout than this one, so it is left alone. "
            f"Start that version again, or name another database in LOOKOUT_DATABASE_URL. ({error})"
        ) from error


def _downgrade(connection: Connection, revision: str) -> None:
    command.downgrade(_config(connection), revision)


def _config(connection: Connection | None = None) -> Config:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", "bot.adapters.store:migrations")
    return config


def _turn() -> asyncio.Lock:
    return _TURNS.setdefault(asyncio.get_running_loop(), asyncio.Lock())
