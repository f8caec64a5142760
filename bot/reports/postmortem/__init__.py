"""The postmortem of one incident as a value: everything that its record says, and what people added to it.

Nothing is judged and nobody is blamed here: who held which office when, what was seen, concluded, decided and sent.
What it turned out to be is for people to say (`inference`). How it is said stands in `bot.render.postmortem`.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.domain.diagnosis import Diagnosis
from bot.domain.incident import Incident
from bot.domain.ledger import LedgerEntry
from bot.domain.proposal import Proposal
from bot.domain.snapshot import Snapshot
from bot.reports.postmortem.conclusions import conclusions_of, numbers_of, read_of, snapshots_of
from bot.reports.postmortem.courses import courses_of, open_ends
from bot.reports.postmortem.inference import ending_of, inference_of
from bot.reports.postmortem.moments import moments_of
from bot.reports.postmortem.nouns import Postmortem
from bot.reports.postmortem.offices import commanders_of, owners_of
from bot.reports.postmortem.seen import seen_in
from bot.reports.postmortem.signals import signals_of

__all__ = ["Postmortem", "numbers_of", "postmortem", "snapshots_of"]


def postmortem(
    incident: Incident,
    rows: Sequence[LedgerEntry],
    diagnoses: Mapping[int, Diagnosis],
    proposals: Sequence[Proposal],
    *,
    snapshots: Sequence[Snapshot] = (),
    taken: int = 0,
    now: datetime,
) -> Postmortem:
    """The postmortem as of `now`.

    `rows` are all of the incident, oldest first; `diagnoses` those of `numbers_of`, by id; of `taken` snapshots those
    in `snapshots` are still kept.
    """
    signals = signals_of(rows)
    begins = min([incident.opened_at, *(one.begins for one in signals)])
    restarts, rollouts = seen_in(snapshots, begins, incident.closed_at or now)
    courses = courses_of(rows, proposals)
    reads, gaps = read_of(rows, diagnoses)
    moments = sorted((*restarts, *rollouts, *moments_of(rows)), key=lambda one: one.at)
    return Postmortem(
        incident=incident,
        now=now,
        signals=signals,
        moments=tuple(moments),
        owners=owners_of(incident, rows),
        commanders=commanders_of(incident, rows),
        conclusions=conclusions_of(rows, diagnoses),
        courses=courses,
        reads=reads,
        gaps=gaps,
        inference=inference_of(rows),
        ending=ending_of(rows),
        open_ends=open_ends(incident, signals, courses, gaps),
        taken=taken,
        kept=len(snapshots),
    )
