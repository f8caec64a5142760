"""The first schema: tasks, incidents, ledger, outbox, the gate, diagnoses with their search index, stops."""

import sqlalchemy as sa
from alembic import op

from bot.adapters.store.engine import words_of

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_TABLES = (
    "stop",
    "snapshot",
    "diagnosis",
    "attempt",
    "decision",
    "proposal",
    "letter",
    "ledger",
    "alert_message",
    "incident",
    "task",
)


def upgrade() -> None:
    """Create everything."""
    _tasks()
    _incidents()
    _ledger()
    _outbox()
    _proposals()
    _keys_and_attempts()
    _diagnoses()
    _stops()


def downgrade() -> None:
    """Drop everything, children before their parents."""
    for statement in words_of(op.get_bind().dialect.name).drop:
        op.execute(statement)
    for table in _TABLES:
        op.drop_table(table)


def _tasks() -> None:
    op.create_table(
        "task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("incident_id", sa.String(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("worker", sa.String(), nullable=False),
        sa.Column("lease_until", sa.BigInteger(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("added_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_task"),
        sa.UniqueConstraint("key", name="uq_task_key"),
    )
    op.create_index("ix_task_incident_id", "task", ["incident_id"])
    op.create_index("ix_task_state_due_at", "task", ["state", "due_at"])


def _incidents() -> None:
    op.create_table(
        "incident",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("thread_ts", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("last_alert_at", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_incident"),
        sa.UniqueConstraint("number", name="uq_incident_number"),
    )
    op.create_index("ix_incident_status", "incident", ["status"])
    op.create_index("ix_incident_channel_thread_ts", "incident", ["channel", "thread_ts"])
    op.create_table(
        "alert_message",
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("ts", sa.String(), nullable=False),
        sa.Column("incident_id", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "ts", name="pk_alert_message"),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name="fk_alert_message_incident_id"),
    )
    op.create_index("ix_alert_message_incident_id", "alert_message", ["incident_id"])


def _ledger() -> None:
    op.create_table(
        "ledger",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_ledger"),
        sa.UniqueConstraint("incident_id", "previous", name="uq_ledger_incident_id_previous"),
    )
    op.create_index("ix_ledger_incident_id", "ledger", ["incident_id"])


def _outbox() -> None:
    op.create_table(
        "letter",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("incident_id", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("thread_ts", sa.String(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("ts", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("wanted_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.Column("worker", sa.String(), nullable=False),
        sa.Column("lease_until", sa.BigInteger(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_letter"),
        sa.UniqueConstraint("id", name="uq_letter_id"),
        sa.UniqueConstraint("key", name="uq_letter_key"),
    )
    op.create_index("ix_letter_incident_id", "letter", ["incident_id"])
    _index_while("ix_letter_behind", "letter", ["wanted_at"], "sent < version AND failed < version")


def _proposals() -> None:
    op.create_table(
        "proposal",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.String(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("sameness", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("ended_by", sa.String(), nullable=False),
        sa.Column("ended_why", sa.Text(), nullable=False),
        sa.Column("worker", sa.String(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_proposal"),
        sa.UniqueConstraint("number", name="uq_proposal_number"),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name="fk_proposal_incident_id"),
    )
    for column in ("incident_id", "service", "state"):
        op.create_index(f"ix_proposal_{column}", "proposal", [column])
    _unique_while("uq_proposal_open", "proposal", ["sameness"], "state IN ('PENDING', 'ARMED')")


def _keys_and_attempts() -> None:
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("term", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("dropped_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_decision"),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name="fk_decision_proposal_id"),
    )
    _unique_while("uq_decision_standing", "decision", ["proposal_id", "role"], "dropped_at IS NULL")
    op.create_table(
        "attempt",
        sa.Column("proposal_id", sa.String(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("worker", sa.String(), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("begun_at", sa.BigInteger(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("proposal_id", name="pk_attempt"),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name="fk_attempt_proposal_id"),
    )
    op.create_index("ix_attempt_begun_at", "attempt", ["begun_at"])


def _diagnoses() -> None:
    op.create_table(
        "diagnosis",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("namespace", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_diagnosis"),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name="fk_diagnosis_incident_id"),
    )
    for column in ("incident_id", "at", "service", "namespace"):
        op.create_index(f"ix_diagnosis_{column}", "diagnosis", [column])
    op.create_table(
        "snapshot",
        sa.Column("diagnosis_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("blob", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("diagnosis_id", name="pk_snapshot"),
        sa.ForeignKeyConstraint(["diagnosis_id"], ["diagnosis.id"], name="fk_snapshot_diagnosis_id"),
    )
    op.create_index("ix_snapshot_expires_at", "snapshot", ["expires_at"])
    for statement in words_of(op.get_bind().dialect.name).create:
        op.execute(statement)


def _stops() -> None:
    op.create_table(
        "stop",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("lifted_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_stop"),
    )
    _unique_while("uq_stop_pulled", "stop", ["scope"], "lifted_at IS NULL")


def _unique_while(name: str, table: str, columns: list[str], condition: str) -> None:
    """A unique index over those rows for which a condition holds."""
    _index_while(name, table, columns, condition, unique=True)


def _index_while(name: str, table: str, columns: list[str], condition: str, *, unique: bool = False) -> None:
    where = sa.text(condition)
    op.create_index(name, table, columns, unique=unique, sqlite_where=where, postgresql_where=where)
