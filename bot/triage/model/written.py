"""Objects as a model reads them: one whole as JSON, or many in one line each."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from bot.facts.raw import dig, items, mapping, name_of, text
from bot.redaction import redact_value
from bot.triage.model.shown import start
from bot.triage.model.sources import CannotReadError

_LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
_MOST_LINES, _LONGEST_LINE = 400, 600
_LONGEST_TEXT, _MOST_ITEMS, _DEEPEST = 16_000, 1_000, 40
Made = TypeVar("Made")


def one_object(listed: Sequence[dict[str, Any]], name: str, key: bytes) -> str:
    """The object of that name as JSON, without what only the API server needs.

    Raises:
        CannotReadError: there is none.
    """
    found = next((one for one in listed if name_of(one) == name), None)
    if found is None:
        near = ", ".join(name_of(one) for one in listed[:20]) or "none"
        raise CannotReadError(f"there is no object of this name; those read are {near}")
    plain = dict(found)
    metadata = {field: one for field, one in mapping(found, "metadata").items() if field != "managedFields"}
    notes = mapping(metadata, "annotations")
    if _LAST_APPLIED in notes:
        metadata["annotations"] = {field: one for field, one in notes.items() if field != _LAST_APPLIED}
    plain["metadata"] = metadata
    return json.dumps(redact_value(bounded(plain, key), key), indent=1, ensure_ascii=False, default=str)


def bounded(value: Any, key: bytes, depth: int = 0) -> Any:
    """A JSON value without more of a text, list or mapping than anybody reads: redacting it all would take minutes.

    A text that is cut is redacted before, since half a secret is not known as one.
    """
    if isinstance(value, str):
        return value if len(value) <= _LONGEST_TEXT else f"{start(value, _LONGEST_TEXT, key)}[cut here]"
    if depth > _DEEPEST:
        return "[not shown: too deep]"
    if isinstance(value, Mapping):
        return {
            str(name)[:_LONGEST_TEXT]: bounded(one, key, depth + 1) for name, one in _first(value.items())
        }
    if isinstance(value, list | tuple):
        return [bounded(one, key, depth + 1) for one in _first(value)]
    return value


def _first(found: Iterable[Made]) -> Iterable[Made]:
    return islice(found, _MOST_ITEMS)


def summary(listed: Sequence[dict[str, Any]], key: bytes) -> str:
    """One line for each object: its name and what its state hangs on."""
    lines = [start(" ".join(_told(one)), _LONGEST_LINE, key) for one in listed[:_MOST_LINES]]
    if len(listed) > _MOST_LINES:
        lines.append(f"and {len(listed) - _MOST_LINES} more")
    return "\n".join(lines) or "(none)"


def _told(raw: dict[str, Any]) -> Iterator[str]:
    yield name_of(raw)
    for field in (
        "phase",
        "replicas",
        "readyReplicas",
        "updatedReplicas",
        "availableReplicas",
        "succeeded",
        "failed",
    ):
        if said := text(raw, "status", field):
            yield f"{field}={said}"
    for field in ("replicas", "nodeName", "type", "clusterIP", "suspend", "schedule", "unschedulable"):
        if (said := dig(raw, "spec", field)) not in (None, ""):
            yield f"spec.{field}={said}"
    yield from _containers(raw)
    for one in items(raw, "status", "conditions"):
        if one.get("status") != "True" or text(one, "type").endswith("Pressure"):
            yield f"{text(one, 'type')}={text(one, 'status')}({text(one, 'reason')})"
    if made := text(raw, "metadata", "creationTimestamp"):
        yield f"made={made}"


def _containers(raw: dict[str, Any]) -> Iterator[str]:
    for one in (*items(raw, "status", "initContainerStatuses"), *items(raw, "status", "containerStatuses")):
        state = mapping(one, "state")
        how = next(iter(state), "unknown")
        reason = text(state, how, "reason")
        last = text(one, "lastState", "terminated", "reason")
        yield (
            f"{text(one, 'name')}:{how}{f'({reason})' if reason else ''} ready={one.get('ready')} "
            f"restarts={text(one, 'restartCount')}{f' last={last}' if last else ''}"
        )
