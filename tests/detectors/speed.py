"""A chain of workloads (door calls cart, cart calls db) on two nodes, with alerts and metrics about them."""

from collections.abc import Iterable
from typing import Any

from bot.domain.snapshot import Snapshot
from tests.detectors.shop import NOW, Raw, ago, container, node, pod, service, snapshot, variable

NODES = (node("node-1"), node("node-2"), node("node-3"))


def works(name: str, calls: str = "", at: str = "node-1", **spec: Any) -> Raw:
    """A ready pod that calls another Service."""
    env = variable("NEXT_ADDR", f"{calls}:80") if calls else []
    one = container(env=env, **spec)
    return pod(
        f"{name}-0", of=name, kind="StatefulSet", labels={"app": name}, spec=[one], ready=True, node=at
    )


def chain(**places: str) -> list[Raw]:
    """Door -> cart -> db, each on node-1 unless said."""
    nodes = {"door": "node-1", "cart": "node-1", "db": "node-1"} | places
    return [
        works("door", "cart", nodes["door"]),
        works("cart", "db", nodes["cart"]),
        works("db", at=nodes["db"]),
    ]


def alert(name: str, **has: str) -> Raw:
    """A firing alert; `said` is its description, everything else a label."""
    said = has.pop("said", "")
    return {"labels": {"alertname": name, **has}, "annotations": {"description": said}, "startsAt": ago(60)}


def slow(*names: str) -> list[Raw]:
    """Latency alerts."""
    return [alert("HighLatency", service=name, said="p95 latency is high") for name in names]


def series(name: str, values: Iterable[float], **has: str) -> Raw:
    """A series of a range query."""
    return {"metric": {"__name__": name, **has}, "values": [[1, str(value)] for value in values]}


def world(
    alerts: Iterable[Raw], pods: list[Raw] | None = None, *, metrics: Iterable[Raw] = (), **more: Any
) -> Snapshot:
    """The chain with its Services."""
    found = pods if pods is not None else chain()
    services = [
        service(name, ports=[{"port": 80, "targetPort": 8080}]) for name in ("door", "cart", "db", "x1", "x2")
    ]
    told = {"data": {"result": list(metrics)}}
    return snapshot(pods=found, services=services, nodes=NODES, alerts=alerts, metrics=told, **more)


def measured(name: str, *spans: tuple[float, float], **has: str) -> Raw:
    """A series of these (minutes, level) one after the other up to now, a point each half minute.

    A negative level is a time of which the query left the points out.
    """
    values = [level for minutes, level in spans for _ in range(int(minutes * 2))]
    end = NOW.timestamp()
    points = [
        [end - 30 * (len(values) - 1 - at), str(value)] for at, value in enumerate(values) if value >= 0
    ]
    return {"metric": {"__name__": name, **has}, "values": points}


def ramp(name: str, before: float, after: float, **has: str) -> Raw:
    """A series that goes in a straight line for half an hour."""
    step = (after - before) / 60
    return measured(name, *((0.5, before + step * at) for at in range(1, 61)), **has)
