"""The OpenAPI documents, as far as kubectl asks them: that every write may be tried dry and checked by the server.

No schemas are in them: `kubectl apply` needs none when the server checks the fields itself.
"""

from bot.sandbox.cluster.objects import Obj
from bot.sandbox.cluster.resources import RESOURCES, Resource

_ROOT = "/openapi/v3"
_PARAMETERS = ("dryRun", "fieldManager", "fieldValidation")


def openapi(path: str) -> Obj | None:
    """The document at a path; None if there is none."""
    if path == _ROOT:
        homes = sorted({_home(item) for item in RESOURCES})
        return {"paths": {home: {"serverRelativeURL": f"{_ROOT}/{home}?hash=sandbox"} for home in homes}}
    mine = [item for item in RESOURCES if path == f"{_ROOT}/{_home(item)}"]
    if not mine:
        return None
    info = {"title": "Kubernetes", "version": "v1.36.0"}
    return {"openapi": "3.0.0", "info": info, "paths": {_path(item): _operations(item) for item in mine}}


def _home(resource: Resource) -> str:
    return f"apis/{resource.api_version}" if resource.group else "api/v1"


def _path(resource: Resource) -> str:
    place = "namespaces/{namespace}/" if resource.namespaced else ""
    return f"/{_home(resource)}/{place}{resource.plural}/{{name}}"


def _operations(resource: Resource) -> Obj:
    """The one operation that kubectl looks at."""
    kind = {"group": resource.group, "version": resource.version, "kind": resource.kind}
    parameters = [{"name": name, "in": "query", "schema": {"type": "string"}} for name in _PARAMETERS]
    return {"patch": {"x-kubernetes-group-version-kind": kind, "parameters": parameters, "responses": {}}}
