"""Label and field selectors, as list requests carry them."""

import re
from collections.abc import Callable

from bot.sandbox.cluster.objects import Obj, dig, labels_of
from bot.sandbox.cluster.resources import Resource
from bot.sandbox.cluster.status import bad_request

Match = Callable[[Obj], bool]

_SET = re.compile(r"^(?P<key>[^\s!=,()]+)\s+(?P<op>in|notin)\s*\((?P<values>[^()]*)\)$")
_EQUAL = re.compile(r"^(?P<key>[^\s!=,()]+)\s*(?P<op>==|!=|=)\s*(?P<value>[^\s,()]*)$")
_EXISTS = re.compile(r"^(?P<no>!?)\s*(?P<key>[^\s!=,()]+)$")
_SPLIT = re.compile(r",(?![^()]*\))")

_COMMON_FIELDS = ("metadata.name", "metadata.namespace")
_FIELDS: dict[str, tuple[str, ...]] = {
    "pods": (
        "spec.nodeName",
        "spec.restartPolicy",
        "spec.schedulerName",
        "spec.serviceAccountName",
        "status.phase",
        "status.podIP",
    ),
    "events": (
        "involvedObject.kind",
        "involvedObject.namespace",
        "involvedObject.name",
        "involvedObject.uid",
        "involvedObject.apiVersion",
        "involvedObject.resourceVersion",
        "involvedObject.fieldPath",
        "reason",
        "reportingComponent",
        "source",
        "type",
    ),
    "namespaces": ("status.phase",),
    "nodes": ("spec.unschedulable",),
    "replicasets": ("status.replicas",),
    "jobs": ("status.successful",),
    "secrets": ("type",),
}


def label_match(text: str) -> Match:
    """A label selector as a predicate: equality, set-based, existence.

    Raises:
        ApiError: 400, it cannot be parsed.
    """
    parts = [_label_part(part.strip(), text) for part in _SPLIT.split(text) if part.strip()]
    return lambda obj: all(part(labels_of(obj)) for part in parts)


def _label_part(part: str, whole: str) -> Callable[[dict[str, str]], bool]:
    if found := _SET.match(part):
        key, values = found["key"], {value.strip() for value in found["values"].split(",")}
        if found["op"] == "in":
            return lambda labels: labels.get(key) in values
        return lambda labels: labels.get(key) not in values
    if found := _EQUAL.match(part):
        key, value = found["key"], found["value"]
        if found["op"] == "!=":
            return lambda labels: labels.get(key) != value
        return lambda labels: labels.get(key) == value
    if found := _EXISTS.match(part):
        key, wanted = found["key"], not found["no"]
        return lambda labels: (key in labels) is wanted
    raise bad_request(f'unable to parse requirement: found "{part}", in selector "{whole}"')


def field_match(resource: Resource, text: str) -> Match:
    """A field selector as a predicate; a field that this kind does not index is refused as the server does.

    Raises:
        ApiError: 400, no such field or no such form.
    """
    known = _COMMON_FIELDS + _FIELDS.get(resource.plural, ())
    parts: list[Match] = []
    for part in (part.strip() for part in text.split(",") if part.strip()):
        found = _EQUAL.match(part)
        if found is None:
            raise bad_request(f'invalid selector: "{text}"; can\'t understand "{part}"')
        if found["key"] not in known:
            raise bad_request(
                f'Unable to find "{resource.group}/{resource.version}, Resource={resource.plural}" that match '
                f'label selector "", field selector "{text}": field label not supported: {found["key"]}'
            )
        parts.append(_field_part(found["key"], found["value"], equal=found["op"] != "!="))
    return lambda obj: all(part(obj) for part in parts)


def _field_part(key: str, value: str, *, equal: bool) -> Match:
    path = ("source", "component") if key == "source" else tuple(key.split("."))

    def matches(obj: Obj) -> bool:
        found = dig(obj, *path)
        text = str(found).lower() if isinstance(found, bool) else str(found or "")
        if key == "spec.unschedulable":
            text = text or "false"
        return (text == value) is equal

    return matches


def selector_labels(selector: Obj) -> Match:
    """A `spec.selector` (matchLabels, matchExpressions, or a Service's plain map) as a predicate."""
    wanted = selector.get("matchLabels", {} if "matchExpressions" in selector else selector)
    parts = [f"{key}={value}" for key, value in wanted.items()]
    parts += [_expression(item) for item in selector.get("matchExpressions") or []]
    return label_match(",".join(parts))


def _expression(item: Obj) -> str:
    values = ",".join(item.get("values") or [])
    forms = {"In": f"{item['key']} in ({values})", "NotIn": f"{item['key']} notin ({values})"}
    return forms.get(item["operator"], item["key"] if item["operator"] == "Exists" else f"!{item['key']}")
