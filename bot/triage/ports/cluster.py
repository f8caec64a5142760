"""The cluster, as two ports: the reader and the writer run under two Kubernetes identities."""

from typing import Any, Protocol

from bot.domain.cluster_user import ClusterUser
from bot.domain.mitigation import Mitigation
from bot.domain.noun import Noun
from bot.domain.proposal import Outcome, Proposal, Rehearsal
from bot.domain.snapshot import LogKey
from bot.gates.clearance import Clearance


class Listing(Noun):
    """A finished list: all pages, raw objects, and the bytes that came over the wire.

    Of `managedFields` an object has one entry at most, with the `time` of the last write but the status.
    """

    items: tuple[dict[str, Any], ...]
    bytes: int = 0


class Cluster(Protocol):
    """Reads. Every call has a deadline of its own; none is repeated by the adapter."""

    @property
    def name(self) -> str:
        """The name of the cluster in the configuration."""
        ...

    async def list(self, plural: str, namespace: str, *, labels: str = "", fields: str = "") -> Listing:
        """All objects of a kind (plural as in `Snapshot`) in a namespace, "" for cluster-wide kinds; with selectors."""
        ...

    async def logs(self, key: LogKey, *, max_bytes: int = 64_000) -> str:
        """The **newest** at most `max_bytes` of a container's log; "" when there is none (also no previous run)."""
        ...


class Answer(Noun):
    """What came of one write. `UNKNOWN`: bytes were written and no answer came; it is never sent again by itself."""

    outcome: Outcome
    request: str
    text: str
    seconds: float


class Remediator(Protocol):
    """Writes, under the actor identity. `rehearse` always sends `dryRun=All`; `apply` is the only real write."""

    async def rehearse(self, mitigation: Mitigation, acting_as: ClusterUser | None = None) -> Rehearsal:
        """The server's dry run of a mitigation on the object as it is now, as a unified diff or a sentence.

        `acting_as`: under that person's name in place of the actor's.
        """
        ...

    async def apply(self, clearance: Clearance) -> Answer:
        """Send the cleared mitigation once, as whom it is cleared for; 409 is `FAILED`, no answer `UNKNOWN`."""
        ...

    async def reconcile(self, proposal: Proposal) -> bool | None:
        """Whether the change is in: by its mark (annotation, field manager), of a pod by its uid; None: not told."""
        ...
