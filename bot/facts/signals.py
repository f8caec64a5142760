"""Signals: what alerts and metrics tell of the speed and load of workloads and nodes.

An alert is read by the words of its name, labels and annotations, whatever rule set wrote it; a metric by the words
of its name, and only if it rose far above its own usual level within the window.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.domain.diagnosis import Observation
from bot.facts.raw import dig, items, labels, mapping, text
from bot.facts.view import View
from bot.facts.when import instant


class Kind(StrEnum):
    """What a signal is about."""

    LATENCY = "latency"
    CPU = "cpu"
    MEMORY = "memory"
    NETWORK = "network quality"
    TRAFFIC = "traffic"
    ERRORS = "errors"
    POOL = "connection pool"


_WORDS = (
    (
        Kind.NETWORK,
        r"retrans|packet.?loss|packets? dropped|network.?(?:quality|errors?|latency)|(?:receive|transmit)_(?:err|drop)",
    ),
    (Kind.CPU, r"\bcpu|throttl|_cpu|cpu_"),
    (Kind.MEMORY, r"memory|\boom\b|working.?set"),
    (Kind.LATENCY, r"latenc|slow|response.?time|duration|apdex"),
    (Kind.TRAFFIC, r"throughput|traffic|requests?.per|\brps\b|\bqps\b"),
    (Kind.ERRORS, r"error|success.?r|5xx|availab"),
)  # fmt: skip
_COMPILED = tuple((kind, re.compile(words, re.IGNORECASE)) for kind, words in _WORDS)
_WHO = ("service", "deployment", "statefulset", "daemonset", "workload", "app", "pod", "container")
_NAMES = {*_WHO, "alertname", "node", "instance", "namespace", "severity", "job", "cluster"}
_QUIET = {"info", "none"}
_RISE, _SLOW_MS, _RETRANS = 8.0, 50.0, 2.0
_MOST_POINTS, _FEWEST_POINTS = 2_000, 4


@dataclass(frozen=True, slots=True)
class Signal:
    """Of what kind, about whom (`who` a name as told, `node` if it is a node), and what was said."""

    kind: Kind
    who: str
    node: bool
    cited: Observation
    size: float = 0.0


def signals_of(view: View) -> tuple[Signal, ...]:
    """All signals of alerts that fire and of metrics that rose; ask with `view.once`."""
    found = [*_alerts(view), *_metrics(view)]
    return tuple(sorted(found, key=lambda one: (one.kind.value, one.who, -one.size, one.cited.quote)))


def _alerts(view: View) -> Iterator[Signal]:
    for raw in view.snapshot.alerts:
        has, notes = labels(raw, "labels"), labels(raw, "annotations")
        state = text(raw, "status", "state") or "active"
        elsewhere = has.get("namespace", view.namespace) != view.namespace
        if state != "active" or elsewhere or has.get("severity") in _QUIET:
            continue
        name = has.get("alertname", "")
        rest = " ".join([*(has[key] for key in sorted(has) if key not in _NAMES), *sorted(notes.values())])
        kind = _kind(name) or _kind(rest)
        who, node = _who(has)
        if kind and who:
            quote = f"{name}: {who}: {rest}".strip()[:400]
            at = instant(dig(raw, "startsAt"))
            yield Signal(kind, who, node, Observation(source="alert", ref=who, quote=quote, at=at))


def _kind(told: str) -> Kind | None:
    return next((kind for kind, words in _COMPILED if words.search(told)), None)


def _who(has: dict[str, str]) -> tuple[str, bool]:
    named = next((has[key] for key in _WHO if has.get(key)), "")
    return (named, False) if named else (has.get("node") or has.get("instance", "").partition(":")[0], True)


def _metrics(view: View) -> Iterator[Signal]:
    for series in items(mapping(view.snapshot.metrics, "data"), "result"):
        metric = labels(series, "metric")
        name = metric.get("__name__", "")
        kind = _kind(name)
        who, node = _who(metric)
        if kind not in {Kind.LATENCY, Kind.NETWORK} or not who:
            continue
        usual, peak = _levels(dig(series, "values"))
        scale = 1000.0 if name.endswith("_seconds") else 1.0
        high = peak * scale >= _SLOW_MS if kind is Kind.LATENCY else peak >= _RETRANS
        if high and peak >= _RISE * usual:
            quote = f"{name} rose from {usual:.4g} to {peak:.4g}"
            yield Signal(kind, who, node, Observation(source="metric", ref=who, quote=quote), peak)


def _levels(values: Any) -> tuple[float, float]:
    """The usual level (the lower quartile of the window) and the peak that was held (the third highest)."""
    points = values[-_MOST_POINTS:] if isinstance(values, list) else []
    known = sorted(one for point in points if (one := _float(point)) is not None)
    if len(known) < _FEWEST_POINTS:
        return 0.0, 0.0
    return known[len(known) // 4], known[-3]


def _float(point: Any) -> float | None:
    try:
        value = float(point[1])
    except (TypeError, ValueError, IndexError, KeyError):
        return None
    return value if math.isfinite(value) else None
