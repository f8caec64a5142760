"""Preflight: the last answers about people's access, about links, and the rotas as they were read."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table of what a preflight found."""
    op.create_table(
        "preflight",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "key", name="pk_preflight"),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("preflight")
