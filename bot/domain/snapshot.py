"""Snapshot: everything that was read for one incident at one time, and what could not be read.

One value, whether it came from the Kubernetes API or from a folder. Objects are the raw dicts of the API (typed views
over them are in `facts`). A read that was refused or came too late is a `Gap`; it is said, never taken for "does not
exist".
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import Field, SkipValidation

from bot.domain.noun import Noun
from bot.domain.target import Target


class LogKey(Noun):
    """One container's log; `previous` is the log of its last terminated run."""

    namespace: str
    pod: str
    container: str
    previous: bool = False


class Read(Noun):
    """One executed read: what was asked, how many objects or bytes came, how long it took."""

    what: str
    count: int
    bytes: int = 0
    seconds: float = 0.0


class Gap(Noun):
    """A read that gave nothing: refused, late, broken. `what` uses the words of `Read.what`.

    `why` may hold the other side's own words; `reason` is ours, a few words ("not allowed"), "" if there are none.
    """

    what: str
    why: str
    reason: str = ""


CUT = "only the newest part was read"
"""The `reason` of a gap that every long log has: it is said, and does not by itself leave a diagnosis unsure."""


class Scope(Noun):
    """What a triage looks at. `service` may be empty: then the whole namespace is the scope."""

    cluster: str
    namespace: str
    service: str = ""

    @classmethod
    def of(cls, target: Target | None) -> "Scope":
        """What a target names; nothing of none."""
        if target is None:
            return cls(cluster="", namespace="")
        return cls(cluster=target.cluster, namespace=target.namespace, service=target.service)


class Snapshot(Noun):
    """All that was read.

    `objects[plural][namespace]` is a tuple of raw objects, with plural names as in the API ("pods", "replicasets",
    "events"...) and "" as the namespace of cluster-wide kinds ("nodes"). A kind and namespace that were read and were
    empty are present with an empty tuple; one that is absent was not read. `logs` maps a `LogKey` to text. `alerts` is
    Alertmanager's API v2 list, `metrics` a Prometheus range-query answer, `query` what the on-call was told.
    `incomplete` names lists, by plural and namespace, of which a part could not be read: what is in them is true, and
    what is not in them may exist.
    """

    scope: Scope
    taken_at: datetime
    objects: SkipValidation[Mapping[str, Mapping[str, tuple[dict[str, Any], ...]]]] = Field(
        default_factory=dict
    )
    logs: SkipValidation[Mapping[LogKey, str]] = Field(default_factory=dict)
    alerts: SkipValidation[tuple[dict[str, Any], ...]] = ()
    metrics: SkipValidation[dict[str, Any]] = Field(default_factory=dict)
    query: str = ""
    reads: tuple[Read, ...] = ()
    gaps: tuple[Gap, ...] = ()
    incomplete: tuple[tuple[str, str], ...] = ()
