"""A revision as the next version might bring it: it adds, takes its time, and says how often it was run."""

import sqlalchemy as sa
from alembic import op

revision = "9001"
down_revision = "{head}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a table, columns that nobody has to fill, and an index."""
    op.execute("SELECT pg_sleep(1)")
    op.create_table("next_thing", sa.Column("id", sa.Integer(), primary_key=True))
    op.execute("INSERT INTO next_thing (id) VALUES (1)")
    for table in ("task", "incident", "letter"):
        op.add_column(table, sa.Column("next_thing", sa.String(), nullable=True))
    op.create_index("ix_ledger_next", "ledger", ["seq", "act"])
