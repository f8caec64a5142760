"""One transaction's tables, each with its verbs; all of them share one session and one `now`."""

from dataclasses import dataclass
from datetime import datetime

from bot.adapters.store.diagnoses import SqlDiagnoses
from bot.adapters.store.doubts import SqlDoubts
from bot.adapters.store.expired import SqlExpired
from bot.adapters.store.freezes import SqlFreezes
from bot.adapters.store.incidents import SqlIncidents
from bot.adapters.store.ledger import SqlLedger
from bot.adapters.store.measures import SqlMeasures
from bot.adapters.store.mutes import SqlMutes
from bot.adapters.store.outbox import SqlOutbox
from bot.adapters.store.preflights import SqlPreflights
from bot.adapters.store.proposals import SqlProposals
from bot.adapters.store.recordings import SqlRecordings
from bot.adapters.store.session import Session
from bot.adapters.store.stops import SqlStops
from bot.adapters.store.tasks import SqlTasks
from bot.domain.retention import Retention
from bot.triage.ports.diagnoses import Diagnoses
from bot.triage.ports.doubts import Doubts
from bot.triage.ports.expired import Expired
from bot.triage.ports.freezes import FreezeRows
from bot.triage.ports.incidents import Incidents
from bot.triage.ports.measures import Measures
from bot.triage.ports.preflight import Preflights
from bot.triage.ports.proposals import Proposals
from bot.triage.ports.recordings import Recordings
from bot.triage.ports.stops import Mutes, Stops
from bot.triage.ports.store import Ledger, Outbox, Tasks


@dataclass(slots=True)
class SqlTransaction:
    """The `Transaction` port."""

    now: datetime
    tasks: Tasks
    incidents: Incidents
    ledger: Ledger
    outbox: Outbox
    proposals: Proposals
    diagnoses: Diagnoses
    stops: Stops
    mutes: Mutes
    freezes: FreezeRows
    preflights: Preflights
    recordings: Recordings
    doubts: Doubts
    expired: Expired
    measures: Measures


def over(session: Session, retention: Retention) -> SqlTransaction:
    """The tables over a session; what is added in it is kept as `retention` says."""
    incidents = SqlIncidents(session)
    ledger = SqlLedger(session)
    return SqlTransaction(
        now=session.now,
        tasks=SqlTasks(session),
        incidents=incidents,
        ledger=ledger,
        outbox=SqlOutbox(session, ledger),
        proposals=SqlProposals(session),
        diagnoses=SqlDiagnoses(session, incidents, retention.snapshots),
        stops=SqlStops(session),
        mutes=SqlMutes(session),
        freezes=SqlFreezes(session),
        preflights=SqlPreflights(session),
        recordings=SqlRecordings(session, retention.model_runs),
        doubts=SqlDoubts(session),
        expired=SqlExpired(session, retention),
        measures=SqlMeasures(session),
    )
