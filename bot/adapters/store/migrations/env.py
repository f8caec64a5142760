"""Alembic's environment: executed by it, never imported.

The connection comes from `migrate` and is in a transaction already; there is no URL, no ini file and no
logging set-up.
"""

from alembic import context

from bot.adapters.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata(),
    render_as_batch=True,  # SQLite alters a table by copying it
)
with context.begin_transaction():
    context.run_migrations()
