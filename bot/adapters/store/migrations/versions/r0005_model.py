"""The model: pieces of its runs, diagnoses that refine another one, and the ledger by act and time."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table of pieces, and what finds refinements and rows of an act."""
    op.create_table(
        "recording",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.String(), nullable=False),
        sa.Column("run", sa.String(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("blob", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_recording"),
    )
    for column in ("incident_id", "run", "expires_at"):
        op.create_index(f"ix_recording_{column}", "recording", [column])
    op.add_column("diagnosis", sa.Column("refines", sa.Integer(), nullable=True))
    op.create_index("ix_diagnosis_refines", "diagnosis", ["refines"])
    op.create_index("ix_ledger_act_at", "ledger", ["act", "at"])


def downgrade() -> None:
    """Drop them; what a model concluded goes with them, since it would be listed as a diagnosis of its own."""
    op.drop_index("ix_ledger_act_at", "ledger")
    op.execute("DELETE FROM diagnosis WHERE refines IS NOT NULL")
    op.drop_index("ix_diagnosis_refines", "diagnosis")
    op.drop_column("diagnosis", "refines")
    op.drop_table("recording")
