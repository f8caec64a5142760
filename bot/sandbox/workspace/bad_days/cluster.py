"""Bad days of the Kubernetes API, for the next so many calls whose path has that word in it."""

from bot.sandbox.cluster.api.faults import Fault, Faults
from bot.sandbox.workspace.bad_days.kind import TIMES, Day, Kind, Knob, Values
from bot.sandbox.workspace.faults import Armed

ANYTHING = "anything"
WORDS = ("pods", "events", "deployments", "replicasets", "nodes", "log", "configmaps", "services")
FORBIDDEN, TOO_MANY = 403, 429
_PATH = Knob("path", "reads of", "pods", choices=(ANYTHING, *WORDS))


def _faults(day: Day) -> Faults:
    if day.cluster is None:
        raise LookupError("this workspace has no cluster")
    return day.cluster


def _path(values: Values) -> str:
    return "" if values["path"] == ANYTHING else f"/{values['path']}"


def _forbid(day: Day, values: Values) -> None:
    _faults(day).fail(values["times"], FORBIDDEN, method="GET", path=_path(values))


def _break(day: Day, values: Values) -> None:
    _faults(day).fail(values["times"], 500, method="GET", path=_path(values))


def _limit(day: Day, values: Values) -> None:
    retry = values["retry_after"]
    _faults(day).fail(values["times"], TOO_MANY, method="GET", path=_path(values), retry_after=retry)


def _hang(day: Day, values: Values) -> None:
    _faults(day).hang(values["seconds"], calls=values["times"], method="GET", path=_path(values))


def _drop(day: Day, values: Values) -> None:
    _faults(day).drop(values["times"])


def kind_of(fault: Fault) -> str:
    """The name of a pending fault's kind."""
    if fault.drop:
        return "cluster-drop"
    if fault.seconds:
        return "cluster-hang"
    return {FORBIDDEN: "cluster-forbidden", TOO_MANY: "cluster-limit"}.get(fault.status, "cluster-error")


def armed(faults: Faults) -> list[Armed]:
    """What waits in the cluster, as the page lists it."""
    return [
        Armed(kind_of(one), f"{one.method or 'any call'} {one.path or ANYTHING}", one.left)
        for one in faults.pending
        if one.left > 0
    ]


def clear(faults: Faults, kind: str) -> None:
    """Disarm one kind, or everything."""
    faults.pending[:] = [one for one in faults.pending if kind not in {"", kind_of(one)}]


KINDS = (
    Kind(
        "cluster-forbidden",
        "Cluster: forbidden (403)",
        "A role lost its right to read something.",
        "The thread says what was not read, and diagnoses from the rest.",
        _forbid,
        (_PATH, TIMES),
        "cluster",
    ),
    Kind(
        "cluster-error",
        "Cluster: error (500)",
        "The API server fails at a read.",
        "As for 403: a gap that is named, never a guess.",
        _break,
        (_PATH, TIMES),
        "cluster",
    ),
    Kind(
        "cluster-limit",
        "Cluster: too many requests (429)",
        "The API server sheds load and says when to come again.",
        "What could not be read in time is named as not read.",
        _limit,
        (_PATH, TIMES, Knob("retry_after", "Retry-After, s", 1, least=0, most=60)),
        "cluster",
    ),
    Kind(
        "cluster-hang",
        "Cluster: hanging reads",
        "A read waits for seconds before it is served.",
        "The other reads do not wait for it; past its deadline it is named as not read.",
        _hang,
        (_PATH, TIMES, Knob("seconds", "seconds", 10.0, least=0.5, most=120)),
        "cluster",
    ),
    Kind(
        "cluster-drop",
        "Cluster: change without an answer",
        "The API server makes the change, and the connection breaks before it says so.",
        "The outcome is shown as unknown and is never sent again by itself.",
        _drop,
        where="cluster",
    ),
)
