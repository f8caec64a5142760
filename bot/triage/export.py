"""Export: all that the record holds of one incident, as one value; how it is written down is the shell's business."""

from collections.abc import Mapping, Sequence

from bot.domain.incident import Incident
from bot.domain.ledger import LedgerEntry
from bot.domain.noun import Noun
from bot.domain.proposal import Proposal
from bot.domain.snapshot import Snapshot
from bot.reports.postmortem import Postmortem
from bot.triage.ports.diagnoses import PastDiagnosis
from bot.triage.ports.recordings import Piece
from bot.triage.ports.slack import Letter
from bot.triage.ports.store import Transaction
from bot.triage.postmortem import read_postmortem


class Exported(Noun):
    """One incident. `diagnoses` are oldest first, those of a model behind the rules' one that they refine.

    `runs` has what passed between Lookout and a model, and what messages were made of, by the name of the run.
    """

    incident: Incident
    rows: tuple[LedgerEntry, ...]
    diagnoses: tuple[PastDiagnosis, ...]
    runs: dict[str, tuple[Piece, ...]]
    letters: tuple[Letter, ...]
    proposals: tuple[Proposal, ...]
    postmortem: Postmortem


async def gather(tx: Transaction, number: int) -> Exported | None:
    """Everything but the snapshots, which are large; None if there is no such incident."""
    incident = await tx.incidents.numbered(number)
    if incident is None:
        return None
    return Exported(
        incident=incident,
        rows=tuple(await tx.ledger.of(incident.id)),
        diagnoses=tuple(await _diagnoses(tx, incident)),
        runs={run: tuple(await tx.recordings.of(run)) for run in await tx.recordings.runs(incident.id)},
        letters=tuple(await tx.outbox.all_of(incident.id)),
        proposals=tuple(reversed(await tx.proposals.of(incident.id))),
        postmortem=await read_postmortem(tx, incident),
    )


async def snapshots(tx: Transaction, past: Sequence[PastDiagnosis]) -> Mapping[int, Snapshot]:
    """The snapshots that are kept of the rules' diagnoses, by number."""
    kept = {one.id: await tx.diagnoses.snapshot(one.id) for one in past if not one.refines}
    return {number: snapshot for number, snapshot in kept.items() if snapshot is not None}


async def _diagnoses(tx: Transaction, incident: Incident) -> Sequence[PastDiagnosis]:
    found: list[PastDiagnosis] = []
    for one in reversed(await tx.diagnoses.of(incident.id)):
        found += [one, *reversed(await tx.diagnoses.refinements(one.id))]
    return found
