"""The first file of an exported incident: what is in the folder, how it is verified, and whom it may be given to."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.incident import Incident

_TOLD = """\
I-{number} as Lookout's record had it at {at:%Y-%m-%d %H:%M:%S} UTC.

It holds what was said and read in the Slack channel {channel}. If that channel is private, so is this folder: give it
to nobody who cannot see the channel. Secrets were taken out before a row was written; names of people and of machines
were not.

timeline.md          what happened, a line each, for people
incident.json        the incident as it stands: target, severity, owner, commander, cause
ledger.jsonl         every row of the record about it, oldest first, a JSON object each
heads.jsonl          how far the chain of those rows goes: lookout ledger verify --heads heads.jsonl
diagnoses/           each diagnosis as JSON, and as lines for people
snapshots/           what each diagnosis was made of: lookout diagnose snapshots/D-1
model/               what passed between Lookout and a model, and what messages were made of, a JSON object each
messages.json        the messages as they stand, with their place in Slack
proposals/           each proposal with its decisions as JSON
postmortem.md        the postmortem, with its picture in postmortem.svg
SHA256SUMS           the digest of every other file: sha256sum --check SHA256SUMS

A row's digest is the SHA-256 of the digest before it ("" for the first) and, right behind it, the JSON of incident_id,
at (ISO 8601), act, actor, source and detail with sorted keys, no blanks and no escapes beyond JSON's own, in UTF-8.
A row that was changed, removed or moved does not fit.
"""


def read_me(incident: Incident, *, at: datetime, forgotten: Sequence[int]) -> str:
    """The text; `forgotten` are diagnoses whose snapshot is past its retention time."""
    told = _TOLD.format(number=incident.number, at=at, channel=incident.channel)
    if not forgotten:
        return told
    numbers = ", ".join(f"D-{number}" for number in forgotten)
    return f"{told}\nPast its retention time, so not here: what {numbers} was made of (snapshots/, model/).\n"
