"""A request as the API server understands it: which verb on which object, by whom."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.sandbox.cluster.access import Ask
from bot.sandbox.cluster.resources import BY_PATH, NAMESPACES, Resource
from bot.sandbox.cluster.status import method_not_allowed, no_such_path

_VERBS = {"POST": "create", "PUT": "update", "PATCH": "patch", "DELETE": "delete"}
_NAMESPACED = 2
_CREATED_ONLY = "eviction"


@dataclass(frozen=True)
class Call:
    """One call on a stored kind."""

    verb: str
    resource: Resource
    namespace: str = ""
    name: str = ""
    subresource: str = ""

    @property
    def ask(self) -> Ask:
        """The question of authorisation that this call is."""
        namespace = self.name if self.resource is NAMESPACES else self.namespace
        return Ask(
            self.verb, self.resource.group, self.resource.plural, self.subresource, namespace, self.name
        )


def read_call(method: str, path: str, query: Mapping[str, str]) -> Call:
    """The call that a method and path name.

    Raises:
        ApiError: 404, no such path or kind; 405, a method that the kind does not have.
    """
    parts = [part for part in path.split("/") if part]
    if parts[:2] == ["api", "v1"]:
        group, version, rest = "", "v1", parts[2:]
    elif parts[:1] == ["apis"] and len(parts) > _NAMESPACED:
        group, version, rest = parts[1], parts[2], parts[3:]
    else:
        raise no_such_path()
    namespace = ""
    if rest[:1] == ["namespaces"] and len(rest) > _NAMESPACED:
        namespace, rest = rest[1], rest[2:]
    plural, name, subresource, *more = [*rest, "", "", ""]
    resource = BY_PATH.get((group, version, plural))
    if resource is None or any(more) or (namespace and not resource.namespaced):
        raise no_such_path()
    if subresource and subresource not in {item[0] for item in resource.subresources}:
        raise no_such_path()
    return Call(_verb(method, name, query, subresource), resource, namespace, name, subresource)


def _verb(method: str, name: str, query: Mapping[str, str], subresource: str) -> str:
    if method == "GET":
        if query.get("watch") in {"true", "1", "True"}:
            return "watch"
        return "get" if name else "list"
    if subresource == _CREATED_ONLY:
        name = "" if method == "POST" else name
    if method not in _VERBS or bool(name) is (method == "POST"):
        raise method_not_allowed()
    return _VERBS[method]
