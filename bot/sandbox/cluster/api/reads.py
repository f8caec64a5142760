"""Reading: one object, a list in pages, a Table."""

from collections.abc import Mapping
from datetime import UTC, timedelta

from bot.sandbox.cluster.api.calls import Call
from bot.sandbox.cluster.lists import Pages
from bot.sandbox.cluster.logs import LogQuery
from bot.sandbox.cluster.objects import Obj, dig, instant, name_of, namespace_of, uid_of
from bot.sandbox.cluster.resources import Resource
from bot.sandbox.cluster.selectors import Match, field_match, label_match
from bot.sandbox.cluster.status import bad_request, not_found
from bot.sandbox.cluster.table import as_table
from bot.sandbox.cluster.world import World

_TRUE = {"true", "1", "True"}


def get_object(world: World, call: Call) -> Obj:
    """The stored object.

    Raises:
        ApiError: 404.
    """
    found = world.store.get(call.resource, call.namespace, call.name)
    if found is None:
        raise not_found(call.resource, call.name)
    return found


def scale_of(obj: Obj) -> Obj:
    """The `scale` subresource of a workload."""
    metadata = {
        "name": name_of(obj),
        "namespace": namespace_of(obj),
        "uid": uid_of(obj),
        "resourceVersion": obj["metadata"].get("resourceVersion", ""),
        "creationTimestamp": obj["metadata"].get("creationTimestamp"),
    }
    labels = dig(obj, "spec", "selector", "matchLabels") or {}
    selector = ",".join(f"{key}={value}" for key, value in sorted(labels.items()))
    return {
        "kind": "Scale",
        "apiVersion": "autoscaling/v1",
        "metadata": metadata,
        "spec": {"replicas": obj["spec"].get("replicas", 1)},
        "status": {"replicas": dig(obj, "status", "replicas") or 0, "selector": selector},
    }


def selected(resource: Resource, query: Mapping[str, str]) -> Match:
    """The request's label and field selectors as one predicate."""
    labels = label_match(query.get("labelSelector", ""))
    fields = field_match(resource, query.get("fieldSelector", ""))
    return lambda obj: labels(obj) and fields(obj)


def list_objects(world: World, pages: Pages, call: Call, query: Mapping[str, str], accept: str) -> Obj:
    """A list, or its Table if that is what the client accepts first."""
    limit = number(query, "limit") or 0
    if query.get("resourceVersion") == "0" and not query.get("continue"):
        limit = 0  # served from the watch cache, which does not page
    counted = not (query.get("labelSelector") or query.get("fieldSelector"))
    if query.get("continue"):
        page = pages.following(query["continue"], limit, world.now, counted=counted)
    else:
        matches = selected(call.resource, query)
        items = [item for item in world.store.all(call.resource, call.namespace) if matches(item)]
        page = pages.first(items, str(world.store.version), limit, world.now, counted=counted)
    metadata: Obj = {"resourceVersion": page.version}
    if page.token:
        metadata["continue"] = page.token
        if page.remaining is not None:
            metadata["remainingItemCount"] = page.remaining
    answer: Obj = {
        "kind": f"{call.resource.kind}List",
        "apiVersion": call.resource.api_version,
        "metadata": metadata,
    }
    if wants_table(accept):
        return as_table(call.resource, answer, page.items, world.now, query.get("includeObject", ""))
    bare = [
        {key: value for key, value in item.items() if key not in {"kind", "apiVersion"}}
        for item in page.items
    ]
    return answer | {"items": bare}


def wants_table(accept: str) -> bool:
    """Whether the first thing that the client accepts is a Table."""
    return "as=Table" in accept.split(",", maxsplit=1)[0]


def number(query: Mapping[str, str], key: str) -> int | None:
    """A whole number of the query, None if it is not there.

    Raises:
        ApiError: 400, no number.
    """
    text = query.get(key)
    if text is None:
        return None
    try:
        return int(text)
    except ValueError as error:
        raise bad_request(f'strconv.ParseInt: parsing "{text}": invalid syntax') from error


def log_query(world: World, query: Mapping[str, str]) -> LogQuery:
    """What a log request asks for."""
    since = None
    seconds = number(query, "sinceSeconds")
    if seconds is not None:
        since = world.now - timedelta(seconds=seconds)
    elif "sinceTime" in query:
        since = instant(query["sinceTime"]).astimezone(UTC)
    return LogQuery(
        container=query.get("container", ""),
        previous=query.get("previous") in _TRUE,
        tail_lines=number(query, "tailLines"),
        limit_bytes=number(query, "limitBytes"),
        timestamps=query.get("timestamps") in _TRUE,
        since=since,
    )
