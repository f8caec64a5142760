"""The store's table of recordings: what passed between Lookout and a model, piece by piece, for as long as it is kept.

A run can be played again from its pieces (`triage.model.replay`). They hold what the model was shown, which was
redacted before, so they are deleted when the snapshots of that day are.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any, Protocol

from pydantic import Field

from bot.domain.noun import Noun


class Part(StrEnum):
    """What a piece holds."""

    REQUEST = "request"
    REPLY = "reply"
    RESULT = "result"
    SAID = "said"


class Piece(Noun):
    """One piece of a run: `step` is the model's turn from 1, `elapsed` the seconds since the run began.

    `body` is a JSON object: of a request what it added to those before it, of a reply the `Reply`, of a result the
    `Reading` under its call's id, of what was said whatever it was rendered from.
    """

    run: str
    step: int = Field(ge=0)
    part: Part
    elapsed: float = 0.0
    body: dict[str, Any]


class Recordings(Protocol):
    """Pieces of runs, compressed, with the retention time of snapshots."""

    async def add(self, incident_id: str, pieces: Sequence[Piece]) -> None:
        """Keep these pieces behind those that are kept of the run."""
        ...

    async def runs(self, incident_id: str) -> Sequence[str]:
        """The names of an incident's runs of which pieces are kept."""
        ...

    async def of(self, run: str) -> Sequence[Piece]:
        """The pieces of a run in the order in which they were added; none once their time has passed."""
        ...
