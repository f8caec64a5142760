"""Autoscalers at their maximum that want more: their targets, and whether anything shows that more is needed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.domain.diagnosis import Observation
from bot.domain.target import Subject
from bot.facts.meters import meters_of
from bot.facts.raw import dig, items, labels, mapping, name_of, namespace_of, number, text
from bot.facts.strain import suffering_of, throttled_of
from bot.facts.view import View

AT_MAXIMUM = "autoscaler_at_maximum"
_TOLERANCE = 1.1  # the autoscaler's own: within a tenth of the target it leaves the replicas alone


@dataclass(frozen=True, slots=True)
class Maxed:
    """An autoscaler that wants more replicas than it may have: its condition in words, and what else shows it.

    `idle`: its own measurements are back within the target, so the condition is of a while ago.
    """

    raw: dict[str, Any]
    said: str
    cites: tuple[Observation, ...]
    idle: bool


def target_of(raw: Any) -> Subject:
    """What an autoscaler scales."""
    target = labels(raw, "spec", "scaleTargetRef")
    return Subject(kind=target.get("kind", ""), namespace=namespace_of(raw), name=target.get("name", ""))


def condition_of(raw: Any, kind: str) -> dict[str, Any]:
    """The condition of that type; {} if there is none."""
    return next((one for one in items(raw, "status", "conditions") if one.get("type") == kind), {})


def told_by(condition: Mapping[str, Any]) -> str:
    """A condition as one line."""
    kind, status = text(condition, "type"), text(condition, "status")
    return f"{kind}={status}: {text(condition, 'reason')} {text(condition, 'message')}"


def maxed_of(view: View) -> Mapping[Subject, Maxed]:
    """The autoscalers that are held back by their maximum, by what they scale; ask with `view.once`."""
    found = {}
    for raw in view.objects("horizontalpodautoscalers"):
        limited = condition_of(raw, "ScalingLimited")
        held = text(limited, "status") == "True" and text(limited, "reason") == "TooManyReplicas"
        if held and number(raw, "status", "currentReplicas") >= number(raw, "spec", "maxReplicas"):
            subject = target_of(raw)
            harm = _harm(view, raw, subject)
            idle = not harm and _within_target(raw)
            found[subject] = Maxed(raw, told_by(limited), harm, idle)
    return found


def _harm(view: View, raw: dict[str, Any], subject: Subject) -> tuple[Observation, ...]:
    """What shows that its replicas do not suffice: they are throttled, slow or failing."""
    throttled = view.once(throttled_of).get(subject)
    shown = (*((throttled.cited(),) if throttled else ()), *view.once(suffering_of).get(subject, ()))
    told = [
        one.cited(subject.name, f"{one.level:.0f} replicas, its maximum (autoscaler {name_of(raw)})")
        for one in view.once(meters_of).get(AT_MAXIMUM, ())
        if one.has.get("horizontalpodautoscaler") == name_of(raw) and one.level
    ]
    return (*shown, *told[:1]) if shown else ()


def _within_target(raw: dict[str, Any]) -> bool:
    """Whether all that it measures is known and within its target."""
    asked = items(raw, "spec", "metrics")
    wanted = {key: value for one in asked for key, value in _measure(one, "target")}
    seen = {
        key: value
        for one in items(raw, "status", "currentMetrics")
        for key, value in _measure(one, "current")
    }
    known = 0 < len(asked) == len(wanted)
    return known and all(key in seen and seen[key] <= wanted[key] * _TOLERANCE for key in wanted)


def _measure(metric: dict[str, Any], side: str) -> list[tuple[str, float]]:
    """The utilisation of each resource that this metric names, in percent of the request."""
    found = []
    for kind in ("resource", "containerResource"):
        percent = dig(metric, kind, side, "averageUtilization")
        if mapping(metric, kind) and isinstance(percent, int | float):
            found.append((f"{text(metric, kind, 'container')}/{text(metric, kind, 'name')}", float(percent)))
    return found
