"""The next version's start, as far as the record knows it: its schema has one revision more than this one's."""

import asyncio
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from bot.adapters.store import migrations
from bot.adapters.store.engine import database_of
from bot.adapters.store.migrate import revisions

NEXT = Path(__file__).parent / "next_version" / "r9001_next.py"
OURS = Path(migrations.__file__).parent / "versions"


async def upgrade_to_next(url: str, folder: Path) -> None:
    """Migrate as a start does, in the turn of one writer; nothing if another was first."""
    await asyncio.to_thread(_write, folder)
    database = database_of(url, 30.0)
    async with database.writer.begin() as connection:
        await connection.run_sync(_upgrade, folder)
    await database.close()


def _write(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    (folder / NEXT.name).write_text(NEXT.read_text().replace("{head}", revisions()[0]))


def _upgrade(connection: Connection, folder: Path) -> None:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", "bot.adapters.store:migrations")
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", f"{OURS}\n{folder}")
    command.upgrade(config, "head")
