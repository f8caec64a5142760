"""Every table of the store, listed by hand; what Alembic compares the schema with."""

from sqlalchemy import MetaData

from bot.adapters.store.columns import METADATA, Row
from bot.adapters.store.diagnoses import DiagnosisRow, SnapshotRow
from bot.adapters.store.freezes import FreezeRow
from bot.adapters.store.incidents import AlertMessageRow, IncidentRow
from bot.adapters.store.ledger import LedgerRow
from bot.adapters.store.mutes import MuteRow
from bot.adapters.store.outbox import LetterRow
from bot.adapters.store.preflights import PreflightRow
from bot.adapters.store.proposal_rows import AttemptRow, DecisionRow, ProposalRow
from bot.adapters.store.recordings import RecordingRow
from bot.adapters.store.stops import StopRow
from bot.adapters.store.tasks import TaskRow

TABLES: tuple[type[Row], ...] = (
    TaskRow,
    IncidentRow,
    AlertMessageRow,
    LedgerRow,
    LetterRow,
    ProposalRow,
    DecisionRow,
    AttemptRow,
    DiagnosisRow,
    SnapshotRow,
    StopRow,
    MuteRow,
    FreezeRow,
    PreflightRow,
    RecordingRow,
)


def metadata() -> MetaData:
    """The schema as the rows' classes say it; loading them (above) has hung their tables on it."""
    return METADATA
