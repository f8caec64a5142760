"""Discovery: which groups, versions and kinds there are, and the server's version."""

from bot.sandbox.cluster.api import metrics
from bot.sandbox.cluster.objects import Obj
from bot.sandbox.cluster.resources import READ_VERBS, RESOURCES, REVIEWS, Resource

VERSION: Obj = {
    "major": "1",
    "minor": "36",
    "emulationMajor": "1",
    "emulationMinor": "36",
    "gitVersion": "v1.36.0-sandbox",
    "gitCommit": "0000000000000000000000000000000000000000",
    "gitTreeState": "clean",
    "buildDate": "2026-04-22T00:00:00Z",
    "goVersion": "go1.26",
    "compiler": "gc",
    "platform": "linux/amd64",
}
_SUBRESOURCE_VERBS = {"log": ["get"], "eviction": ["create"]}
_AUTHORIZATION = ("authorization.k8s.io", "v1")
_KINDS = {
    "selfsubjectaccessreviews": "SelfSubjectAccessReview",
    "subjectaccessreviews": "SubjectAccessReview",
    "localsubjectaccessreviews": "LocalSubjectAccessReview",
}


def discover(path: str) -> Obj | None:
    """The discovery document at a path; None if it is no such path."""
    parts = [part for part in path.split("/") if part]
    if parts[:1] == ["api"] and len(parts) <= len(("api", "v1")):
        return _core(parts[1:])
    if parts == ["version"]:
        return VERSION
    if parts[:1] != ["apis"]:
        return None
    if len(parts) == 1:
        return {"kind": "APIGroupList", "apiVersion": "v1", "groups": [_group(*item) for item in _groups()]}
    if tuple(parts[1:]) in _groups():
        return _resources(parts[1], parts[2])
    return next((_group(*item) for item in _groups() if [item[0]] == parts[1:]), None)


def _core(rest: list[str]) -> Obj | None:
    if rest:
        return _resources("", "v1") if rest == ["v1"] else None
    addresses = [{"clientCIDR": "0.0.0.0/0", "serverAddress": "127.0.0.1"}]
    return {"kind": "APIVersions", "versions": ["v1"], "serverAddressByClientCIDRs": addresses}


def _groups() -> list[tuple[str, str]]:
    found = dict.fromkeys((item.group, item.version) for item in RESOURCES if item.group)
    return [*found, _AUTHORIZATION, (metrics.GROUP, metrics.VERSION)]


def _subresource(item: Resource, name: str, api_version: str, kind: str) -> Obj:
    """Its entry; the group and version tell kubectl how an eviction is to be written."""
    group, _, version = api_version.rpartition("/")
    return {
        "name": f"{item.plural}/{name}",
        "singularName": "",
        "namespaced": True,
        "group": group,
        "version": version,
        "kind": kind,
        "verbs": _SUBRESOURCE_VERBS.get(name, ["get", "patch", "update"]),
    }


def _group(group: str, version: str) -> Obj:
    entry = {"groupVersion": f"{group}/{version}", "version": version}
    return {
        "kind": "APIGroup",
        "apiVersion": "v1",
        "name": group,
        "versions": [entry],
        "preferredVersion": entry,
    }


def _resources(group: str, version: str) -> Obj:
    if group == metrics.GROUP:
        return metrics.discovered()
    listed: list[Obj] = []
    for item in RESOURCES:
        if (item.group, item.version) != (group, version):
            continue
        entry: Obj = {
            "name": item.plural,
            "singularName": item.kind.lower(),
            "namespaced": item.namespaced,
            "kind": item.kind,
            "verbs": list(READ_VERBS),
        }
        listed.append(entry | ({"shortNames": list(item.short)} if item.short else {}))
        for name, of, kind in item.subresources:
            listed.append(_subresource(item, name, of, kind))
    if (group, version) == _AUTHORIZATION:
        listed = [
            {
                "name": name,
                "singularName": name[:-1],
                "namespaced": name.startswith("local"),
                "kind": _KINDS[name],
                "verbs": ["create"],
            }
            for name in REVIEWS
        ]
    word = f"{group}/{version}" if group else version
    return {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": word, "resources": listed}
